// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {RulesWord} from "../libraries/RulesWordLib.sol";
import {BenchmarkParams, Rules} from "../types/Benchmark.sol";
import {BenchmarkId} from "../types/Ids.sol";

/// @title Benchmarks: what versions are scored on, fixed for ever at creation
interface IBenchmarks {
    event BenchmarkCreated(BenchmarkId indexed benchmarkId, address indexed author, BenchmarkParams params);

    error BenchmarksOutOfRange(BenchmarkParams params);
    error BenchmarksIdSpaceExhausted(uint256 limit);
    error BenchmarksUnknown(BenchmarkId benchmarkId);
    error BenchmarksNotStarted(BenchmarkId benchmarkId, uint256 startsAt);
    error BenchmarksEpochOutOfRange(uint256 epochSeconds, uint256 max);
    error BenchmarksMaxFeeOutOfRange(uint256 maxFeePerWorkerGwei, uint256 max);

    /// @notice Creates a benchmark; anyone may, and is named as its author.
    function createBenchmark(BenchmarkParams calldata params) external returns (BenchmarkId benchmarkId);

    function epochSeconds() external view returns (uint256 seconds_);
    function currentEpoch() external view returns (uint256 epoch);
    /// @notice The most a benchmark may charge per request and worker: what the workers' stake was chosen for.
    function maxFeePerWorkerGwei() external view returns (uint256 feeGwei);
    function benchmarkCount() external view returns (uint256 count);
    function benchmarkOf(BenchmarkId benchmarkId) external view returns (address author, BenchmarkParams memory params);
    /// @notice What settlement needs of a benchmark. Reverts for an unknown id.
    function rulesOf(BenchmarkId benchmarkId) external view returns (Rules memory rules);
    /// @notice The same, packed as `RulesWordLib` says.
    function rulesWordOf(BenchmarkId benchmarkId) external view returns (RulesWord rules);
    /// @notice Fee of one request.
    function feeOf(BenchmarkId benchmarkId) external view returns (uint256 feeWei);
    /// @notice The shard (term number) in force at `timestamp`.
    function shardAt(BenchmarkId benchmarkId, uint256 timestamp) external view returns (uint32 shard);
    /// @notice What a verifying source checks a batch against.
    /// @return committeeSize workers that a request pays for
    /// @return quorum identical signatures a batch needs
    /// @return feePerWorkerGwei fee of one request and one worker
    /// @return challengeWindowSeconds time between submission and settlement
    /// @return shard the term in force at the epoch's last second
    /// @return engineAccepted whether results of this engine count
    function batchRulesOf(
        BenchmarkId benchmarkId,
        bytes32 engineDigest,
        uint40 epoch
    )
        external
        view
        returns (
            uint256 committeeSize,
            uint256 quorum,
            uint256 feePerWorkerGwei,
            uint256 challengeWindowSeconds,
            uint32 shard,
            bool engineAccepted
        );
}
