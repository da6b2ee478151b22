// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICommittee} from "../interfaces/ICommittee.sol";
import {IScores} from "../interfaces/IScores.sol";
import {Attestation, BatchHeader, BatchResult} from "../types/BatchHeader.sol";
import {Challenge, CommitteeState, Dispute} from "../types/CommitteeState.sol";
import {BenchmarkId} from "../types/Ids.sol";
import {BatchesLib} from "./BatchesLib.sol";
import {BatchWord} from "./BatchWordLib.sol";
import {ContradictionLib} from "./ContradictionLib.sol";
import {DrawLib} from "./DrawLib.sol";
import {ItemLib} from "./ItemLib.sol";
import {MerkleLib} from "./MerkleLib.sol";
import {PlacesLib} from "./PlacesLib.sol";
import {WorkersLib} from "./WorkersLib.sol";

/// @title Challenges of batches (docs/SPEC.md, C-12 to C-16)
/// @notice Linked into the Committee and run in its storage, because it does not fit its code (docs/decisions/009): nothing else calls it.
library ChallengesLib {
    using SafeCast for uint256;

    /// @dev How long after the last possible decision of a challenge its requests wait for somebody to settle.
    uint256 private constant SETTLE_SECONDS = 3 days;
    /// @dev A bond is twice the fee of the round that must answer.
    uint256 private constant BOND_FEES = 2;

    /* CHALLENGE */

    /// @dev `ICommittee.challenge`
    function challenge(CommitteeState storage self, BatchHeader calldata header, bytes calldata items) external {
        // Check
        (BatchWord batch, uint256 round) = BatchesLib.checkInWindow(self, header, keccak256(items));
        uint256 live = PlacesLib.countOf(self.snapshots[header.epoch].live);
        (, uint256 quorum) = BatchesLib.roundAt(self, ++round);
        if (live < quorum) revert ICommittee.CommitteeRoundTooLarge(round, live, quorum);
        (uint256 bondWei, uint256 windowSeconds) = _bondOf(self, header, round, ItemLib.countOf(items));
        if (msg.value != bondWei) revert ICommittee.CommitteeWrongBond(msg.value, bondWei);

        // Effect
        uint256 answerBy = block.timestamp + windowSeconds;
        BatchesLib.set(self, header.benchmarkId, header.epoch, batch.withRound(round, false, answerBy));
        _open(self, header, round, bondWei, answerBy);

        // Interaction: whoever is no source any more can hold nothing, but a wrong answer must not go unchallenged.
        IScores scores = self.settings.scores;
        if (scores.sourceKindOf(address(this)) != IScores.SourceKind.VERIFIES) return;
        scores.holdRequests(header.benchmarkId, header.epoch, uint40(answerBy + windowSeconds + SETTLE_SECONDS));
    }

    /// @dev `ICommittee.bondOf`
    function bondOf(
        CommitteeState storage self,
        BatchHeader calldata header,
        uint256 itemCount
    ) external view returns (uint256 bondWei) {
        uint256 round = BatchesLib.find(self, header.benchmarkId, header.epoch).round();
        (bondWei, ) = _bondOf(self, header, round + 1, itemCount);
    }

    /// @dev `ICommittee.abandon`
    function abandon(CommitteeState storage self, BenchmarkId benchmarkId, uint256 epoch) external {
        BatchWord batch = BatchesLib.find(self, benchmarkId, epoch);
        if (batch.state() != ICommittee.BatchState.CHALLENGED || batch.isAnswered()) {
            revert ICommittee.CommitteeNoChallenge(benchmarkId, epoch);
        }
        if (block.timestamp < batch.endsAt()) revert ICommittee.CommitteeWindowOpen(batch.endsAt());

        BatchesLib.set(self, benchmarkId, epoch, batch.withState(ICommittee.BatchState.CANCELLED));
        emit ICommittee.BatchCancelled(benchmarkId, epoch);
        Dispute storage dispute = self.disputes[benchmarkId][epoch];
        for (uint256 i = 0; i < batch.round(); ++i) {
            _credit(self, dispute.challenges[i].challenger, dispute.challenges[i].bondWei);
        }
    }

    /* DECIDE */

    /// @dev `ICommittee.settleChallenged` without its interaction.
    /// @return signers who gets the requests' fees: the signers of the first round that signed what counts
    function settle(
        CommitteeState storage self,
        BatchResult[] calldata results
    ) external returns (address[] memory signers) {
        BatchWord batch = _checkResults(self, results);
        BatchHeader calldata header = results[0].header;
        BatchesLib.set(self, header.benchmarkId, header.epoch, batch.withState(ICommittee.BatchState.SETTLED));
        emit ICommittee.BatchSettled(header.benchmarkId, header.epoch, results.length - 1);
        uint256[] memory signed = _signed(self, header, batch);
        ICommittee.Outcome[] memory outcomes = _outcomes(results);
        _decide(self, header, batch, signed, outcomes);
        uint256 paid;
        while (outcomes[paid] != ICommittee.Outcome.FAILED) ++paid;
        return WorkersLib.accountsOf(self, signed[paid]);
    }

    /// @dev `ICommittee.slashWrongTag`, once the signature is checked. All is burned: any share for the caller would be one that a
    /// liar saves from his challenger by showing a wrong tag of his own.
    function slashWrongTag(
        CommitteeState storage self,
        BatchHeader calldata header,
        bytes calldata items,
        bytes calldata predictions,
        Attestation calldata attestation
    ) external {
        // Check
        bytes32 root = _predictionsRoot(items, predictions);
        if (root != header.predictionsRoot) revert ICommittee.CommitteeWrongPredictions(root, header.predictionsRoot);
        uint256 index = attestation.worker;
        bytes32 tag = keccak256(bytes.concat(predictions, bytes20(self.workers[index].account)));
        if (tag == attestation.tag) revert ICommittee.CommitteeRightTag(tag);

        // Effect: nobody takes a place after now.
        _burn(self, WorkersLib.slash(self, 1 << index, block.timestamp + 1));
    }

    /* PRIVATE */

    function _open(
        CommitteeState storage self,
        BatchHeader calldata header,
        uint256 round,
        uint256 bondWei,
        uint256 answerBy
    ) private {
        Dispute storage dispute = self.disputes[header.benchmarkId][header.epoch];
        dispute.engineDigest = header.engineDigest;
        Challenge storage opened = dispute.challenges[round - 1];
        (opened.challenger, opened.bondWei) = (msg.sender, bondWei.toUint96());
        emit ICommittee.BatchChallenged(header.benchmarkId, header.epoch, msg.sender, round, bondWei, answerBy);
        uint256 seedBlock = DrawLib.setSeedBlock(opened.seed);
        emit ICommittee.RoundSeedBlockSet(header.benchmarkId, header.epoch, round, seedBlock);
    }

    /// @return bondWei twice the fee of `round` for so many items
    /// @return windowSeconds of the benchmark: the time to answer
    function _bondOf(
        CommitteeState storage self,
        BatchHeader calldata header,
        uint256 round,
        uint256 itemCount
    ) private view returns (uint256 bondWei, uint256 windowSeconds) {
        (uint256 size, ) = BatchesLib.roundAt(self, round);
        uint256 feeGwei;
        (, , feeGwei, windowSeconds, , ) = self.settings.benchmarks.batchRulesOf(header.benchmarkId, 0, header.epoch);
        bondWei = BOND_FEES * size * feeGwei * itemCount * 1 gwei;
    }

    /// @dev One result per round, and each what that round signed.
    function _checkResults(
        CommitteeState storage self,
        BatchResult[] calldata results
    ) private view returns (BatchWord batch) {
        if (results.length == 0) revert ICommittee.CommitteeWrongRounds(0, BatchesLib.LAST_ROUND);
        BatchHeader calldata header = results[0].header;
        batch = BatchesLib.find(self, header.benchmarkId, header.epoch);
        if (batch.state() != ICommittee.BatchState.CHALLENGED) {
            revert ICommittee.CommitteeNoChallenge(header.benchmarkId, header.epoch);
        }
        if (!batch.isAnswered() || block.timestamp < batch.endsAt()) {
            revert ICommittee.CommitteeWindowOpen(batch.endsAt());
        }
        uint256 rounds = batch.round() + 1;
        if (results.length != rounds) revert ICommittee.CommitteeWrongRounds(results.length, rounds);
        for (uint256 i = 0; i < rounds; ++i) {
            bytes17 given = BatchesLib.digestOf(results[i].header, keccak256(results[i].items));
            BatchesLib.checkDigest(given, BatchesLib.digestAt(self, header, batch, i));
        }
    }

    /// @dev Who signed, by round.
    function _signed(
        CommitteeState storage self,
        BatchHeader calldata header,
        BatchWord batch
    ) private returns (uint256[] memory signed) {
        uint256 last = batch.round();
        signed = new uint256[](last + 1);
        for (uint256 round = 0; round <= last; ++round) {
            uint256 missing;
            (signed[round], missing) = BatchesLib.signedIn(
                self,
                header,
                batch,
                round,
                BatchesLib.sizeOf(self, batch, round)
            );
            // Only round 1 had a window in which everybody could attest, and was not challenged in it.
            if (round == 1 && last == 1) WorkersLib.miss(self, header, missing, batch.endsAt());
        }
    }

    /// @dev What the last round says of each; of itself, that it is right.
    function _outcomes(BatchResult[] calldata results) private pure returns (ICommittee.Outcome[] memory outcomes) {
        outcomes = new ICommittee.Outcome[](results.length);
        bytes calldata counted = results[results.length - 1].items;
        for (uint256 i = 0; i < results.length; ++i) {
            bytes calldata items = results[i].items;
            if (keccak256(items) == keccak256(counted)) outcomes[i] = ICommittee.Outcome.FAILED;
            else if (ContradictionLib.areContradictory(items, counted)) outcomes[i] = ICommittee.Outcome.UPHELD;
            else outcomes[i] = ICommittee.Outcome.NEUTRAL;
        }
    }

    /// @dev Challenge i + 1 is of round i.
    function _decide(
        CommitteeState storage self,
        BatchHeader calldata header,
        BatchWord batch,
        uint256[] memory signed,
        ICommittee.Outcome[] memory outcomes
    ) private {
        uint256 last = outcomes.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            Challenge storage decided = self.disputes[header.benchmarkId][header.epoch].challenges[i];
            uint256 bondWei = decided.bondWei;
            emit ICommittee.ChallengeDecided(header.benchmarkId, header.epoch, i + 1, outcomes[i]);
            if (outcomes[i] == ICommittee.Outcome.FAILED) {
                // For its answer, or for the last one where that was wrong.
                uint256 answer = outcomes[i + 1] == ICommittee.Outcome.UPHELD ? last : i + 1;
                _payRound(self, signed[answer], bondWei, BatchesLib.sizeOf(self, batch, i + 1));
            } else {
                uint256 slashedWei =
                    outcomes[i] == ICommittee.Outcome.UPHELD ? WorkersLib.slash(self, signed[i], batch.endsAt()) : 0;
                _credit(self, decided.challenger, bondWei + slashedWei / 2);
                _burn(self, slashedWei - slashedWei / 2);
            }
        }
    }

    /// @dev Each signer its fee, as far as the bond goes; the rest is burned.
    /// @param size workers for whom the bond holds `BOND_FEES` fees
    function _payRound(CommitteeState storage self, uint256 places, uint256 bondWei, uint256 size) private {
        address[] memory accounts = WorkersLib.accountsOf(self, places);
        uint256 feeWei = bondWei / (BOND_FEES * size);
        if (feeWei * accounts.length > bondWei) feeWei = bondWei / accounts.length;
        for (uint256 i = 0; i < accounts.length; ++i) _credit(self, accounts[i], feeWei);
        _burn(self, bondWei - feeWei * accounts.length);
    }

    function _credit(CommitteeState storage self, address account, uint256 amountWei) private {
        if (amountWei == 0) return;
        self.credits[account] += amountWei;
        emit ICommittee.CreditAdded(account, amountWei);
    }

    function _burn(CommitteeState storage self, uint256 amountWei) private {
        if (amountWei == 0) return;
        self.burnedWei += amountWei;
        emit ICommittee.Burned(amountWei);
    }

    /// @notice Root of the predictions of a batch (C-4), as its items say which were measured.
    /// @param predictions those of every measured item, concatenated
    function _predictionsRoot(bytes calldata items, bytes calldata predictions) private pure returns (bytes32 root) {
        uint256 count = ItemLib.countOf(items);
        if (count == 0) revert ICommittee.CommitteeMalformedItems(items.length);
        uint256 measured;
        for (uint256 i = 0; i < count; ++i) if (_isMeasured(items, i)) ++measured;
        uint256 length = measured == 0 ? 0 : predictions.length / measured;
        // Nothing may be over: it would change the tag and not the root.
        if (length * measured != predictions.length) {
            revert ICommittee.CommitteePredictionsUneven(predictions.length, measured);
        }
        bytes32[] memory leaves = new bytes32[](count);
        uint256 start;
        for (uint256 i = 0; i < count; ++i) {
            if (!_isMeasured(items, i)) continue;
            leaves[i] = sha256(predictions[start:start + length]);
            start += length;
        }
        return MerkleLib.rootOf(leaves);
    }

    function _isMeasured(bytes calldata items, uint256 index) private pure returns (bool isMeasured) {
        return ItemLib.itemAt(items, index).correct != ItemLib.UNAVAILABLE;
    }
}
