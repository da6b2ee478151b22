// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "../types/Ids.sol";
import {PackedTerms, TermsLib} from "./TermsLib.sol";

/// @dev `λ14 | φ12 | latest28 | spare7 | hasTermsWord1 | currencies8 | flags2 | benchmark24`, the first at the lowest bits: the
/// 96 spare bits of an ERC-721 owner's word. It is the pipeline's own `PackedTerms` whose minimum price, rarely set, moves to
/// the `TermsWord` and leaves its bits to the id of the pipeline's newest version.
type PipelineWord is uint96;

/// @dev `scheduled terms72 | effectiveAt40 | minPriceGwei35`, the first at the lowest bits: what is scheduled, 0 without, and
/// the minimum price of the terms in the `PipelineWord`.
type TermsWord is uint256;

using PipelineWordLib for PipelineWord global;
using PipelineWordLib for TermsWord global;

/// @title The words that hold a pipeline's benchmark, terms, schedule and newest version
library PipelineWordLib {
    uint256 private constant LATEST_AT = TermsLib.MIN_PRICE_AT;
    uint256 private constant LATEST_MASK = ((1 << 28) - 1) << LATEST_AT;
    uint256 private constant HAS_TERMS_WORD = TermsLib.SPARE_BIT;
    uint256 private constant BENCHMARK_AT = TermsLib.PACKED_BITS;
    uint256 private constant EFFECTIVE_AT = TermsLib.PACKED_BITS;
    uint256 private constant MIN_PRICE_AT = EFFECTIVE_AT + 40;

    /// @param terms_ in range
    /// @param benchmark_ at most 2^24 - 1
    /// @param latest_ 0 while the pipeline has no version
    /// @param hasTermsWord_ whether the pipeline's `TermsWord` is written
    function pack(
        PackedTerms terms_,
        uint256 benchmark_,
        VersionId latest_,
        bool hasTermsWord_
    ) internal pure returns (PipelineWord word) {
        word = PipelineWord.wrap(
            uint96(
                (PackedTerms.unwrap(terms_) & TermsLib.OTHERS_MASK) |
                    (uint256(VersionId.unwrap(latest_)) << LATEST_AT) |
                    (hasTermsWord_ ? HAS_TERMS_WORD : 0) |
                    (benchmark_ << BENCHMARK_AT)
            )
        );
    }

    /// @param latest_ at most 2^28 - 1
    function withLatest(PipelineWord word, VersionId latest_) internal pure returns (PipelineWord changed) {
        changed = PipelineWord.wrap(
            uint96((PipelineWord.unwrap(word) & ~LATEST_MASK) | (uint256(VersionId.unwrap(latest_)) << LATEST_AT))
        );
    }

    function latest(PipelineWord word) internal pure returns (VersionId versionId) {
        versionId = VersionId.wrap(uint64((PipelineWord.unwrap(word) & LATEST_MASK) >> LATEST_AT));
    }

    function benchmark(PipelineWord word) internal pure returns (uint256 id) {
        id = PipelineWord.unwrap(word) >> BENCHMARK_AT;
    }

    function hasTermsWord(PipelineWord word) internal pure returns (bool written) {
        written = PipelineWord.unwrap(word) & HAS_TERMS_WORD != 0;
    }

    /// @notice The pipeline's own terms, with the minimum price of its `TermsWord`.
    function terms(PipelineWord word, TermsWord termsWord) internal pure returns (PackedTerms packed) {
        packed = PackedTerms.wrap(
            (PipelineWord.unwrap(word) & TermsLib.OTHERS_MASK) |
                ((TermsWord.unwrap(termsWord) >> MIN_PRICE_AT) << TermsLib.MIN_PRICE_AT)
        );
    }

    /// @param scheduled_ 0 when nothing is scheduled
    /// @param effectiveAt_ 0 when nothing is scheduled
    /// @param inForce the terms whose minimum price is kept
    function packTerms(
        PackedTerms scheduled_,
        uint256 effectiveAt_,
        PackedTerms inForce
    ) internal pure returns (TermsWord word) {
        word = TermsWord.wrap(
            PackedTerms.unwrap(scheduled_) | (effectiveAt_ << EFFECTIVE_AT) | (inForce.minPriceGwei() << MIN_PRICE_AT)
        );
    }

    function scheduled(TermsWord word) internal pure returns (PackedTerms packed) {
        packed = PackedTerms.wrap(uint72(TermsWord.unwrap(word)));
    }

    /// @notice When the scheduled terms begin to bind; 0 when nothing is scheduled.
    function effectiveAt(TermsWord word) internal pure returns (uint256 timestamp) {
        timestamp = uint40(TermsWord.unwrap(word) >> EFFECTIVE_AT);
    }
}
