// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {LibString} from "solady/src/utils/LibString.sol";

/// @title Numbers as people read them
library FigureTextLib {
    using LibString for uint256;

    uint256 private constant UNIT = 1e18;
    uint256 private constant SMALLEST_SHOWN = 1e12;

    /// @notice Basis points as a percentage with two decimals: 9,345 is "93.45".
    function toPercent(uint256 bps) internal pure returns (string memory text) {
        text = string.concat((bps / 100).toString(), ".", _digits(bps % 100, 2));
    }

    /// @notice An amount of 10^-18 units, rounded down to at most six decimals; "< 0.000001" where that leaves nothing.
    function toUnits(uint256 amount) internal pure returns (string memory text) {
        if (amount != 0 && amount < SMALLEST_SHOWN) return "< 0.000001";
        text = (amount / UNIT).toString();
        uint256 fraction = (amount % UNIT) / SMALLEST_SHOWN;
        if (fraction == 0) return text;
        uint256 places = 6;
        for (; fraction % 10 == 0; fraction /= 10) --places;
        text = string.concat(text, ".", _digits(fraction, places));
    }

    /// @dev Decimal digits with leading zeros.
    function _digits(uint256 value, uint256 places) private pure returns (string memory text) {
        bytes memory digits = new bytes(places);
        for (uint256 i = places; i != 0; value /= 10) digits[--i] = bytes1(uint8(0x30 + (value % 10)));
        text = string(digits);
    }
}
