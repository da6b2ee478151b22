// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {ItemLib} from "./libraries/ItemLib.sol";
import {RulesWord, RulesWordLib} from "./libraries/RulesWordLib.sol";
import {BenchmarkParams, Rules} from "./types/Benchmark.sol";
import {BenchmarkId} from "./types/Ids.sol";

/// @title Benchmarks, their terms and shards, and the epochs of the whole protocol (docs/SPEC.md, S-11)
/// @notice
/// Roles: none. Anyone creates a benchmark; nobody changes or removes one. Nothing is paused, no money is held.
///
/// Assumptions: the workers' least stake is at least ten times the fee of one item in the largest round,
/// `size × maxFeePerWorkerGwei`, so that a slashed signature costs more than it earned. The deployment chooses both.
///
/// Not checked: whether a benchmark's data is what its author says, and whether its engines are any good; a benchmark is
/// worth as much as its author. Who creates one is named.
contract Benchmarks is IBenchmarks {
    struct Benchmark {
        // slot 0
        RulesWord rules;
        // slot 1
        address author;
        // slot 2
        bytes32 manifestDigest;
        // slot 3
        bytes32[] engineDigests;
        // slot 4
        mapping(bytes32 engineDigest => bool accepted) isEngineAccepted;
    }

    /// @notice A batch's bitmap of signers has 32 bits.
    uint256 public constant MAX_COMMITTEE_SIZE = 32;
    uint256 public constant MAX_ENGINES = 8;
    /// @notice A batch is settled before its place in the ring of 64 epochs is needed again (C-5).
    uint256 public constant MAX_WINDOW_EPOCHS = 63;
    /// @notice A request is refundable 3 days and one window after its epoch (S-6); with longer epochs a batch could still be
    /// submitted then, 63 epochs late.
    uint256 public constant MAX_EPOCH_SECONDS = 1 hours;
    /// @notice The fee of a request has 48 bits.
    uint256 public constant FEE_LIMIT_GWEI = type(uint48).max / MAX_COMMITTEE_SIZE;

    /// @dev Ids have 24 bits in the packed words.
    uint256 private constant MAX_BENCHMARKS = type(uint24).max;
    uint256 private constant BPS = 10_000;

    uint256 private immutable EPOCH_SECONDS;
    uint256 private immutable MAX_FEE_PER_WORKER_GWEI;

    uint24 private _benchmarkCount;
    mapping(BenchmarkId id => Benchmark) private _benchmarks;

    /// @param epochSeconds_ length of a committee's epoch, 1..3,600
    /// @param maxFeePerWorkerGwei_ the most a benchmark may charge per request and worker
    constructor(uint256 epochSeconds_, uint256 maxFeePerWorkerGwei_) {
        if (epochSeconds_ == 0 || epochSeconds_ > MAX_EPOCH_SECONDS) {
            revert BenchmarksEpochOutOfRange(epochSeconds_, MAX_EPOCH_SECONDS);
        }
        if (maxFeePerWorkerGwei_ > FEE_LIMIT_GWEI) {
            revert BenchmarksMaxFeeOutOfRange(maxFeePerWorkerGwei_, FEE_LIMIT_GWEI);
        }
        EPOCH_SECONDS = epochSeconds_;
        MAX_FEE_PER_WORKER_GWEI = maxFeePerWorkerGwei_;
    }

    /* WRITES */

    /// @inheritdoc IBenchmarks
    function createBenchmark(BenchmarkParams calldata params) external returns (BenchmarkId benchmarkId) {
        if (!_isInRange(params)) revert BenchmarksOutOfRange(params);
        if (_benchmarkCount == MAX_BENCHMARKS) revert BenchmarksIdSpaceExhausted(MAX_BENCHMARKS);

        benchmarkId = BenchmarkId.wrap(++_benchmarkCount);
        Benchmark storage benchmark = _benchmarks[benchmarkId];
        // `_isInRange` keeps the durations within their narrower fields.
        Rules memory rules = Rules({
            total: params.total,
            baselineBps: params.baselineBps,
            targetBps: params.targetBps,
            committeeSize: params.committeeSize,
            quorum: params.quorum,
            feePerWorkerGwei: params.feePerWorkerGwei,
            startsAt: params.startsAt,
            termSeconds: uint32(params.termSeconds),
            graceSeconds: uint32(params.graceSeconds),
            challengeWindowSeconds: uint24(params.challengeWindowSeconds)
        });
        benchmark.rules = RulesWordLib.pack(rules);
        benchmark.author = msg.sender;
        benchmark.manifestDigest = params.manifestDigest;
        benchmark.engineDigests = params.engineDigests;
        for (uint256 i = 0; i < params.engineDigests.length; ++i) {
            benchmark.isEngineAccepted[params.engineDigests[i]] = true;
        }
        emit BenchmarkCreated(benchmarkId, msg.sender, params);
    }

    /* VIEWS */

    /// @inheritdoc IBenchmarks
    function epochSeconds() external view returns (uint256 seconds_) {
        return EPOCH_SECONDS;
    }

    /// @inheritdoc IBenchmarks
    function currentEpoch() external view returns (uint256 epoch) {
        return block.timestamp / EPOCH_SECONDS;
    }

    /// @inheritdoc IBenchmarks
    function maxFeePerWorkerGwei() external view returns (uint256 feeGwei) {
        return MAX_FEE_PER_WORKER_GWEI;
    }

    /// @inheritdoc IBenchmarks
    function benchmarkCount() external view returns (uint256 count) {
        return _benchmarkCount;
    }

    /// @inheritdoc IBenchmarks
    function benchmarkOf(
        BenchmarkId benchmarkId
    ) external view returns (address author, BenchmarkParams memory params) {
        Rules memory rules = _rulesOf(benchmarkId).unpack();
        Benchmark storage benchmark = _benchmarks[benchmarkId];
        author = benchmark.author;
        params = BenchmarkParams({
            manifestDigest: benchmark.manifestDigest,
            total: rules.total,
            baselineBps: rules.baselineBps,
            targetBps: rules.targetBps,
            committeeSize: rules.committeeSize,
            quorum: rules.quorum,
            feePerWorkerGwei: rules.feePerWorkerGwei,
            startsAt: rules.startsAt,
            termSeconds: rules.termSeconds,
            graceSeconds: rules.graceSeconds,
            challengeWindowSeconds: rules.challengeWindowSeconds,
            engineDigests: benchmark.engineDigests
        });
    }

    /// @inheritdoc IBenchmarks
    function rulesOf(BenchmarkId benchmarkId) external view returns (Rules memory rules) {
        return _rulesOf(benchmarkId).unpack();
    }

    /// @inheritdoc IBenchmarks
    function rulesWordOf(BenchmarkId benchmarkId) external view returns (RulesWord rules) {
        return _rulesOf(benchmarkId);
    }

    /// @inheritdoc IBenchmarks
    function feeOf(BenchmarkId benchmarkId) external view returns (uint256 feeWei) {
        return _rulesOf(benchmarkId).feeWei();
    }

    /// @inheritdoc IBenchmarks
    function shardAt(BenchmarkId benchmarkId, uint256 timestamp) external view returns (uint32 shard) {
        return _shardAt(benchmarkId, _rulesOf(benchmarkId), timestamp);
    }

    /// @inheritdoc IBenchmarks
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
        )
    {
        RulesWord rules = _rulesOf(benchmarkId);
        committeeSize = rules.committeeSize();
        quorum = rules.quorum();
        feePerWorkerGwei = rules.feePerWorkerGwei();
        challengeWindowSeconds = rules.challengeWindowSeconds();
        shard = _shardAt(benchmarkId, rules, (uint256(epoch) + 1) * EPOCH_SECONDS - 1);
        engineAccepted = _benchmarks[benchmarkId].isEngineAccepted[engineDigest];
    }

    /* PRIVATE */

    function _rulesOf(BenchmarkId benchmarkId) private view returns (RulesWord rules) {
        rules = _benchmarks[benchmarkId].rules;
        if (rules.total() == 0) revert BenchmarksUnknown(benchmarkId);
    }

    function _isInRange(BenchmarkParams calldata params) private view returns (bool inRange) {
        return
            params.manifestDigest != 0 &&
            params.total != 0 &&
            params.total != ItemLib.UNAVAILABLE &&
            params.baselineBps < params.targetBps &&
            params.targetBps <= BPS &&
            params.committeeSize <= MAX_COMMITTEE_SIZE &&
            params.quorum <= params.committeeSize &&
            uint256(params.quorum) * 2 > params.committeeSize &&
            params.feePerWorkerGwei <= MAX_FEE_PER_WORKER_GWEI &&
            params.termSeconds >= EPOCH_SECONDS &&
            params.termSeconds <= type(uint32).max &&
            params.graceSeconds <= type(uint32).max &&
            params.challengeWindowSeconds <= MAX_WINDOW_EPOCHS * EPOCH_SECONDS &&
            _areDistinct(params.engineDigests);
    }

    /// @dev Whether there are 1..8 digests, none of them 0 and no two the same.
    function _areDistinct(bytes32[] calldata digests) private pure returns (bool distinct) {
        if (digests.length == 0 || digests.length > MAX_ENGINES) return false;
        for (uint256 i = 0; i < digests.length; ++i) {
            if (digests[i] == 0) return false;
            for (uint256 j = 0; j < i; ++j) if (digests[i] == digests[j]) return false;
        }
        return true;
    }

    function _shardAt(BenchmarkId benchmarkId, RulesWord rules, uint256 timestamp) private pure returns (uint32 shard) {
        if (timestamp < rules.startsAt()) revert BenchmarksNotStarted(benchmarkId, rules.startsAt());
        return SafeCast.toUint32((timestamp - rules.startsAt()) / rules.termSeconds());
    }
}
