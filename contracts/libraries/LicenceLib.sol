// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {LibString} from "solady/src/utils/LibString.sol";

/// @title A licence in one word
/// @dev Either an SPDX expression of 1..31 ASCII characters, left-aligned and padded with zeros, or the SHA-256 of the
/// licence's text. The last byte tells them apart: it is 0 in an expression. A digest that ends in 0 cannot be stated; its
/// text can be given one more newline.
library LicenceLib {
    /// @dev Bit `c` is set for each character `c` of SPDX expressions: letters, digits, space and `( ) + - . :`
    uint256 private constant SPDX_CHARACTERS = 0x07fffffe07fffffe07ff6b0100000000;

    /// @notice Whether the word is a digest or an SPDX expression; 0 is neither.
    function isWellFormed(bytes32 licence) internal pure returns (bool wellFormed) {
        if (uint8(uint256(licence)) != 0) return true;
        uint256 rest = uint256(licence);
        if (rest == 0) return false;
        // At most 31 rounds: the last byte is 0.
        for (; rest != 0; rest <<= 8) {
            if ((SPDX_CHARACTERS >> (rest >> 248)) & 1 == 0) return false;
        }
        wellFormed = true;
    }

    /// @notice What the word says, for people; 0 stands for no licence at all.
    function toText(bytes32 licence) internal pure returns (string memory text) {
        if (licence == 0) return "all rights reserved";
        if (uint8(uint256(licence)) == 0) return LibString.fromSmallString(licence);
        text = string.concat("SHA-256 ", LibString.toHexString(uint256(licence), 32));
    }
}
