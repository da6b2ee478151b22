// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Text that shows what it says, from any bytes
/// @dev Decodes UTF-8 as the WHATWG Encoding Standard does, and puts U+FFFD in the place of each malformed sequence and of each
/// character that is invisible or moves others: controls, separators of lines, characters that Unicode tells renderers to ignore
/// (zero-width, bidi controls, tags, fillers; not variation selectors, which only choose a glyph), annotations, non-characters.
/// What is left is valid in XML 1.0, and in JSON and XML once their own delimiters are escaped.
library VisibleTextLib {
    uint256 internal constant REPLACEMENT = 0xfffd;

    /// @notice The bytes as visible text; at most 3 bytes for each given one.
    function toVisible(bytes memory raw) internal pure returns (string memory text) {
        bytes memory room = new bytes(3 * raw.length);
        uint256 length = 0;
        for (uint256 position = 0; position < raw.length;) {
            uint256 codePoint;
            (codePoint, position) = decode(raw, position);
            length = _append(room, length, isVisible(codePoint) ? codePoint : REPLACEMENT);
        }
        bytes memory exact = new bytes(length);
        for (uint256 i = 0; i < length; ++i) exact[i] = room[i];
        text = string(exact);
    }

    /// @notice The code point that begins at `position`, and where the next one begins. Of a malformed sequence the longest part that
    /// could have begun a character is taken, as one `REPLACEMENT`.
    function decode(bytes memory raw, uint256 position) internal pure returns (uint256 codePoint, uint256 next) {
        uint256 first = uint8(raw[position]);
        next = position + 1;
        if (first < 0x80) return (first, next);
        if (first < 0xc2 || first > 0xf4) return (REPLACEMENT, next);
        // Bytes that follow, and the second byte's range, which excludes overlong forms, surrogates and what is beyond U+10FFFF.
        uint256 following = first < 0xe0 ? 1 : 2;
        if (first >= 0xf0) following = 3;
        (uint256 lowest, uint256 highest) = (0x80, 0xbf);
        if (first == 0xe0) lowest = 0xa0;
        else if (first == 0xed) highest = 0x9f;
        else if (first == 0xf0) lowest = 0x90;
        else if (first == 0xf4) highest = 0x8f;
        codePoint = first & (0x3f >> following);
        for (; following != 0; --following) {
            if (next == raw.length) return (REPLACEMENT, next);
            uint256 value = uint8(raw[next]);
            if (value < lowest || value > highest) return (REPLACEMENT, next);
            (lowest, highest) = (0x80, 0xbf);
            codePoint = (codePoint << 6) | (value & 0x3f);
            ++next;
        }
    }

    function isVisible(uint256 codePoint) internal pure returns (bool visible) {
        if (codePoint < 0x20 || (codePoint > 0x7e && codePoint < 0xa0)) return false;
        if (codePoint < 0xad) return true;
        // Non-characters.
        if (codePoint & 0xfffe == 0xfffe || _isWithin(codePoint, 0xfdd0, 0xfdef)) return false;
        if (codePoint < 0x2000) {
            return
                !(codePoint == 0xad || // soft hyphen
                    codePoint == 0x34f || // combining grapheme joiner
                    codePoint == 0x61c || // Arabic letter mark
                    _isWithin(codePoint, 0x115f, 0x1160) || // Hangul fillers
                    _isWithin(codePoint, 0x17b4, 0x17b5) || // Khmer inherent vowels
                    _isWithin(codePoint, 0x180b, 0x180f)); // Mongolian separators
        }
        if (codePoint < 0x10000) {
            return
                !(_isWithin(codePoint, 0x200b, 0x200f) || // zero-width characters and marks of direction
                    _isWithin(codePoint, 0x2028, 0x202e) || // separators of lines; embeddings and overrides of direction
                    _isWithin(codePoint, 0x2060, 0x206f) || // word joiner, isolates of direction, deprecated controls
                    codePoint == 0x3164 || // Hangul filler
                    codePoint == 0xfeff || // byte order mark
                    codePoint == 0xffa0 || // half-width Hangul filler
                    _isWithin(codePoint, 0xfff0, 0xfffb)); // unassigned, annotations
        }
        return
            !(_isWithin(codePoint, 0x1bca0, 0x1bca3) || // shorthand controls
                _isWithin(codePoint, 0x1d173, 0x1d17a) || // musical controls
                _isWithin(codePoint, 0xe0000, 0xe0fff)); // tags, further variation selectors
    }

    function _isWithin(uint256 codePoint, uint256 first, uint256 last) private pure returns (bool within) {
        within = codePoint >= first && codePoint <= last;
    }

    /// @dev Writes the UTF-8 of a code point at `length`. Returns the new length.
    function _append(bytes memory room, uint256 length, uint256 codePoint) private pure returns (uint256 newLength) {
        newLength = length;
        if (codePoint < 0x80) {
            room[newLength++] = bytes1(uint8(codePoint));
            return newLength;
        }
        uint256 following = codePoint < 0x800 ? 1 : 2;
        if (codePoint >= 0x10000) following = 3;
        // 110xxxxx, 1110xxxx or 11110xxx, then 10xxxxxx.
        room[newLength++] = bytes1(uint8((0xff80 >> following) | (codePoint >> (6 * following))));
        while (following != 0) {
            --following;
            room[newLength++] = bytes1(uint8(0x80 | ((codePoint >> (6 * following)) & 0x3f)));
        }
    }
}
