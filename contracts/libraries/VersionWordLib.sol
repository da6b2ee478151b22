// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PipelineId} from "../types/Ids.sol";
import {PackedTerms, TermsLib} from "./TermsLib.sol";

/// @dev `λ14 | φ12 | registeredAt33 | parts3 | currencies8 | flags2 | contributor160 | pipelineId24`, the first at the lowest
/// bits; never 0 for a registered version. It is the snapshot `PackedTerms` whose minimum price, rarely set, has a slot of
/// its own and leaves its 36 bits to `registeredAt` (seconds, until the year 2242) and `parts`: which of the version's
/// optional slots are written, so that readers skip the others.
type VersionWord is uint256;

using VersionWordLib for VersionWord global;

/// @title The word that every reader of a version needs
library VersionWordLib {
    /// @notice Optional slots of a version.
    uint256 internal constant HAS_INPUTS = 1;
    uint256 internal constant HAS_COLLABORATORS = 2;
    uint256 internal constant HAS_MIN_PRICE = 4;

    uint256 private constant MAX_REGISTERED_AT = (1 << 33) - 1;
    uint256 private constant REGISTERED_AT = TermsLib.MIN_PRICE_AT;
    uint256 private constant PARTS_AT = REGISTERED_AT + 33;
    uint256 private constant CONTRIBUTOR_AT = TermsLib.PACKED_BITS;
    uint256 private constant PIPELINE_AT = CONTRIBUTOR_AT + 160;

    error VersionWordTimeOutOfRange(uint256 timestamp, uint256 max);

    /// @param pipelineId_ at most 2^24 - 1
    /// @param parts sum of `HAS_…`
    function pack(
        address contributor_,
        PipelineId pipelineId_,
        uint256 registeredAt_,
        PackedTerms terms_,
        uint256 parts
    ) internal pure returns (VersionWord word) {
        if (registeredAt_ > MAX_REGISTERED_AT) revert VersionWordTimeOutOfRange(registeredAt_, MAX_REGISTERED_AT);
        word = VersionWord.wrap(
            (PackedTerms.unwrap(terms_) & TermsLib.OTHERS_MASK) |
                (registeredAt_ << REGISTERED_AT) |
                (parts << PARTS_AT) |
                (uint256(uint160(contributor_)) << CONTRIBUTOR_AT) |
                (uint256(PipelineId.unwrap(pipelineId_)) << PIPELINE_AT)
        );
    }

    function isEmpty(VersionWord word) internal pure returns (bool empty) {
        empty = VersionWord.unwrap(word) == 0;
    }

    function contributor(VersionWord word) internal pure returns (address account) {
        account = address(uint160(VersionWord.unwrap(word) >> CONTRIBUTOR_AT));
    }

    function pipelineId(VersionWord word) internal pure returns (PipelineId id) {
        id = PipelineId.wrap(uint64(VersionWord.unwrap(word) >> PIPELINE_AT));
    }

    function registeredAt(VersionWord word) internal pure returns (uint40 timestamp) {
        timestamp = uint40((VersionWord.unwrap(word) >> REGISTERED_AT) & MAX_REGISTERED_AT);
    }

    /// @notice The snapshot terms.
    /// @param minPriceGwei from the version's own slot, 0 without one
    function terms(VersionWord word, uint256 minPriceGwei) internal pure returns (PackedTerms packed) {
        packed = PackedTerms.wrap(
            (VersionWord.unwrap(word) & TermsLib.OTHERS_MASK) | (minPriceGwei << TermsLib.MIN_PRICE_AT)
        );
    }

    function has(VersionWord word, uint256 part) internal pure returns (bool written) {
        written = VersionWord.unwrap(word) & (part << PARTS_AT) != 0;
    }
}
