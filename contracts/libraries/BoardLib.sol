// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "../types/Ids.sol";

/// @notice The best versions of a benchmark, unsorted: 17 words of 6 lanes, lane = bound (14 bits) above id (28 bits), and
/// one word with the smallest bound of each of the 17 words (14 bits each, and a free guard bit above).
/// @dev An empty lane is 0, so that it counts as a member with bound 0: anything above 0 may take it.
struct Board {
    uint256[17] words;
    uint256 minima;
}

/// @title The board's 102 places (docs/SPEC.md, S-9)
/// @notice Any change reads and writes at most two words, whatever the number of versions. A *place* is
/// `word · 6 + lane + 1`, 1..102; 0 means "off the board". A version's owner of state remembers its place; whether it
/// still holds it is read from the board, because another version may have replaced it.
library BoardLib {
    uint256 internal constant PLACES = 102;
    uint256 private constant WORDS = 17;
    uint256 private constant LANES = 6;
    uint256 private constant LANE_BITS = 42;
    uint256 private constant LANE_MASK = 0x3ffffffffff;
    uint256 private constant ID_BITS = 28;
    uint256 private constant ID_MASK = 0xfffffff;
    uint256 private constant BOUND_MASK = 0x3fff;
    /// @dev A minimum and its guard bit.
    uint256 private constant MINIMUM_BITS = 15;
    /// @dev 1 in each of the 17 minima: (2^255 - 1) / (2^15 - 1).
    uint256 private constant ONES = 0x1000200040008001000200040008001000200040008001000200040008001;
    /// @dev The guard bits of the 17 minima.
    uint256 private constant GUARDS = ONES << 14;

    /// @notice Gives a version its place: keeps a member where it is, lets an outsider replace the lowest member if it is
    /// better (ties stay out), and removes a member whose bound fell to 0.
    /// @param id below 2^28, not 0
    /// @param boundBps 0..10000
    /// @param place the place the version was last given
    /// @return newPlace its place now, 0 if off the board
    /// @return wasMember whether it was on the board before
    function put(
        Board storage board,
        VersionId id,
        uint256 boundBps,
        uint256 place
    ) internal returns (uint256 newPlace, bool wasMember) {
        wasMember = isMember(board, id, place);
        if (!wasMember) {
            place = _placeFor(board, boundBps);
            if (place == 0) return (0, false);
        }
        _write(board, place, boundBps == 0 ? 0 : (boundBps << ID_BITS) | VersionId.unwrap(id));
        newPlace = boundBps == 0 ? 0 : place;
    }

    /// @notice Whether `id` holds `place`.
    function isMember(Board storage board, VersionId id, uint256 place) internal view returns (bool member) {
        if (place == 0) return false;
        (uint256 word, uint256 shift) = _locate(place);
        return (board.words[word] >> shift) & ID_MASK == VersionId.unwrap(id);
    }

    /// @notice The members in storage order and their bounds.
    function members(
        Board storage board
    ) internal view returns (VersionId[] memory versionIds, uint16[] memory boundsBps) {
        uint256[] memory lanes = new uint256[](PLACES);
        uint256 count;
        for (uint256 i = 0; i < PLACES; ++i) {
            uint256 lane = (board.words[i / LANES] >> ((i % LANES) * LANE_BITS)) & LANE_MASK;
            if (lane != 0) lanes[count++] = lane;
        }
        versionIds = new VersionId[](count);
        boundsBps = new uint16[](count);
        for (uint256 i = 0; i < count; ++i) {
            versionIds[i] = VersionId.wrap(uint64(lanes[i] & ID_MASK));
            boundsBps[i] = uint16(lanes[i] >> ID_BITS);
        }
    }

    /// @dev The place of the lowest member (or an empty one) if `boundBps` is above it, otherwise 0.
    function _placeFor(Board storage board, uint256 boundBps) private view returns (uint256 place) {
        uint256 minima = board.minima;
        // All minima at once: a guard bit set above each of them falls where, and only where, the minimum is below the bound.
        // Nothing is borrowed across guards, because the bound is below 2^14.
        unchecked {
            if (((minima | GUARDS) - boundBps * ONES) & GUARDS == GUARDS) return 0;
        }
        uint256 lowest = BOUND_MASK;
        uint256 word;
        for (uint256 i = 0; i < WORDS; ++i) {
            uint256 minimum = minima & BOUND_MASK;
            if (minimum < lowest) {
                (lowest, word) = (minimum, i);
                if (minimum == 0) break;
            }
            minima >>= MINIMUM_BITS;
        }
        (, uint256 lane) = _minimumOf(board.words[word]);
        // word < 17 and lane < 6: no overflow.
        unchecked {
            return word * LANES + lane + 1;
        }
    }

    function _write(Board storage board, uint256 place, uint256 value) private {
        (uint256 word, uint256 shift) = _locate(place);
        uint256 lanes = board.words[word];
        uint256 oldBound = ((lanes >> shift) & LANE_MASK) >> ID_BITS;
        lanes = (lanes & ~(LANE_MASK << shift)) | (value << shift);
        board.words[word] = lanes;

        // word < 17: no overflow.
        unchecked {
            shift = word * MINIMUM_BITS;
        }
        uint256 minima = board.minima;
        uint256 oldMinimum = (minima >> shift) & BOUND_MASK;
        // Where neither bound is the word's smallest, another lane's is.
        if (oldBound > oldMinimum && (value >> ID_BITS) >= oldMinimum) return;
        (uint256 minimum, ) = _minimumOf(lanes);
        if (minimum != oldMinimum) board.minima = (minima & ~(BOUND_MASK << shift)) | (minimum << shift);
    }

    /// @dev The word of a place and the bits below its lane.
    /// @param place 1..102
    function _locate(uint256 place) private pure returns (uint256 word, uint256 shift) {
        // place is at least 1, and a remainder is below 6: neither underflow nor overflow.
        unchecked {
            --place;
            return (place / LANES, (place % LANES) * LANE_BITS);
        }
    }

    /// @dev The smallest bound among a word's lanes and the first lane that has it.
    function _minimumOf(uint256 lanes) private pure returns (uint256 minimum, uint256 lane) {
        minimum = BOUND_MASK;
        lanes >>= ID_BITS;
        for (uint256 i = 0; i < LANES; ++i) {
            uint256 bound = lanes & BOUND_MASK;
            if (bound < minimum) (minimum, lane) = (bound, i);
            lanes >>= LANE_BITS;
        }
    }
}
