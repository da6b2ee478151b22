// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICommittee} from "../interfaces/ICommittee.sol";

/// @dev A batch, from the low bits up: signers 32 (by seat), endsAt 36 (time), epoch 36, size 6 (of the committee), state 3, round 2,
/// isAnswered 1; 4 bits unused; digest 136.
type BatchWord is uint256;

using BatchWordLib for BatchWord global;

/// @title Packing of the batch word
library BatchWordLib {
    uint256 private constant ENDS_AT_SHIFT = 32;
    uint256 private constant EPOCH_SHIFT = 68;
    uint256 private constant SIZE_SHIFT = 104;
    uint256 private constant STATE_SHIFT = 110;
    uint256 private constant ROUND_SHIFT = 113;
    uint256 private constant ANSWERED_SHIFT = 115;
    uint256 private constant TIME_MASK = type(uint256).max >> 220;
    uint256 private constant SIZE_MASK = 63;
    uint256 private constant STATE_MASK = 7;
    uint256 private constant ROUND_MASK = 3;

    /// @notice A batch as it is submitted, in round 0.
    /// @param endsAt_ end of its window: 36 bits last until the year 4147
    /// @param epoch_ below the time: epochs have at least a second
    /// @param size_ of the committee, at most 32
    function create(
        bytes17 digest_,
        uint256 signers_,
        uint256 endsAt_,
        uint256 epoch_,
        uint256 size_
    ) internal pure returns (BatchWord word) {
        return
            BatchWord.wrap(
                uint256(bytes32(digest_)) |
                    signers_ |
                    (endsAt_ << ENDS_AT_SHIFT) |
                    (epoch_ << EPOCH_SHIFT) |
                    (size_ << SIZE_SHIFT) |
                    (uint256(ICommittee.BatchState.SUBMITTED) << STATE_SHIFT)
            );
    }

    function withSigners(BatchWord word, uint256 more) internal pure returns (BatchWord changed) {
        return BatchWord.wrap(BatchWord.unwrap(word) | more);
    }

    function withState(BatchWord word, ICommittee.BatchState state_) internal pure returns (BatchWord changed) {
        return _with(word, STATE_SHIFT, STATE_MASK, uint256(state_));
    }

    /// @notice Challenged: round `round_` must answer before `endsAt_`, or has answered and its window ends then.
    function withRound(
        BatchWord word,
        uint256 round_,
        bool isAnswered_,
        uint256 endsAt_
    ) internal pure returns (BatchWord changed) {
        changed = withState(word, ICommittee.BatchState.CHALLENGED);
        changed = _with(changed, ROUND_SHIFT, ROUND_MASK, round_);
        changed = _with(changed, ANSWERED_SHIFT, 1, isAnswered_ ? 1 : 0);
        return _with(changed, ENDS_AT_SHIFT, TIME_MASK, endsAt_);
    }

    function digest(BatchWord word) internal pure returns (bytes17) {
        return bytes17(bytes32(BatchWord.unwrap(word)));
    }

    function signers(BatchWord word) internal pure returns (uint256 seats) {
        return uint32(BatchWord.unwrap(word));
    }

    function endsAt(BatchWord word) internal pure returns (uint256 timestamp) {
        return (BatchWord.unwrap(word) >> ENDS_AT_SHIFT) & TIME_MASK;
    }

    function epoch(BatchWord word) internal pure returns (uint256) {
        return (BatchWord.unwrap(word) >> EPOCH_SHIFT) & TIME_MASK;
    }

    function size(BatchWord word) internal pure returns (uint256 members) {
        return (BatchWord.unwrap(word) >> SIZE_SHIFT) & SIZE_MASK;
    }

    function state(BatchWord word) internal pure returns (ICommittee.BatchState) {
        return ICommittee.BatchState((BatchWord.unwrap(word) >> STATE_SHIFT) & STATE_MASK);
    }

    function round(BatchWord word) internal pure returns (uint256) {
        return (BatchWord.unwrap(word) >> ROUND_SHIFT) & ROUND_MASK;
    }

    /// @notice Whether the running round, 1 or 2, has answered.
    function isAnswered(BatchWord word) internal pure returns (bool) {
        return (BatchWord.unwrap(word) >> ANSWERED_SHIFT) & 1 != 0;
    }

    function _with(
        BatchWord word,
        uint256 shift,
        uint256 mask,
        uint256 value
    ) private pure returns (BatchWord changed) {
        return BatchWord.wrap((BatchWord.unwrap(word) & ~(mask << shift)) | (value << shift));
    }
}
