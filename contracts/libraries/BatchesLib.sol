// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {BatchHeader} from "../types/BatchHeader.sol";
import {CommitteeState} from "../types/CommitteeState.sol";
import {BenchmarkId} from "../types/Ids.sol";
import {BatchWord} from "./BatchWordLib.sol";
import {DrawLib} from "./DrawLib.sol";
import {PlacesLib} from "./PlacesLib.sol";

/// @title The Committee's batches, as the calls before and after a challenge read them
library BatchesLib {
    uint256 internal constant LAST_ROUND = 2;
    /// @notice Epochs after its own in which a batch may be submitted.
    uint256 internal constant MAX_EPOCHS_LATE = 63;
    /// @dev One slot more than the epochs in which a batch may be submitted: two of them never share one, and the epoch
    /// in a slot never falls.
    uint256 internal constant RING = MAX_EPOCHS_LATE + 1;

    function set(CommitteeState storage self, BenchmarkId benchmarkId, uint256 epoch, BatchWord batch) internal {
        self.batches[benchmarkId][epoch % RING] = batch;
    }

    /// @notice The workers behind a round's signatures, and those of its committee who did not sign.
    function signedIn(
        CommitteeState storage self,
        BatchHeader calldata header,
        BatchWord batch,
        uint256 round,
        uint256 size
    ) internal returns (uint256 signed, uint256 missing) {
        uint256 committee = DrawLib.committeeOf(self, header.benchmarkId, header.epoch, round, size);
        uint256 signers =
            round == 0
                ? batch.signers()
                : self.disputes[header.benchmarkId][header.epoch].challenges[round - 1].signers;
        signed = PlacesLib.membersIn(committee, signers);
        missing = committee & ~signed;
    }

    /// @dev The empty word where the ring's slot holds another epoch's batch.
    function find(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint256 epoch
    ) internal view returns (BatchWord batch) {
        batch = self.batches[benchmarkId][epoch % RING];
        if (batch.epoch() != epoch) batch = BatchWord.wrap(0);
    }

    /// @dev A batch or an answer, unchallenged and inside its window, is what was signed.
    function checkInWindow(
        CommitteeState storage self,
        BatchHeader calldata header,
        bytes32 itemsHash
    ) internal view returns (BatchWord batch, uint256 round) {
        batch = find(self, header.benchmarkId, header.epoch);
        round = batch.round();
        ICommittee.BatchState state = batch.state();
        if (
            state != ICommittee.BatchState.SUBMITTED &&
            (state != ICommittee.BatchState.CHALLENGED || !batch.isAnswered())
        ) {
            revert ICommittee.CommitteeNoBatch(header.benchmarkId, header.epoch);
        }
        if (block.timestamp >= batch.endsAt()) revert ICommittee.CommitteeWindowClosed(batch.endsAt());
        checkDigest(digestOf(header, itemsHash), digestAt(self, header, batch, round));
    }

    /// @notice What a round of the header's batch signed.
    function digestAt(
        CommitteeState storage self,
        BatchHeader calldata header,
        BatchWord batch,
        uint256 round
    ) internal view returns (bytes17 digest) {
        if (round == 0) return batch.digest();
        return self.disputes[header.benchmarkId][header.epoch].challenges[round - 1].digest;
    }

    function checkDigest(bytes17 given, bytes17 submitted) internal pure {
        if (given != submitted) revert ICommittee.CommitteeWrongItems(given, submitted);
    }

    function checkAge(uint256 epoch, uint256 currentEpoch) internal pure {
        if (epoch + MAX_EPOCHS_LATE < currentEpoch) {
            revert ICommittee.CommitteeEpochTooOld(epoch, currentEpoch - MAX_EPOCHS_LATE);
        }
    }

    function digestOf(BatchHeader calldata header, bytes32 itemsHash) internal pure returns (bytes17 digest) {
        return bytes17(keccak256(abi.encode(header, itemsHash)));
    }

    /// @notice Workers drawn for a challenge round, and the signatures its answer needs.
    function roundAt(CommitteeState storage self, uint256 round) internal view returns (uint256 size, uint256 quorum) {
        if (round == 0 || round > LAST_ROUND) revert ICommittee.CommitteeNoRound(round);
        ICommittee.Round storage stored = self.settings.rounds[round - 1];
        return (stored.size, stored.quorum);
    }

    function sizeOf(CommitteeState storage self, BatchWord batch, uint256 round) internal view returns (uint256 size) {
        if (round == 0) return batch.size();
        (size, ) = roundAt(self, round);
    }
}
