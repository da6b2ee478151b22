// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @dev A version's cumulative revenue in one currency, from the low bits up: own sales 128, inflow from descendants 128. Both
/// only grow, and neither exceeds what was paid in: the currency's supply must be below 2^128.
type RevenueWord is uint256;

using RevenueWordLib for RevenueWord global;

/// @title Packing of the revenue word
library RevenueWordLib {
    uint256 private constant INFLOW_SHIFT = 128;

    function withSale(RevenueWord word, uint256 amount) internal pure returns (RevenueWord updated) {
        // The sum is at most the supply: it stays in its half.
        unchecked {
            return RevenueWord.wrap(RevenueWord.unwrap(word) + amount);
        }
    }

    function withInflow(RevenueWord word, uint256 amount) internal pure returns (RevenueWord updated) {
        // The same: nothing is carried out of the word.
        unchecked {
            return RevenueWord.wrap(RevenueWord.unwrap(word) + (amount << INFLOW_SHIFT));
        }
    }

    function sales(RevenueWord word) internal pure returns (uint256 amount) {
        return uint128(RevenueWord.unwrap(word));
    }

    function inflow(RevenueWord word) internal pure returns (uint256 amount) {
        return RevenueWord.unwrap(word) >> INFLOW_SHIFT;
    }
}
