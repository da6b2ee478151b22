// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BoardLens} from "../../contracts/BoardLens.sol";
import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {IBoardLens} from "../../contracts/interfaces/IBoardLens.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {PageLib} from "../../contracts/libraries/PageLib.sol";
import {Rules} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {Score} from "../../contracts/types/Score.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// @dev The registry is real; scores and revenue are the answers that their contracts' interfaces allow.
contract BoardLensTest is RegistryFixture {
    address private constant BENCHMARKS = address(0xbe);
    address private constant SCORES = address(0x5c0);
    address private constant MARKET = address(0x3a);

    BoardLens private lens;
    PipelineId private ofAlice;
    PipelineId private ofBob;

    function setUp() public override {
        super.setUp();
        lens = new BoardLens(registry, IBenchmarks(BENCHMARKS), IScores(SCORES), IMarket(MARKET));
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        params.name = "of alice";
        params.licence = "MIT";
        vm.prank(alice);
        ofAlice = registry.mint(params);
        ofBob = _mint(bob, _plainTerms());
        _answerNothing();
    }

    /// B-1: best bound first, lower id first on ties, whatever the order in storage.
    function testFuzz_Board_IsRanked(uint16[8] memory bounds) public {
        _answerBenchmark(BENCHMARK, 100);
        VersionId[] memory ids = new VersionId[](8);
        uint16[] memory boundsBps = new uint16[](8);
        for (uint256 i = 0; i < 8; ++i) {
            // In storage: the later version first.
            ids[7 - i] = _register(alice, _params(ofAlice));
            boundsBps[7 - i] = uint16(bounds[i] % 4);
            _answerScore(ids[7 - i], Score(uint32(i), boundsBps[7 - i], uint40(block.timestamp), 1, 0, 1));
        }
        vm.mockCall(SCORES, abi.encodeCall(IScores.boardOf, (BENCHMARK)), abi.encode(ids, boundsBps));
        IBoardLens.BoardRow[] memory rows = lens.board(BENCHMARK);
        assertEq(rows.length, 8);
        for (uint256 i = 0; i < 8; ++i) {
            assertEq(rows[i].rank, i + 1);
            assertEq(rows[i].contributor, alice);
            assertEq(PipelineId.unwrap(rows[i].pipelineId), 1);
            assertEq(rows[i].pipelineName, "of alice");
            assertEq(rows[i].licence, "MIT");
            assertFalse(rows[i].isRecordHolder);
            assertEq(rows[i].total, 100);
            assertFalse(rows[i].stale);
            assertFalse(rows[i].proven);
            // Versions 1 to 8 were given `correct` 0 to 7 and the bounds in this order.
            assertEq(rows[i].correct, _id(rows[i].versionId) - 1);
            assertEq(rows[i].boundBps, bounds[rows[i].correct] % 4);
            if (i == 0) continue;
            bool falls = rows[i].boundBps < rows[i - 1].boundBps;
            bool ties = rows[i].boundBps == rows[i - 1].boundBps;
            assertTrue(falls || (ties && _id(rows[i].versionId) > _id(rows[i - 1].versionId)));
        }
        _answerRecord(BENCHMARK, rows[0].versionId);
        assertTrue(lens.board(BENCHMARK)[0].isRecordHolder);
        vm.warp(block.timestamp + 1);
        assertTrue(lens.board(BENCHMARK)[0].stale);
    }

    function test_Board_IsEmptyForAnUnknownBenchmark() public {
        vm.mockCall(
            SCORES,
            abi.encodeCall(IScores.boardOf, (BENCHMARK)),
            abi.encode(new VersionId[](0), new uint16[](0))
        );
        assertEq(lens.board(BENCHMARK).length, 0);
    }

    /// B-2: the fee paid in the native coin, version by version.
    function test_Popularity_PagesVersions() public {
        _registerThree();
        _answerSales(VersionId.wrap(2), 7, 280);
        _answerRecord(BENCHMARK, VersionId.wrap(2));
        IBoardLens.PopularityRow[] memory rows = lens.popularity(VersionId.wrap(1), 100);
        assertEq(rows.length, 3);
        assertEq(_id(rows[1].versionId), 2);
        assertEq(PipelineId.unwrap(rows[1].pipelineId), 2);
        assertEq(rows[0].pipelineName, "of alice");
        assertEq(rows[1].pipelineName, "");
        assertEq(rows[1].contributor, bob);
        assertEq(rows[1].feeWei, 7);
        assertEq(rows[1].salesWei, 280);
        assertEq(BenchmarkId.unwrap(rows[1].benchmarkId), BenchmarkId.unwrap(BENCHMARK));
        assertTrue(rows[1].isRecordHolder);
        assertFalse(rows[0].isRecordHolder);
        assertEq(rows[0].feeWei + rows[2].feeWei, 0);
        assertEq(lens.popularity(VersionId.wrap(3), 1).length, 1);
        assertEq(lens.popularity(VersionId.wrap(4), 1).length, 0);
        vm.expectRevert(abi.encodeWithSelector(PageLib.PageTooLong.selector, 101, 100));
        lens.popularity(VersionId.wrap(1), 101);
    }

    /// B-3: pages add up, wherever they are cut.
    function testFuzz_Contributors_AddUpOverPages(uint64[12] memory fees, uint256 size) public {
        uint256[2] memory expected;
        for (uint256 i = 0; i < 12; ++i) {
            bool isAlice = fees[i] % 2 == 0;
            VersionId id = _register(isAlice ? alice : bob, _params(isAlice ? ofAlice : ofBob));
            _answerSales(id, fees[i], uint256(fees[i]) * 40);
            expected[isAlice ? 0 : 1] += fees[i];
        }
        size = bound(size, 1, 12);
        uint256[2] memory sums;
        uint256 versionCount;
        for (uint256 from = 1; from <= 12; from += size) {
            IBoardLens.ContributorRow[] memory rows = lens.contributors(VersionId.wrap(uint64(from)), size);
            for (uint256 i = 0; i < rows.length; ++i) {
                sums[rows[i].contributor == alice ? 0 : 1] += rows[i].feeWei;
                assertEq(rows[i].salesWei, rows[i].feeWei * 40);
                versionCount += rows[i].versionCount;
                for (uint256 j = 0; j < i; ++j) assertNotEq(rows[j].contributor, rows[i].contributor);
            }
        }
        assertEq(sums[0], expected[0]);
        assertEq(sums[1], expected[1]);
        assertEq(versionCount, 12);
    }

    function test_Contributors_CountRecords() public {
        _registerThree();
        _answerRecord(BENCHMARK, VersionId.wrap(3));
        IBoardLens.ContributorRow[] memory rows = lens.contributors(VersionId.wrap(0), 100);
        assertEq(rows.length, 2);
        assertEq(rows[0].contributor, alice);
        assertEq(rows[0].versionCount, 2);
        assertEq(rows[0].recordCount, 1);
        assertEq(rows[1].recordCount, 0);
        vm.expectRevert(abi.encodeWithSelector(PageLib.PageTooLong.selector, 101, 100));
        lens.contributors(VersionId.wrap(1), 101);
    }

    /// B-4: one row per benchmark, whether its record is held or not.
    function test_Records_PagesBenchmarks() public {
        _registerThree();
        BenchmarkId held = BenchmarkId.wrap(2);
        _answerBenchmark(held, 100);
        _answerRecord(held, VersionId.wrap(2));
        _answerScore(VersionId.wrap(2), Score(70, 6043, uint40(block.timestamp), 1, 0, 1));
        vm.mockCall(BENCHMARKS, abi.encodeCall(IBenchmarks.benchmarkCount, ()), abi.encode(2));
        IBoardLens.RecordRow[] memory rows = lens.records(BenchmarkId.wrap(1), 100);
        assertEq(rows.length, 2);
        assertEq(_id(rows[0].holder), 0);
        assertEq(rows[0].contributor, address(0));
        assertEq(BenchmarkId.unwrap(rows[1].benchmarkId), 2);
        assertEq(_id(rows[1].holder), 2);
        assertEq(PipelineId.unwrap(rows[1].pipelineId), 2);
        assertEq(rows[1].contributor, bob);
        assertEq(rows[1].correct, 70);
        assertEq(rows[1].total, 100);
        assertEq(rows[1].boundBps, 6043);
        assertFalse(rows[1].stale);
        vm.warp(block.timestamp + 1);
        assertTrue(lens.records(held, 1)[0].stale);
        vm.expectRevert(abi.encodeWithSelector(PageLib.PageTooLong.selector, 101, 100));
        lens.records(held, 101);
    }

    /// Versions 1 and 3 of alice, 2 of bob.
    function _registerThree() private {
        _register(alice, _params(ofAlice));
        _register(bob, _params(ofBob));
        _register(alice, _params(ofAlice));
    }

    /// What Scores and Market say of versions that nobody assessed or bought, on a benchmark that does not exist.
    function _answerNothing() private {
        Score memory score;
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.scoreOf.selector), abi.encode(score));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.recordOf.selector), abi.encode(0));
        vm.mockCallRevert(
            BENCHMARKS,
            abi.encodeWithSelector(IBenchmarks.rulesOf.selector),
            abi.encodeWithSelector(IBenchmarks.BenchmarksUnknown.selector, BENCHMARK)
        );
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.popularityOf.selector), abi.encode(0));
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.revenueOf.selector), abi.encode(0, 0, 0));
    }

    function _answerScore(VersionId id, Score memory score) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.scoreOf, (id)), abi.encode(score));
    }

    function _answerRecord(BenchmarkId benchmarkId, VersionId holder) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.recordOf, (benchmarkId)), abi.encode(holder));
    }

    function _answerSales(VersionId id, uint256 feeWei, uint256 salesWei) private {
        vm.mockCall(MARKET, abi.encodeCall(IMarket.popularityOf, (id)), abi.encode(feeWei));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.revenueOf, (id, address(0))), abi.encode(salesWei, 0, salesWei));
    }

    function _answerBenchmark(BenchmarkId benchmarkId, uint32 total) private {
        Rules memory rules;
        rules.total = total;
        vm.mockCall(BENCHMARKS, abi.encodeCall(IBenchmarks.rulesOf, (benchmarkId)), abi.encode(rules));
    }
}
