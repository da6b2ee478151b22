// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Benchmarks} from "../../contracts/Benchmarks.sol";
import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {BenchmarkParams, Rules} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId} from "../../contracts/types/Ids.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

contract BenchmarksTest is ScoresFixture {
    function test_Constructor_FixesEpochAndFeeLimit() external {
        assertEq(benchmarks.epochSeconds(), EPOCH_SECONDS);
        assertEq(benchmarks.currentEpoch(), EPOCH);
        assertEq(benchmarks.maxFeePerWorkerGwei(), MAX_FEE_PER_WORKER_GWEI);
        uint256 limit = type(uint48).max / 32;
        new Benchmarks(1, limit);
        new Benchmarks(3600, 0);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksEpochOutOfRange.selector, 0, 3600));
        new Benchmarks(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksEpochOutOfRange.selector, 3601, 3600));
        new Benchmarks(3601, 0);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksMaxFeeOutOfRange.selector, limit + 1, limit));
        new Benchmarks(1, limit + 1);
    }

    function test_CreateBenchmark_StoresEverything() external {
        BenchmarkParams memory params = _benchmarkParams();
        params.engineDigests = new bytes32[](8);
        for (uint256 i = 0; i < 8; ++i) params.engineDigests[i] = bytes32(i + 1);
        vm.expectEmit();
        emit IBenchmarks.BenchmarkCreated(BenchmarkId.wrap(2), stranger, params);
        vm.prank(stranger);
        BenchmarkId id = benchmarks.createBenchmark(params);

        (address author, BenchmarkParams memory stored) = benchmarks.benchmarkOf(id);
        assertEq(author, stranger);
        assertEq(abi.encode(stored), abi.encode(params));
        assertEq(benchmarks.benchmarkCount(), 2);
    }

    function test_BatchRulesOf_NamesWhatABatchIsCheckedAgainst() external {
        (uint256 size, uint256 quorum, uint256 feeGwei, uint256 window, uint32 shard, bool accepted) = benchmarks
            .batchRulesOf(benchmark, ENGINE, EPOCH);
        assertEq(size, 3);
        assertEq(feeGwei, 1000);
        assertEq(quorum, 2);
        assertEq(window, WINDOW_SECONDS);
        assertEq(shard, 0);
        assertTrue(accepted);
        (, , , , , accepted) = benchmarks.batchRulesOf(benchmark, MANIFEST, EPOCH);
        assertFalse(accepted);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksUnknown.selector, BenchmarkId.wrap(9)));
        benchmarks.batchRulesOf(BenchmarkId.wrap(9), ENGINE, EPOCH);
    }

    /// C-5: the shard of a batch is the term in force at its epoch's last second.
    function test_BatchRulesOf_TakesTheTermOfTheEpochsLastSecond() external {
        BenchmarkParams memory params = _benchmarkParams();
        // Terms begin in the middle of an epoch.
        params.startsAt = uint40(START + EPOCH_SECONDS / 2);
        params.termSeconds = uint40(EPOCH_SECONDS);
        BenchmarkId id = benchmarks.createBenchmark(params);
        (, , , , uint32 shard, ) = benchmarks.batchRulesOf(id, ENGINE, EPOCH);
        assertEq(shard, 0);
        (, , , , shard, ) = benchmarks.batchRulesOf(id, ENGINE, EPOCH + 1);
        assertEq(shard, 1);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksNotStarted.selector, id, params.startsAt));
        benchmarks.batchRulesOf(id, ENGINE, EPOCH - 1);
    }

    function test_ShardAt_ChangesWithTheTerm() external {
        assertEq(benchmarks.shardAt(benchmark, START), 0);
        assertEq(benchmarks.shardAt(benchmark, START + TERM_SECONDS - 1), 0);
        assertEq(benchmarks.shardAt(benchmark, START + TERM_SECONDS), 1);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksNotStarted.selector, benchmark, START));
        benchmarks.shardAt(benchmark, START - 1);
    }

    function test_RevertWhen_BenchmarkIsUnknown() external {
        bytes memory unknown = abi.encodeWithSelector(IBenchmarks.BenchmarksUnknown.selector, BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        benchmarks.benchmarkOf(BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        benchmarks.shardAt(BenchmarkId.wrap(9), START);
        vm.expectRevert(unknown);
        benchmarks.rulesOf(BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        benchmarks.rulesWordOf(BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        benchmarks.feeOf(BenchmarkId.wrap(9));
    }

    /// S-5: the fee of one request.
    function test_RulesOf_IsTheBenchmarkInOneWord() external view {
        Rules memory rules = benchmarks.rulesOf(benchmark);
        (, BenchmarkParams memory params) = benchmarks.benchmarkOf(benchmark);
        assertEq(
            abi.encode(rules),
            abi.encode(
                params.total,
                params.baselineBps,
                params.targetBps,
                params.committeeSize,
                params.quorum,
                params.feePerWorkerGwei,
                params.startsAt,
                params.termSeconds,
                params.graceSeconds,
                params.challengeWindowSeconds
            )
        );
        assertEq(abi.encode(benchmarks.rulesWordOf(benchmark).unpack()), abi.encode(rules));
        assertEq(benchmarks.feeOf(benchmark), FEE_WEI);
    }

    /// Every field at its limits: the last good value passes, the next one is refused with the parameters.
    function test_CreateBenchmark_ChecksEveryField() external {
        BenchmarkParams memory params = _benchmarkParams();
        params.manifestDigest = 0;
        _refused(params);

        params = _benchmarkParams();
        params.total = 0;
        _refused(params);
        params.total = type(uint32).max;
        _refused(params);
        params.total = type(uint32).max - 1;
        benchmarks.createBenchmark(params);

        params = _benchmarkParams();
        params.baselineBps = params.targetBps;
        _refused(params);
        params.baselineBps = params.targetBps - 1;
        benchmarks.createBenchmark(params);
        params.targetBps = 10_001;
        _refused(params);
        params.targetBps = 10_000;
        benchmarks.createBenchmark(params);

        params = _benchmarkParams();
        (params.committeeSize, params.quorum) = (0, 0);
        _refused(params);
        (params.committeeSize, params.quorum) = (33, 33);
        _refused(params);
        (params.committeeSize, params.quorum) = (32, 32);
        benchmarks.createBenchmark(params);
        (params.committeeSize, params.quorum) = (4, 2);
        _refused(params);
        (params.committeeSize, params.quorum) = (4, 5);
        _refused(params);

        params = _benchmarkParams();
        params.feePerWorkerGwei = uint48(MAX_FEE_PER_WORKER_GWEI + 1);
        _refused(params);
        params.feePerWorkerGwei = uint48(MAX_FEE_PER_WORKER_GWEI);
        benchmarks.createBenchmark(params);
    }

    function test_CreateBenchmark_ChecksTimesAndEngines() external {
        BenchmarkParams memory params = _benchmarkParams();
        params.termSeconds = uint40(EPOCH_SECONDS - 1);
        _refused(params);
        params.termSeconds = uint40(EPOCH_SECONDS);
        benchmarks.createBenchmark(params);
        params.termSeconds = uint40(1 << 32);
        _refused(params);
        params.termSeconds = uint40((1 << 32) - 1);
        benchmarks.createBenchmark(params);
        params.graceSeconds = uint40(1 << 32);
        _refused(params);
        params.graceSeconds = uint40((1 << 32) - 1);
        benchmarks.createBenchmark(params);
        params.challengeWindowSeconds = uint32(63 * EPOCH_SECONDS + 1);
        _refused(params);
        params.challengeWindowSeconds = uint32(63 * EPOCH_SECONDS);
        benchmarks.createBenchmark(params);

        params = _benchmarkParams();
        params.engineDigests = new bytes32[](0);
        _refused(params);
        params.engineDigests = new bytes32[](9);
        for (uint256 i = 0; i < 9; ++i) params.engineDigests[i] = bytes32(i + 1);
        _refused(params);
        params.engineDigests = new bytes32[](2);
        params.engineDigests[0] = ENGINE;
        _refused(params);
        params.engineDigests[1] = ENGINE;
        _refused(params);
    }

    /// L-1: benchmarks end at 2^24 - 1. The counter is alone in slot 0.
    function test_RevertWhen_IdsRunOut() external {
        vm.store(address(benchmarks), 0, bytes32(uint256(type(uint24).max - 1)));
        assertEq(BenchmarkId.unwrap(benchmarks.createBenchmark(_benchmarkParams())), type(uint24).max);
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksIdSpaceExhausted.selector, type(uint24).max));
        benchmarks.createBenchmark(_benchmarkParams());
    }

    function _refused(BenchmarkParams memory params) private {
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksOutOfRange.selector, params));
        benchmarks.createBenchmark(params);
    }
}
