// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AssayLens} from "../../contracts/AssayLens.sol";
import {IAssayLens} from "../../contracts/interfaces/IAssayLens.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {Shares} from "../../contracts/types/Revenue.sol";
import {Report, Score, ScoreRequest, ScoreStatus} from "../../contracts/types/Score.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// @dev The registry is real; scores, batches and prices are the answers that their contracts' interfaces allow.
contract AssayLensTest is RegistryFixture {
    address private constant SCORES = address(0x5c0);
    address private constant COMMITTEE = address(0xc0);
    address private constant MARKET = address(0x3a);
    uint40 private constant EPOCH = 12;

    AssayLens private lens;
    PipelineId private pipeline;
    VersionId private version;

    function setUp() public override {
        super.setUp();
        lens = new AssayLens(registry, IScores(SCORES), ICommittee(COMMITTEE), IMarket(MARKET));
        pipeline = _mint(alice, _plainTerms());
        version = _register(alice, _params(pipeline));
        _answerNothing();
    }

    /// S-3: NONE → REPORTED → VERIFIED → FINAL; a new assessment of a Final version leaves it FINAL.
    function test_StatusOf_FollowsTheLadder() public {
        _assertStatus(ScoreStatus.NONE);
        _answerReport(Report({correct: 5, reportedAt: 1, source: SCORES}));
        _assertStatus(ScoreStatus.REPORTED);
        // A request alone verifies nothing.
        _answerRequest(ScoreRequest({requester: bob, epoch: EPOCH, feeGwei: 1}));
        _assertStatus(ScoreStatus.REPORTED);
        _answerBatch(ICommittee.BatchState.SUBMITTED);
        _assertStatus(ScoreStatus.VERIFIED);
        _answerScore(version, Score(70, 600, uint40(block.timestamp), 1, 0, 0));
        _assertStatus(ScoreStatus.FINAL);
    }

    /// S-3: VERIFIED needs an open request and an unsettled batch of its epoch.
    function test_StatusOf_IsVerifiedOnlyInsideTheWindow() public {
        _answerRequest(ScoreRequest({requester: bob, epoch: EPOCH, feeGwei: 1}));
        _answerBatch(ICommittee.BatchState.SETTLED);
        _assertStatus(ScoreStatus.NONE);
        _answerBatch(ICommittee.BatchState.CANCELLED);
        _assertStatus(ScoreStatus.NONE);
        _answerBatch(ICommittee.BatchState.SUBMITTED);
        _answerRequest(ScoreRequest({requester: address(0), epoch: EPOCH, feeGwei: 0}));
        _assertStatus(ScoreStatus.NONE);
    }

    function test_VersionOf_ShowsAnUnscoredVersion() public view {
        IAssayLens.VersionView memory row = lens.versionOf(version);
        assertEq(_id(row.versionId), 1);
        assertEq(PipelineId.unwrap(row.pipelineId), 1);
        assertEq(BenchmarkId.unwrap(row.benchmarkId), BenchmarkId.unwrap(BENCHMARK));
        assertEq(row.owner, alice);
        assertEq(row.contributor, alice);
        assertEq(row.registeredAt, block.timestamp);
        assertEq(row.manifestDigest, MANIFEST);
        assertFalse(row.proven);
        assertEq(uint8(row.status), uint8(ScoreStatus.NONE));
        assertEq(row.total, 0);
        assertFalse(row.stale);
        assertFalse(row.forSale);
        assertFalse(row.isRecordHolder);
    }

    function test_VersionOf_ShowsScorePriceAndRecord() public {
        _answerBenchmark(100);
        _answerReport(Report({correct: 71, reportedAt: 1, source: SCORES}));
        _answerScore(version, Score(70, 6043, uint40(block.timestamp), 1, 3, 1));
        vm.mockCall(SCORES, abi.encodeCall(IScores.recordOf, (BENCHMARK)), abi.encode(version));
        Shares memory shares;
        shares.effectiveBoundBps = 6000;
        vm.mockCall(MARKET, abi.encodeCall(IMarket.sharesOf, (version)), abi.encode(shares));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.suggestedPriceOf, (version)), abi.encode(8));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.revenueOf, (version, address(0))), abi.encode(30, 4, 29));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.quote, (version, 1, address(0))), abi.encode(9, 6043, 0));

        IAssayLens.VersionView memory row = lens.versionOf(version);
        assertEq(uint8(row.status), uint8(ScoreStatus.FINAL));
        assertEq(row.correct, 70);
        assertEq(row.total, 100);
        assertEq(row.boundBps, 6043);
        assertEq(row.validUntil, block.timestamp);
        assertFalse(row.stale);
        assertEq(row.reportedCorrect, 71);
        assertEq(row.effectiveBoundBps, 6000);
        assertTrue(row.forSale);
        assertEq(row.priceWei, 9);
        assertEq(row.suggestedPriceWei, 8);
        assertEq(row.salesWei, 30);
        assertTrue(row.isRecordHolder);

        // S-7: stale after `validUntil`.
        vm.warp(block.timestamp + 1);
        assertTrue(lens.versionOf(version).stale);
    }

    function test_Versions_PagesWhatExists() public {
        VersionId second = _register(alice, _paramsWithParents(pipeline, _list(version)));
        _register(alice, _params(pipeline));
        _assertPage(1, 100, 1, 3);
        _assertPage(2, 1, 2, 1);
        _assertPage(0, 2, 1, 1);
        _assertPage(3, 100, 3, 1);
        assertEq(lens.versions(VersionId.wrap(4), 100).length, 0);
        assertEq(lens.versions(VersionId.wrap(type(uint64).max), 100).length, 0);
        assertEq(lens.versions(second, 0).length, 0);
        assertEq(_id(lens.versions(second, 1)[0].parents[0]), 1);
        vm.expectRevert(abi.encodeWithSelector(IAssayLens.AssayLensPageTooLong.selector, 101, 100));
        lens.versions(version, 101);
    }

    function test_RevertWhen_VersionIsUnknown() public {
        bytes memory unknown = abi.encodeWithSelector(
            IPipelineRegistry.PipelineRegistryUnknownVersion.selector,
            VersionId.wrap(9)
        );
        vm.expectRevert(unknown);
        lens.statusOf(VersionId.wrap(9));
        vm.expectRevert(unknown);
        lens.versionOf(VersionId.wrap(9));
    }

    /// Best bound first, lower id first on ties, whatever the order in storage.
    function testFuzz_Board_IsRanked(uint16[8] memory bounds) public {
        _answerBenchmark(100);
        VersionId[] memory ids = new VersionId[](8);
        uint16[] memory boundsBps = new uint16[](8);
        for (uint256 i = 0; i < 8; ++i) {
            // In storage: the later version first.
            ids[7 - i] = _register(alice, _params(pipeline));
            boundsBps[7 - i] = uint16(bounds[i] % 4);
            _answerScore(ids[7 - i], Score(uint32(i), boundsBps[7 - i], uint40(block.timestamp), 1, 0, 1));
        }
        vm.mockCall(SCORES, abi.encodeCall(IScores.boardOf, (BENCHMARK)), abi.encode(ids, boundsBps));
        IAssayLens.BoardRow[] memory rows = lens.board(BENCHMARK);
        assertEq(rows.length, 8);
        for (uint256 i = 0; i < 8; ++i) {
            assertEq(rows[i].rank, i + 1);
            assertEq(rows[i].contributor, alice);
            assertEq(rows[i].total, 100);
            assertFalse(rows[i].stale);
            assertFalse(rows[i].proven);
            // Versions 2 to 9 were given `correct` 0 to 7 and the bounds in this order.
            assertEq(rows[i].correct, _id(rows[i].versionId) - 2);
            assertEq(rows[i].boundBps, bounds[rows[i].correct] % 4);
            if (i == 0) continue;
            bool falls = rows[i].boundBps < rows[i - 1].boundBps;
            bool ties = rows[i].boundBps == rows[i - 1].boundBps;
            assertTrue(falls || (ties && _id(rows[i].versionId) > _id(rows[i - 1].versionId)));
        }
        vm.warp(block.timestamp + 1);
        assertTrue(lens.board(BENCHMARK)[0].stale);
    }

    /// What Scores, Committee and Market say of a version that nobody assessed, on a benchmark that does not exist.
    function _answerNothing() private {
        Score memory score;
        Report memory report;
        ScoreRequest memory request;
        Shares memory shares;
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.scoreOf.selector), abi.encode(score));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.reportOf.selector), abi.encode(report));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.requestOf.selector), abi.encode(request));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.recordOf.selector), abi.encode(0));
        vm.mockCallRevert(
            SCORES,
            abi.encodeWithSelector(IScores.benchmarkOf.selector),
            abi.encodeWithSelector(IScores.ScoresUnknownBenchmark.selector, BENCHMARK)
        );
        _answerBatch(ICommittee.BatchState.NONE);
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.sharesOf.selector), abi.encode(shares));
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.suggestedPriceOf.selector), abi.encode(0));
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.revenueOf.selector), abi.encode(0, 0, 0));
        vm.mockCallRevert(
            MARKET,
            abi.encodeWithSelector(IMarket.quote.selector),
            abi.encodeWithSelector(IMarket.MarketNotForSale.selector, version)
        );
    }

    function _answerScore(VersionId id, Score memory score) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.scoreOf, (id)), abi.encode(score));
    }

    function _answerReport(Report memory report) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.reportOf, (version)), abi.encode(report));
    }

    function _answerRequest(ScoreRequest memory request) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.requestOf, (version)), abi.encode(request));
    }

    function _answerBatch(ICommittee.BatchState state) private {
        vm.mockCall(
            COMMITTEE,
            abi.encodeCall(ICommittee.batchOf, (BENCHMARK, EPOCH)),
            abi.encode(state, uint256(0), uint256(0), uint256(0))
        );
    }

    function _answerBenchmark(uint32 total) private {
        BenchmarkParams memory params;
        params.total = total;
        bytes memory call = abi.encodeCall(IScores.benchmarkOf, (BENCHMARK));
        vm.mockCall(SCORES, call, abi.encode(bob, params));
    }

    function _assertStatus(ScoreStatus expected) private view {
        assertEq(uint8(lens.statusOf(version)), uint8(expected));
        assertEq(uint8(lens.versionOf(version).status), uint8(expected));
    }

    function _assertPage(uint64 from, uint256 size, uint256 first, uint256 length) private view {
        IAssayLens.VersionView[] memory page = lens.versions(VersionId.wrap(from), size);
        assertEq(page.length, length);
        for (uint256 i = 0; i < length; ++i) assertEq(_id(page[i].versionId), first + i);
    }
}
