// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @dev A version's Final score, from the low bits up: correct 32, bound 16 (basis points), validUntil 40, settledAt 40 (time),
/// shard 32, board place 8, benchmark 24, void 1; 63 bits unused. A void word has no expiry: `validUntil` is 0.
type ScoreWord is uint256;

using ScoreWordLib for ScoreWord global;

/// @title Packing of the score word
/// @dev The board place is the one last given; the board says whether the version still holds it.
library ScoreWordLib {
    uint256 private constant BOUND_SHIFT = 32;
    uint256 private constant VALID_UNTIL_SHIFT = 48;
    uint256 private constant SETTLED_AT_SHIFT = 88;
    uint256 private constant SHARD_SHIFT = 128;
    uint256 private constant PLACE_SHIFT = 160;
    uint256 private constant BENCHMARK_SHIFT = 168;
    uint256 private constant VOID_SHIFT = 192;
    uint256 private constant PLACE_MASK = 0xff;
    uint256 private constant TIME_MASK = type(uint40).max;

    /// @notice The word without a board place. Every argument fits its field: types say so, or the caller.
    /// @param benchmark below 2^24
    function create(
        uint32 correct_,
        uint256 boundBps_,
        uint40 validUntil_,
        uint256 settledAt_,
        uint32 shard_,
        uint256 benchmark
    ) internal pure returns (ScoreWord word) {
        return
            ScoreWord.wrap(
                uint256(correct_) |
                    (boundBps_ << BOUND_SHIFT) |
                    (uint256(validUntil_) << VALID_UNTIL_SHIFT) |
                    (settledAt_ << SETTLED_AT_SHIFT) |
                    (uint256(shard_) << SHARD_SHIFT) |
                    (benchmark << BENCHMARK_SHIFT)
            );
    }

    /// @param place 0..102
    function withPlace(ScoreWord word, uint256 place) internal pure returns (ScoreWord updated) {
        return ScoreWord.wrap((ScoreWord.unwrap(word) & ~(PLACE_MASK << PLACE_SHIFT)) | (place << PLACE_SHIFT));
    }

    function asVoid(ScoreWord word) internal pure returns (ScoreWord updated) {
        return
            ScoreWord.wrap((ScoreWord.unwrap(word) & ~(TIME_MASK << VALID_UNTIL_SHIFT)) | (uint256(1) << VOID_SHIFT));
    }

    /// @notice Whether there is a Final score, void or not.
    function isFinal(ScoreWord word) internal pure returns (bool final_) {
        return settledAt(word) != 0;
    }

    function isVoid(ScoreWord word) internal pure returns (bool void_) {
        return (ScoreWord.unwrap(word) >> VOID_SHIFT) & 1 != 0;
    }

    /// @notice Whether the score counts now: Final, and neither expired nor void.
    function isValid(ScoreWord word) internal view returns (bool valid) {
        return block.timestamp <= validUntil(word) && isFinal(word);
    }

    function correct(ScoreWord word) internal pure returns (uint32 correct_) {
        return uint32(ScoreWord.unwrap(word));
    }

    function boundBps(ScoreWord word) internal pure returns (uint16 boundBps_) {
        return uint16(ScoreWord.unwrap(word) >> BOUND_SHIFT);
    }

    function validUntil(ScoreWord word) internal pure returns (uint40 validUntil_) {
        return uint40(ScoreWord.unwrap(word) >> VALID_UNTIL_SHIFT);
    }

    function settledAt(ScoreWord word) internal pure returns (uint40 settledAt_) {
        return uint40(ScoreWord.unwrap(word) >> SETTLED_AT_SHIFT);
    }

    function shard(ScoreWord word) internal pure returns (uint32 shard_) {
        return uint32(ScoreWord.unwrap(word) >> SHARD_SHIFT);
    }

    function boardPlace(ScoreWord word) internal pure returns (uint8 place) {
        return uint8(ScoreWord.unwrap(word) >> PLACE_SHIFT);
    }

    function benchmarkId(ScoreWord word) internal pure returns (uint24 benchmark) {
        return uint24(ScoreWord.unwrap(word) >> BENCHMARK_SHIFT);
    }
}
