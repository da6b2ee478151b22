// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @dev One account's access to one version, from the low bits up: until 40, boughtAt 40 (time), paid 96 (wei), bound 16 (basis
/// points); 64 bits unused. The last three are those of the latest purchase.
type AccessWord is uint256;

using AccessWordLib for AccessWord global;

/// @title Packing of the access word
library AccessWordLib {
    using SafeCast for uint256;

    uint256 private constant BOUGHT_AT_SHIFT = 40;
    uint256 private constant PAID_SHIFT = 80;
    uint256 private constant BOUND_SHIFT = 176;

    /// @dev Reverts with OpenZeppelin's `SafeCastOverflowedUintDowncast` where `until_` does not fit: free access can be renewed
    /// without end.
    /// @param boughtAt the block's time; not above `until_`
    /// @param paid at most 12 periods at 2^48 − 1 gwei: below 2^82
    /// @param boundBps 14 bits of a price word
    function create(
        uint256 until_,
        uint256 boughtAt,
        uint256 paid,
        uint256 boundBps
    ) internal pure returns (AccessWord word) {
        uint256 fields_ = (boughtAt << BOUGHT_AT_SHIFT) | (paid << PAID_SHIFT) | (boundBps << BOUND_SHIFT);
        return AccessWord.wrap(until_.toUint40() | fields_);
    }

    function until(AccessWord word) internal pure returns (uint256 timestamp) {
        return uint40(AccessWord.unwrap(word));
    }

    function fields(
        AccessWord word
    ) internal pure returns (uint256 until_, uint256 boughtAt, uint256 paid, uint256 boundBps) {
        uint256 bits = AccessWord.unwrap(word);
        return (uint40(bits), uint40(bits >> BOUGHT_AT_SHIFT), uint96(bits >> PAID_SHIFT), uint16(bits >> BOUND_SHIFT));
    }
}
