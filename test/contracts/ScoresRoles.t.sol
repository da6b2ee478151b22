// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {Report} from "../../contracts/types/Score.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

contract ScoresRolesTest is ScoresFixture {
    function test_Constructor_NamesItsParts() external view {
        assertEq(address(scores.PIPELINES()), address(registry));
        assertEq(address(scores.BENCHMARKS()), address(benchmarks));
        assertEq(address(scores.MARKET()), address(market));
    }

    /// Invariant 10: nobody but a verifying source settles, nobody but a reporting one reports.
    function test_RevertWhen_CallerIsNotTheRightSource() external {
        address reporter = makeAddr("reporter");
        scores.setSource(reporter, IScores.SourceKind.REPORTS);
        address[2] memory wrong = [stranger, reporter];
        for (uint256 i = 0; i < wrong.length; ++i) {
            vm.expectRevert(_notSource(wrong[i], IScores.SourceKind.VERIFIES));
            vm.prank(wrong[i]);
            scores.settleBatch(benchmark, EPOCH, 0, new bytes(28), signers);
        }
        vm.expectRevert(_notSource(stranger, IScores.SourceKind.REPORTS));
        vm.prank(stranger);
        scores.report(_id(1), 1, TOTAL);
        vm.expectRevert(_notSource(address(this), IScores.SourceKind.REPORTS));
        scores.report(_id(1), 1, TOTAL);
    }

    function test_Report_IsShownAndPricesNothing() external {
        address reporter = makeAddr("reporter");
        vm.expectEmit();
        emit IScores.SourceSet(reporter, IScores.SourceKind.REPORTS);
        scores.setSource(reporter, IScores.SourceKind.REPORTS);
        vm.expectEmit();
        emit IScores.ScoreReported(_id(1), reporter, 950, TOTAL);
        vm.prank(reporter);
        scores.report(_id(1), 950, TOTAL);
        Report memory report = scores.reportOf(_id(1));
        assertEq(report.correct, 950);
        assertEq(report.reportedAt, START);
        assertEq(report.source, reporter);
        assertEq(scores.scoreOf(_id(1)).settledAt, 0);
        assertEq(market.calls(), 0);
    }

    /// S-1: `total` is the benchmark's constant.
    function test_RevertWhen_ReportIsOutOfRange() external {
        scores.setSource(address(this), IScores.SourceKind.REPORTS);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresReportOutOfRange.selector, TOTAL + 1, TOTAL));
        scores.report(_id(1), TOTAL + 1, TOTAL);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresReportOutOfRange.selector, 1, TOTAL - 1));
        scores.report(_id(1), 1, TOTAL - 1);
        scores.report(_id(1), TOTAL, TOTAL);
    }

    function test_RemoveSource_TakesEffectAtOnce() external {
        assertTrue(scores.sourceKindOf(address(this)) == IScores.SourceKind.VERIFIES);
        vm.expectEmit();
        emit IScores.SourceSet(address(this), IScores.SourceKind.NONE);
        scores.removeSource(address(this));
        assertTrue(scores.sourceKindOf(address(this)) == IScores.SourceKind.NONE);
        vm.expectRevert(_notSource(address(this), IScores.SourceKind.VERIFIES));
        scores.settleBatch(benchmark, EPOCH, 0, new bytes(28), signers);
    }

    function test_RevertWhen_CallerHasNoRole() external {
        bytes memory unauthorized = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(unauthorized);
        scores.setSource(stranger, IScores.SourceKind.VERIFIES);
        vm.expectRevert(unauthorized);
        scores.removeSource(address(this));
        vm.expectRevert(unauthorized);
        scores.setPaused(true);
    }

    /// Invariant 5: a pause stops new requests and nothing else.
    function test_SetPaused_StopsRequestsOnly() external {
        _score(1, 700);
        _request(2);
        _request(3);
        vm.warp(START + TERM_SECONDS);
        vm.expectEmit();
        emit IScores.RequestsPaused(true);
        scores.setPaused(true);
        assertTrue(scores.isPaused());

        vm.expectRevert(IScores.ScoresPaused.selector);
        _request(4);
        vm.expectRevert(IScores.ScoresPaused.selector);
        scores.requestScoreFromFund(_id(1));

        scores.settleBatch(benchmark, EPOCH, 0, _pack(_item(2, 800)), signers);
        assertEq(scores.scoreOf(_id(2)).correct, 800);
        scores.refundRequest(_id(3));
        vm.prank(buyer);
        scores.withdrawFees(buyer);
        vm.prank(signers[1]);
        scores.withdrawFees(signers[1]);
        scores.poke(_id(1));
        benchmarks.createBenchmark(_benchmarkParams());
        scores.setSource(address(this), IScores.SourceKind.REPORTS);
        scores.report(_id(1), 1, TOTAL);

        vm.expectEmit();
        emit IScores.RequestsPaused(false);
        scores.setPaused(false);
        assertFalse(scores.isPaused());
        _request(4);
    }

    function _notSource(address caller, IScores.SourceKind needed) private pure returns (bytes memory reason) {
        return abi.encodeWithSelector(IScores.ScoresNotSource.selector, caller, needed);
    }
}
