// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {BatchHeader} from "../types/BatchHeader.sol";
import {Challenge, CommitteeState, Seed, Snapshot} from "../types/CommitteeState.sol";
import {BenchmarkId} from "../types/Ids.sol";
import {BatchesLib} from "./BatchesLib.sol";
import {BatchWord} from "./BatchWordLib.sol";
import {DrawLib} from "./DrawLib.sol";
import {PlacesLib} from "./PlacesLib.sol";
import {WorkersLib} from "./WorkersLib.sol";

/// @title Closing epochs, and who is drawn (docs/SPEC.md, C-9 and C-10)
/// @notice Linked into the Committee and run in its storage, because it does not fit its code (docs/decisions/009): nothing else calls it.
library EpochsLib {
    /// @dev `ICommittee.closeEpoch`
    function close(CommitteeState storage self, uint256 epoch) external {
        uint256 currentEpoch = block.timestamp / self.settings.epochSeconds;
        if (epoch >= currentEpoch) revert ICommittee.CommitteeEpochOpen(epoch, currentEpoch);
        BatchesLib.checkAge(epoch, currentEpoch);
        Snapshot storage snapshot = self.snapshots[epoch];
        uint256 live = snapshot.live;
        if (live == 0) {
            live = self.live;
            if (live == 0) revert ICommittee.CommitteeNobodyLive();
            snapshot.live = live;
        } else if (!DrawLib.isLost(snapshot.seed)) {
            revert ICommittee.CommitteeEpochClosed(epoch);
        }
        emit ICommittee.EpochClosed(epoch, live, DrawLib.setSeedBlock(snapshot.seed));
    }

    /// @dev `ICommittee.storeSeed`
    function storeSeed(CommitteeState storage self, uint256 epoch) external {
        if (self.snapshots[epoch].live == 0) revert ICommittee.CommitteeEpochNotClosed(epoch);
        DrawLib.storeSeed(self, BenchmarkId.wrap(0), epoch, 0);
    }

    /// @dev `ICommittee.storeRoundSeed`
    function storeRoundSeed(CommitteeState storage self, BenchmarkId benchmarkId, uint256 epoch) external {
        uint256 round = BatchesLib.find(self, benchmarkId, epoch).round();
        if (round == 0) revert ICommittee.CommitteeNoChallenge(benchmarkId, epoch);
        Seed storage seed = DrawLib.seedOf(self, benchmarkId, epoch, round);
        if (DrawLib.isLost(seed)) {
            emit ICommittee.RoundSeedBlockSet(benchmarkId, epoch, round, DrawLib.setSeedBlock(seed));
        } else {
            DrawLib.storeSeed(self, benchmarkId, epoch, round);
        }
    }

    /// @dev Who missed the header's batch leaves the draw (C-16).
    function miss(CommitteeState storage self, BatchHeader calldata header, uint256 missing, uint256 endsAt) external {
        WorkersLib.miss(self, header, missing, endsAt);
    }

    /// @dev `ICommittee.committeeOf`
    function committeeOf(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (bool isDrawn, uint256 round, uint256 quorum, uint8[] memory workers) {
        BatchWord batch = BatchesLib.find(self, benchmarkId, epoch);
        round = batch.round();
        uint256 size;
        if (round == 0) (size, quorum, , , , ) = self.settings.benchmarks.batchRulesOf(benchmarkId, 0, epoch);
        else (size, quorum) = BatchesLib.roundAt(self, round);
        uint256 committee = self.snapshots[epoch].live;
        if (PlacesLib.countOf(committee) > size) {
            uint216 hash = DrawLib.hashOf(DrawLib.seedOf(self, benchmarkId, epoch, round));
            committee = hash == 0 ? 0 : DrawLib.draw(committee, size, DrawLib.seedFor(hash, benchmarkId, round));
        }
        return (committee != 0, round, quorum, PlacesLib.listOf(committee));
    }

    /// @dev `ICommittee.batchOf`
    function batchOf(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (ICommittee.BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signers) {
        BatchWord batch = BatchesLib.find(self, benchmarkId, epoch);
        state = batch.state();
        if (state == ICommittee.BatchState.NONE) return (state, 0, 0, 0);
        settleableAt = batch.endsAt();
        submittedAt = settleableAt;
        // The last answer has no window.
        if (batch.round() != BatchesLib.LAST_ROUND || !batch.isAnswered()) {
            (, , , uint256 windowSeconds, , ) = self.settings.benchmarks.batchRulesOf(benchmarkId, 0, epoch);
            submittedAt -= windowSeconds;
        }
        signers = batch.signers();
    }

    /// @dev `ICommittee.challengeOf`
    function challengeOf(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint256 epoch,
        uint256 round
    ) external view returns (address challenger, uint256 bondWei, bool isAnswered, uint256 signers) {
        if (round == 0 || round > BatchesLib.LAST_ROUND) revert ICommittee.CommitteeNoRound(round);
        Challenge storage stored = self.disputes[benchmarkId][epoch].challenges[round - 1];
        return (stored.challenger, stored.bondWei, stored.digest != 0, stored.signers);
    }
}
