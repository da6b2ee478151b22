// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @dev One account's access to one version, from the low bits up: until 40, boughtAt 40 (time), paid 96 (units of the
/// currency), bound 16 (basis points), currency 3 (index); 61 bits unused. All but the first are those of the latest purchase.
type AccessWord is uint256;

using AccessWordLib for AccessWord global;

/// @title Packing of the access word
library AccessWordLib {
    using SafeCast for uint256;

    uint256 private constant BOUGHT_AT_SHIFT = 40;
    uint256 private constant PAID_SHIFT = 80;
    uint256 private constant BOUND_SHIFT = 176;
    uint256 private constant CURRENCY_SHIFT = 192;
    uint256 private constant CURRENCY_MASK = 0x7;

    /// @dev What was bought, without times. Reverts with OpenZeppelin's `SafeCastOverflowedUintDowncast` where `paid` does not fit: a
    /// token may be worth so little that a price in dollars takes more units than there is room for.
    /// @param boundBps 14 bits of a price word
    /// @param currency 0..7
    function create(uint256 paid, uint256 boundBps, uint256 currency) internal pure returns (AccessWord word) {
        return
            AccessWord.wrap(
                (uint256(paid.toUint96()) << PAID_SHIFT) | (boundBps << BOUND_SHIFT) | (currency << CURRENCY_SHIFT)
            );
    }

    /// @dev For a word without times. Reverts likewise where `until_` does not fit: free access can be renewed without end.
    /// @param boughtAt the block's time; not above `until_`
    function withTimes(AccessWord word, uint256 until_, uint256 boughtAt) internal pure returns (AccessWord timed) {
        return AccessWord.wrap(AccessWord.unwrap(word) | until_.toUint40() | (boughtAt << BOUGHT_AT_SHIFT));
    }

    function until(AccessWord word) internal pure returns (uint256 timestamp) {
        return uint40(AccessWord.unwrap(word));
    }

    function fields(
        AccessWord word
    ) internal pure returns (uint256 until_, uint256 boughtAt, uint256 paid, uint256 boundBps, uint256 currency) {
        uint256 bits = AccessWord.unwrap(word);
        until_ = uint40(bits);
        boughtAt = uint40(bits >> BOUGHT_AT_SHIFT);
        paid = uint96(bits >> PAID_SHIFT);
        boundBps = uint16(bits >> BOUND_SHIFT);
        currency = (bits >> CURRENCY_SHIFT) & CURRENCY_MASK;
    }
}
