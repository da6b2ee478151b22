// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AccessAction} from "../types/Access.sol";
import {DatasetId} from "../types/Ids.sol";

/// @dev `previous26 | royaltyBps10 | nonCommercial1 | hasPolicy3`, the first at the lowest bits.
type DatasetWord is uint96;

using DatasetWordLib for DatasetWord global;

/// @title What a dataset keeps beside its owner
library DatasetWordLib {
    uint256 private constant ROYALTY_AT = 26;
    uint256 private constant NON_COMMERCIAL_AT = 36;
    uint256 private constant POLICIES_AT = 37;
    uint96 private constant PREVIOUS_MASK = uint96((1 << ROYALTY_AT) - 1);
    uint96 private constant ROYALTY_MASK = (1 << 10) - 1;

    /// @param previous_ at most 2^26 - 1, which every existing id is
    /// @param royaltyBps_ at most 1,000
    function pack(
        DatasetId previous_,
        uint16 royaltyBps_,
        bool isNonCommercial_
    ) internal pure returns (DatasetWord word) {
        uint256 bits = DatasetId.unwrap(previous_) | (uint256(royaltyBps_) << ROYALTY_AT);
        if (isNonCommercial_) bits |= 1 << NON_COMMERCIAL_AT;
        word = DatasetWord.wrap(uint96(bits));
    }

    function previous(DatasetWord word) internal pure returns (DatasetId id) {
        id = DatasetId.wrap(uint64(DatasetWord.unwrap(word) & PREVIOUS_MASK));
    }

    function royaltyBps(DatasetWord word) internal pure returns (uint16 bps) {
        bps = uint16((DatasetWord.unwrap(word) >> ROYALTY_AT) & ROYALTY_MASK);
    }

    function isNonCommercial(DatasetWord word) internal pure returns (bool nonCommercial) {
        nonCommercial = (DatasetWord.unwrap(word) >> NON_COMMERCIAL_AT) & 1 != 0;
    }

    /// @notice Whether a policy decides about the action: without one everybody may.
    function hasPolicy(DatasetWord word, AccessAction action) internal pure returns (bool has) {
        has = DatasetWord.unwrap(word) & _policyBit(action) != 0;
    }

    function withPolicy(DatasetWord word, AccessAction action, bool has) internal pure returns (DatasetWord changed) {
        uint96 bits = DatasetWord.unwrap(word);
        changed = DatasetWord.wrap(has ? bits | _policyBit(action) : bits & ~_policyBit(action));
    }

    function _policyBit(AccessAction action) private pure returns (uint96 bit) {
        bit = uint96(1 << (POLICIES_AT + uint256(action)));
    }
}
