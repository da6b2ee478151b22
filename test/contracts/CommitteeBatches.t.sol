// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {Attestation, BatchHeader} from "../../contracts/types/BatchHeader.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {CommitteeFixture} from "../utils/CommitteeFixture.sol";

contract CommitteeBatchesTest is CommitteeFixture {
    uint256 private constant CLOSED = START + EPOCH_SECONDS;

    /// C-5: submitted after its epoch, settled after its window, paid to its signers.
    function test_SubmitAndSettle() external {
        _request(1);
        vm.warp(CLOSED);
        (BatchHeader memory header, bytes memory items) = (_header(), _pack(_item(1, 700)));
        Attestation[] memory attestations = _attest(header, items, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochNotClosed.selector, EPOCH));
        committee.submit(header, items, attestations);
        committee.closeEpoch(EPOCH);
        vm.expectEmit();
        emit ICommittee.BatchSubmitted(benchmark, EPOCH, 0, 0, ENGINE, ROOT, items, 3);
        vm.prank(stranger);
        committee.submit(header, items, attestations);
        _assertBatch(ICommittee.BatchState.SUBMITTED, 3);

        uint256 settleableAt = CLOSED + WINDOW_SECONDS;
        vm.warp(settleableAt - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWindowOpen.selector, settleableAt));
        committee.settle(header, items);
        assertEq(scores.scoreOf(_id(1)).settledAt, 0);

        vm.warp(settleableAt);
        vm.expectEmit();
        emit ICommittee.BatchSettled(benchmark, EPOCH, 0);
        vm.prank(stranger);
        committee.settle(header, items);
        _assertBatch(ICommittee.BatchState.SETTLED, 3);
        assertEq(scores.scoreOf(_id(1)).correct, 700);
        assertEq(scores.creditOf(workers[0]), FEE_WEI / 2);
        assertEq(scores.creditOf(workers[1]), FEE_WEI / 2);
        assertEq(scores.creditOf(workers[2]), 0);
    }

    /// S-3: requested, submitted (VERIFIED is request and batch of one epoch), settled.
    function test_Status_DerivesFromRequestAndBatch() external {
        (BatchHeader memory header, bytes memory items) = _submitOne();
        (ICommittee.BatchState state, , , ) = committee.batchOf(benchmark, scores.requestOf(_id(1)).epoch);
        assertTrue(state == ICommittee.BatchState.SUBMITTED);
        assertEq(scores.scoreOf(_id(1)).settledAt, 0);
        assertFalse(market.areSharesFixed(_id(1)));
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.settle(header, items);
        assertEq(scores.requestOf(_id(1)).requester, address(0));
        assertEq(scores.scoreOf(_id(1)).settledAt, block.timestamp);
    }

    function test_RevertWhen_EpochIsOpenOrTooOld() external {
        (BatchHeader memory header, bytes memory items) = (_header(), _pack(_item(1, 700)));
        Attestation[] memory attestations = _attest(header, items, 2);
        vm.warp(CLOSED - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochNotClosed.selector, EPOCH));
        committee.submit(header, items, attestations);
        vm.warp(CLOSED);
        committee.closeEpoch(EPOCH);
        vm.warp(START + 64 * EPOCH_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochTooOld.selector, EPOCH, EPOCH + 1));
        committee.submit(header, items, attestations);
        vm.warp(START + 64 * EPOCH_SECONDS - 1);
        committee.submit(header, items, attestations);
    }

    function test_RevertWhen_ItemsAreMalformed() external {
        vm.warp(CLOSED);
        committee.closeEpoch(EPOCH);
        BatchHeader memory header = _header();
        uint256[3] memory lengths = [uint256(0), 29, 28 * 65];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory items = new bytes(lengths[i]);
            Attestation[] memory attestations = _attest(header, items, 2);
            vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeMalformedItems.selector, lengths[i]));
            committee.submit(header, items, attestations);
        }
        bytes memory most = new bytes(28 * 64);
        committee.submit(header, most, _attest(header, most, 2));
    }

    function test_RevertWhen_EngineOrShardIsWrong() external {
        vm.warp(CLOSED);
        committee.closeEpoch(EPOCH);
        bytes memory items = _pack(_item(1, 700));
        BatchHeader memory header = _header();
        header.engineDigest = MANIFEST;
        Attestation[] memory attestations = _attest(header, items, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEngineNotAccepted.selector, benchmark, MANIFEST));
        committee.submit(header, items, attestations);

        header = _header();
        header.shard = 1;
        attestations = _attest(header, items, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWrongShard.selector, 1, 0));
        committee.submit(header, items, attestations);
    }

    /// Invariant 9, C-5: one batch per epoch, for ever.
    function test_RevertWhen_BatchExists() external {
        (BatchHeader memory header, bytes memory items) = _submitOne();
        Attestation[] memory attestations = _attest(header, items, 2);
        bytes memory exists = abi.encodeWithSelector(ICommittee.CommitteeBatchExists.selector, benchmark, EPOCH);
        vm.expectRevert(exists);
        committee.submit(header, items, attestations);
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.settle(header, items);
        vm.expectRevert(exists);
        committee.submit(header, items, attestations);
        bytes memory noBatch = abi.encodeWithSelector(ICommittee.CommitteeNoBatch.selector, benchmark, EPOCH);
        vm.expectRevert(noBatch);
        committee.settle(header, items);
    }

    /// C-5: settled with what was signed, and nothing else.
    function test_RevertWhen_SettlingOtherItems() external {
        (BatchHeader memory header, bytes memory items) = _submitOne();
        vm.warp(CLOSED + WINDOW_SECONDS);
        bytes32 submitted = bytes17(keccak256(abi.encode(header, keccak256(items))));

        bytes memory forged = _pack(_item(1, 999));
        bytes32 given = bytes17(keccak256(abi.encode(header, keccak256(forged))));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWrongItems.selector, given, submitted));
        committee.settle(header, forged);

        header.shard = 5;
        given = bytes17(keccak256(abi.encode(header, keccak256(items))));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWrongItems.selector, given, submitted));
        committee.settle(header, items);
    }

    /// C-5: an unsettled batch is never overwritten; a settled one gives its slot on.
    function test_Submit_ReusesOnlyClosedSlots() external {
        (BatchHeader memory header, bytes memory items) = _submitOne();
        BatchHeader memory next = _header();
        next.epoch = EPOCH + 64;
        vm.warp(START + 65 * EPOCH_SECONDS);
        committee.closeEpoch(EPOCH + 64);
        Attestation[] memory attestations = _attest(next, items, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeUnsettledBatchInSlot.selector, benchmark, EPOCH));
        committee.submit(next, items, attestations);
        committee.settle(header, items);
        committee.submit(next, items, attestations);
        (ICommittee.BatchState state, , , ) = committee.batchOf(benchmark, EPOCH);
        assertTrue(state == ICommittee.BatchState.NONE);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoBatch.selector, benchmark, EPOCH));
        committee.settle(header, items);
        // Invariant 9: the first epoch is too old to come back.
        attestations = _attest(header, items, 2);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochTooOld.selector, EPOCH, EPOCH + 2));
        committee.submit(header, items, attestations);
    }

    function test_BatchOf_IsEmptyWithoutOne() external view {
        (ICommittee.BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signed) = committee.batchOf(
            benchmark,
            EPOCH
        );
        assertTrue(state == ICommittee.BatchState.NONE);
        assertEq(submittedAt + settleableAt + signed, 0);
    }

    /// Invariant 5, C-7: a pause stops submissions, not settlements.
    function test_SetPaused_LetsBatchesSettle() external {
        (BatchHeader memory header, bytes memory items) = _submitOne();
        committee.setPaused(true);
        scores.setPaused(true);
        BatchHeader memory next = _header();
        next.epoch = EPOCH + 1;
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.closeEpoch(next.epoch);
        Attestation[] memory attestations = _attest(next, items, 2);
        vm.expectRevert(ICommittee.CommitteePaused.selector);
        committee.submit(next, items, attestations);
        committee.settle(header, items);
        assertEq(scores.scoreOf(_id(1)).correct, 700);
    }

    /// C-5: the guardian's removal of the source stops what is in flight and unchallenged; what is challenged, C-15.
    function test_RevertWhen_SettlingThroughARemovedSource() external {
        (BatchHeader memory header, bytes memory items) = _submitOne();
        scores.removeSource(address(committee));
        vm.warp(CLOSED + WINDOW_SECONDS);
        vm.expectRevert(
            abi.encodeWithSelector(IScores.ScoresNotSource.selector, committee, IScores.SourceKind.VERIFIES)
        );
        committee.settle(header, items);
    }

    /// C-5: benchmarks have rings of their own.
    function test_Submit_KeepsBenchmarksApart() external {
        (, bytes memory items) = _submitOne();
        BenchmarkParams memory params = _benchmarkParams();
        BatchHeader memory header = _header();
        header.benchmarkId = benchmarks.createBenchmark(params);
        committee.submit(header, items, _attest(header, items, 2));
        _assertBatch(ICommittee.BatchState.SUBMITTED, 7);
    }

    function _assertBatch(ICommittee.BatchState expected, uint256 expectedSigners) private view {
        (ICommittee.BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signed) = committee.batchOf(
            benchmark,
            EPOCH
        );
        assertTrue(state == expected);
        assertEq(submittedAt, CLOSED);
        assertEq(settleableAt, CLOSED + WINDOW_SECONDS);
        assertEq(signed, expectedSigners);
    }
}
