// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Scores} from "../../contracts/Scores.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId} from "../../contracts/types/Ids.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

contract ScoresBenchmarksTest is ScoresFixture {
    function test_Constructor_NamesItsParts() external {
        assertEq(address(scores.PIPELINES()), address(registry));
        assertEq(address(scores.MARKET()), address(market));
        assertEq(scores.epochSeconds(), EPOCH_SECONDS);
        assertEq(scores.currentEpoch(), EPOCH);
        vm.expectRevert(IScores.ScoresEpochTooShort.selector);
        new Scores(address(manager), IPipelineRegistry(address(registry)), IMarket(address(market)), 0);
    }

    function test_CreateBenchmark_StoresEverything() external {
        BenchmarkParams memory params = _benchmarkParams();
        params.engineDigests = new bytes32[](8);
        for (uint256 i = 0; i < 8; ++i) params.engineDigests[i] = bytes32(i + 1);
        vm.expectEmit();
        emit IScores.BenchmarkCreated(BenchmarkId.wrap(2), stranger, params);
        vm.prank(stranger);
        BenchmarkId id = scores.createBenchmark(params);

        (address author, BenchmarkParams memory stored) = scores.benchmarkOf(id);
        assertEq(author, stranger);
        assertEq(abi.encode(stored), abi.encode(params));
        assertEq(scores.benchmarkCount(), 2);
    }

    function test_BatchRulesOf_NamesQuorumWindowShardAndEngine() external {
        (uint256 quorum, uint256 window, uint32 shard, bool accepted) = scores.batchRulesOf(benchmark, ENGINE, EPOCH);
        assertEq(quorum, 2);
        assertEq(window, WINDOW_SECONDS);
        assertEq(shard, 0);
        assertTrue(accepted);
        (, , , accepted) = scores.batchRulesOf(benchmark, MANIFEST, EPOCH);
        assertFalse(accepted);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresUnknownBenchmark.selector, BenchmarkId.wrap(9)));
        scores.batchRulesOf(BenchmarkId.wrap(9), ENGINE, EPOCH);
    }

    /// C-5: the shard of a batch is the term in force at its epoch's last second.
    function test_BatchRulesOf_TakesTheTermOfTheEpochsLastSecond() external {
        BenchmarkParams memory params = _benchmarkParams();
        // Terms begin in the middle of an epoch.
        params.startsAt = uint40(START + EPOCH_SECONDS / 2);
        params.termSeconds = uint40(EPOCH_SECONDS);
        BenchmarkId id = scores.createBenchmark(params);
        (, , uint32 shard, ) = scores.batchRulesOf(id, ENGINE, EPOCH);
        assertEq(shard, 0);
        (, , shard, ) = scores.batchRulesOf(id, ENGINE, EPOCH + 1);
        assertEq(shard, 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNotStarted.selector, id, params.startsAt));
        scores.batchRulesOf(id, ENGINE, EPOCH - 1);
    }

    function test_ShardAt_ChangesWithTheTerm() external {
        assertEq(scores.shardAt(benchmark, START), 0);
        assertEq(scores.shardAt(benchmark, START + TERM_SECONDS - 1), 0);
        assertEq(scores.shardAt(benchmark, START + TERM_SECONDS), 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNotStarted.selector, benchmark, START));
        scores.shardAt(benchmark, START - 1);
    }

    function test_RevertWhen_BenchmarkIsUnknown() external {
        bytes memory unknown = abi.encodeWithSelector(IScores.ScoresUnknownBenchmark.selector, BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        scores.benchmarkOf(BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        scores.shardAt(BenchmarkId.wrap(9), START);
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
        scores.createBenchmark(params);

        params = _benchmarkParams();
        params.baselineBps = params.targetBps;
        _refused(params);
        params.baselineBps = params.targetBps - 1;
        scores.createBenchmark(params);
        params.targetBps = 10_001;
        _refused(params);
        params.targetBps = 10_000;
        scores.createBenchmark(params);

        params = _benchmarkParams();
        (params.committeeSize, params.quorum) = (0, 0);
        _refused(params);
        (params.committeeSize, params.quorum) = (33, 33);
        _refused(params);
        (params.committeeSize, params.quorum) = (32, 32);
        scores.createBenchmark(params);
        (params.committeeSize, params.quorum) = (4, 2);
        _refused(params);
        (params.committeeSize, params.quorum) = (4, 5);
        _refused(params);

        params = _benchmarkParams();
        params.feePerWorkerGwei = type(uint48).max / 3 + 1;
        _refused(params);
        params.feePerWorkerGwei = type(uint48).max / 3;
        scores.createBenchmark(params);
    }

    function test_CreateBenchmark_ChecksTimesAndEngines() external {
        BenchmarkParams memory params = _benchmarkParams();
        params.termSeconds = uint40(EPOCH_SECONDS - 1);
        _refused(params);
        params.termSeconds = uint40(EPOCH_SECONDS);
        scores.createBenchmark(params);
        params.termSeconds = uint40(1 << 32);
        _refused(params);
        params.termSeconds = uint40((1 << 32) - 1);
        scores.createBenchmark(params);
        params.graceSeconds = uint40(1 << 32);
        _refused(params);
        params.graceSeconds = uint40((1 << 32) - 1);
        scores.createBenchmark(params);
        params.challengeWindowSeconds = 1 << 24;
        _refused(params);
        params.challengeWindowSeconds = (1 << 24) - 1;
        scores.createBenchmark(params);

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

    /// L-1: benchmarks end at 2^24 - 1. The counter stands in slot 0 above the authority's 21 bytes and the pause.
    function test_RevertWhen_IdsRunOut() external {
        uint256 word = uint256(vm.load(address(scores), 0));
        uint256 counter = uint256(type(uint24).max) << 176;
        vm.store(address(scores), 0, bytes32((word & ~counter) | (uint256(type(uint24).max - 1) << 176)));
        assertEq(BenchmarkId.unwrap(scores.createBenchmark(_benchmarkParams())), type(uint24).max);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresIdSpaceExhausted.selector, type(uint24).max));
        scores.createBenchmark(_benchmarkParams());
    }

    function _refused(BenchmarkParams memory params) private {
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresBenchmarkOutOfRange.selector, params));
        scores.createBenchmark(params);
    }
}
