// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Benchmarks} from "../../contracts/Benchmarks.sol";
import {Scores} from "../../contracts/Scores.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {ScoreItem} from "../../contracts/types/Score.sol";
import {MarketMock} from "../mocks/MarketMock.sol";
import {PipelineRegistryMock} from "../mocks/PipelineRegistryMock.sol";

/// @dev Scores between mocks, with one benchmark. The test contract administers, and is a source of every kind it needs.
abstract contract ScoresFixture is Test {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant EPOCH_SECONDS = 1 hours;
    uint40 internal constant EPOCH = uint40(START / EPOCH_SECONDS);
    uint256 internal constant TERM_SECONDS = 90 days;
    uint256 internal constant GRACE_SECONDS = 7 days;
    uint256 internal constant WINDOW_SECONDS = 1 days;
    uint256 internal constant FEE_WEI = 3000 gwei;
    uint256 internal constant MAX_FEE_PER_WORKER_GWEI = 1e9;
    uint32 internal constant TOTAL = 1000;
    bytes32 internal constant ENGINE = keccak256("engine");
    bytes32 internal constant MANIFEST = keccak256("manifest");

    AccessManager internal manager;
    PipelineRegistryMock internal registry;
    MarketMock internal market;
    Benchmarks internal benchmarks;
    Scores internal scores;
    BenchmarkId internal benchmark;
    address[] internal signers;

    address internal owner = makeAddr("owner");
    address internal buyer = makeAddr("buyer");
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        // An epoch before the start, for what must exist by then.
        vm.warp(START - EPOCH_SECONDS);
        vm.deal(buyer, 1000 ether);
        manager = new AccessManager(address(this));
        registry = new PipelineRegistryMock();
        market = new MarketMock();
        benchmarks = new Benchmarks(EPOCH_SECONDS, MAX_FEE_PER_WORKER_GWEI);
        scores = new Scores(
            address(manager),
            IPipelineRegistry(address(registry)),
            benchmarks,
            IMarket(address(market))
        );
        scores.setSource(address(this), IScores.SourceKind.VERIFIES);
        benchmark = benchmarks.createBenchmark(_benchmarkParams());
        for (uint256 i = 0; i < 3; ++i) signers.push(makeAddr(string.concat("signer", vm.toString(i))));
        for (uint64 id = 1; id <= 10; ++id) _register(id);
        vm.warp(START);
    }

    /// @dev 1,000 samples, prices between 50 % and 95 %, 2 of 3 workers, a fee of 3,000 gwei, terms of 90 + 7 days.
    function _benchmarkParams() internal pure returns (BenchmarkParams memory params) {
        bytes32[] memory engines = new bytes32[](1);
        engines[0] = ENGINE;
        params = BenchmarkParams({
            manifestDigest: MANIFEST,
            total: TOTAL,
            baselineBps: 5000,
            targetBps: 9500,
            committeeSize: 3,
            quorum: 2,
            feePerWorkerGwei: 1000,
            startsAt: uint40(START),
            termSeconds: uint40(TERM_SECONDS),
            graceSeconds: uint40(GRACE_SECONDS),
            challengeWindowSeconds: uint32(WINDOW_SECONDS),
            engineDigests: engines
        });
    }

    function _register(uint64 id, VersionId[] memory parents) internal {
        registry.setVersion(VersionId.wrap(id), benchmark, parents, owner);
    }

    function _register(uint64 id) internal {
        _register(id, new VersionId[](0));
    }

    function _request(uint64 id) internal {
        vm.prank(buyer);
        scores.requestScore{value: FEE_WEI}(VersionId.wrap(id));
    }

    /// @dev Against the record holder of now, with no paired counts.
    function _item(uint64 id, uint32 correct) internal view returns (ScoreItem memory item) {
        item.versionId = VersionId.wrap(id);
        item.correct = correct;
        item.holder = scores.recordOf(benchmark);
    }

    function _pack(ScoreItem memory item) internal pure returns (bytes memory packed) {
        return
            abi.encodePacked(
                uint32(VersionId.unwrap(item.versionId)),
                item.correct,
                uint32(VersionId.unwrap(item.holder)),
                item.newlyRight,
                item.newlyWrong,
                item.parentRight,
                item.parentWrong
            );
    }

    function _settle(bytes memory items) internal {
        scores.settleBatch(benchmark, uint40(benchmarks.currentEpoch()), 0, items, signers);
    }

    /// @dev Requests and settles at once; the window is the source's affair.
    function _score(uint64 id, uint32 correct) internal {
        _request(id);
        _settle(_pack(_item(id, correct)));
    }

    function _id(uint64 id) internal pure returns (VersionId versionId) {
        return VersionId.wrap(id);
    }
}
