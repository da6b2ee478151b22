// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IScores} from "../../contracts/interfaces/IScores.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {ScoreItem, ScoreRequest} from "../../contracts/types/Score.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

/// S-8: who holds the record.
contract ScoresRecordTest is ScoresFixture {
    /// The first score of a benchmark takes it, whatever it is.
    function test_EmptyRecord_GoesToTheFirst() external {
        _request(1);
        vm.expectEmit();
        emit IScores.RecordTaken(benchmark, _id(1), _id(0), 0, 0);
        _settle(_pack(_item(1, 0)));
        _assertHolder(1);
    }

    /// The best of the batch, the first of equals.
    function test_EmptyRecord_GoesToTheBestOfTheBatch() external {
        for (uint64 id = 1; id <= 4; ++id) _request(id);
        _settle(bytes.concat(_pack(_item(1, 600)), _pack(_item(2, 800)), _pack(_item(3, 800)), _pack(_item(4, 700))));
        _assertHolder(2);
    }

    /// After its holder was voided, nobody worse than the best on the board takes it.
    function test_EmptyRecord_WaitsForTheBestOnTheBoard() external {
        _score(1, 900);
        _score(2, 800);
        _void(1);
        _score(3, 700);
        _assertHolder(0);
        _score(4, 799);
        _assertHolder(0);
        _score(5, 800); // as good as the best
        _assertHolder(5);
    }

    /// Its own old bound is no hindrance: the board knows the new one.
    function test_EmptyRecord_IgnoresOldBounds() external {
        _score(1, 900);
        _score(2, 800);
        _void(1);
        _score(2, 500);
        _assertHolder(2);
    }

    /// Members that expired unnoticed do not count; a score that comes in expired takes nothing.
    function test_EmptyRecord_CountsValidScoresOnly() external {
        _score(1, 900);
        _score(2, 800);
        _void(1);
        vm.warp(scores.scoreOf(_id(2)).validUntil + 1);
        _request(3);
        _settle(_pack(_item(3, 850))); // of shard 0: expired
        _assertHolder(0);
        _request(3);
        scores.settleBatch(benchmark, uint40(benchmarks.currentEpoch()), 9, _pack(_item(3, 500)), signers);
        _assertHolder(3);
    }

    /// A version that could not be measured takes nothing.
    function test_EmptyRecord_IsNotForTheUnavailable() external {
        _request(1);
        _settle(_pack(_item(1, type(uint32).max)));
        _assertHolder(0);
    }

    /// An expired holder keeps the record until it is beaten on a shard of today.
    function test_ExpiredHolder_KeepsTheRecordUntilBeaten() external {
        _score(1, 700);
        vm.warp(scores.scoreOf(_id(1)).validUntil + 1);
        scores.poke(_id(1));
        _assertHolder(1);
        _request(2);
        ScoreItem memory item = _item(2, 800);
        (item.newlyRight, item.newlyWrong) = (110, 10);
        _settle(_pack(item));
        _assertHolder(2);
    }

    /* CLAIMS */

    function test_ClaimRecord_OpensARequestThatOnlyContests() external {
        _score(1, 700);
        _score(2, 750);
        vm.expectEmit();
        emit IScores.ScoreRequested(_id(2), benchmark, EPOCH, buyer, FEE_WEI);
        vm.expectEmit();
        emit IScores.RecordClaimed(_id(2), benchmark, EPOCH);
        _claim(2);
        ScoreRequest memory request = scores.requestOf(_id(2));
        assertEq(request.requester, buyer);
        assertEq(request.epoch, EPOCH);
        assertEq(request.feeGwei, FEE_WEI / 1 gwei);
        assertTrue(request.isClaim);
        (, uint256 count) = scores.requestCountOf(benchmark);
        assertEq(count, 3);

        ScoreItem memory item = _item(2, 750);
        (item.newlyRight, item.newlyWrong) = (60, 10);
        vm.expectEmit();
        emit IScores.RecordContested(_id(2), benchmark, _id(1), 60, 10);
        vm.expectEmit();
        emit IScores.RecordTaken(benchmark, _id(2), _id(1), 60, 10);
        _settle(_pack(item));
        _assertHolder(2);
        assertEq(scores.requestOf(_id(2)).requester, address(0));
        assertFalse(scores.requestOf(_id(2)).isClaim);
    }

    /// A claim never changes a score, a place or a price, whatever was measured.
    function testFuzz_ClaimRecord_NeverChangesAScore(uint32 correct, uint32 newlyRight, uint32 newlyWrong) external {
        correct = uint32(bound(correct, 0, TOTAL));
        _score(1, 700);
        _score(2, 750);
        bytes memory before = abi.encode(scores.scoreOf(_id(2)));
        (VersionId[] memory ids, uint16[] memory bounds) = scores.boardOf(benchmark);
        bytes memory board = abi.encode(ids, bounds);
        _claim(2);
        vm.warp(START + EPOCH_SECONDS - 1);
        ScoreItem memory item = _item(2, correct);
        item.newlyRight = uint32(bound(newlyRight, 0, correct));
        item.newlyWrong = uint32(bound(newlyWrong, 0, TOTAL - correct));
        _settle(_pack(item));
        assertEq(abi.encode(scores.scoreOf(_id(2))), before);
        (ids, bounds) = scores.boardOf(benchmark);
        assertEq(abi.encode(ids, bounds), board);
        assertEq(market.calls(), 2);
        assertEq(market.updatesOf().length, 2);
        bool improved = scores.isImprovement(item.newlyRight, item.newlyWrong);
        _assertHolder(improved ? 2 : 1);
        // The workers are paid for a claim as for a score.
        uint256 paid;
        for (uint256 i = 0; i < signers.length; ++i) paid += scores.creditOf(signers[i]);
        assertEq(paid, 3 * FEE_WEI);
    }

    /// The holder of the claim's epoch is not the one of now: nothing happens, and it may be asked again.
    function test_ClaimRecord_NeedsTheHolderOfNow() external {
        _score(1, 600);
        _score(2, 800);
        _claim(2);
        ScoreItem memory stale = _item(2, 800);
        (stale.newlyRight, stale.newlyWrong) = (210, 10);
        _request(3);
        ScoreItem memory third = _item(3, 700);
        (third.newlyRight, third.newlyWrong) = (110, 10);
        _settle(_pack(third));
        _settle(_pack(stale));
        _assertHolder(3);
        _claim(2);
        ScoreItem memory again = _item(2, 800);
        (again.newlyRight, again.newlyWrong) = (110, 10);
        _settle(_pack(again));
        _assertHolder(2);
    }

    function test_ClaimRecord_UnavailableSpendsTheFee() external {
        _score(1, 700);
        _score(2, 750);
        _claim(2);
        vm.expectEmit();
        emit IScores.ScoreUnavailable(_id(2), benchmark);
        _settle(_pack(_item(2, type(uint32).max)));
        _assertHolder(1);
        assertEq(scores.requestOf(_id(2)).requester, address(0));
    }

    /// An empty record goes to the best on the board by the bound of its Final score, not by what the claim measured.
    function test_ClaimRecord_TakesAnEmptyRecordByTheFinalScore() external {
        _score(1, 900);
        _score(2, 800);
        _score(3, 700);
        _void(1);
        _claim(3);
        _settle(_pack(_item(3, 950)));
        _assertHolder(0);
        _claim(2);
        _settle(_pack(_item(2, 100)));
        _assertHolder(2);
        assertEq(scores.scoreOf(_id(2)).correct, 800);
    }

    function test_RevertWhen_AClaimIsRefused() external {
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNoScore.selector, _id(2)));
        _claim(2);
        _score(1, 700);
        _score(2, 750);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresHoldsRecord.selector, _id(1), benchmark));
        _claim(1);
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresFeeMismatch.selector, FEE_WEI + 1, FEE_WEI));
        scores.claimRecord{value: FEE_WEI + 1}(_id(2));
        vm.stopPrank();
        _claim(2);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresRequestOpen.selector, _id(2), EPOCH));
        _claim(2);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresRequestOpen.selector, _id(2), EPOCH));
        _request(2);
        _settle(_pack(_item(2, 750)));

        scores.setPaused(true);
        vm.expectRevert(IScores.ScoresPaused.selector);
        _claim(2);
        scores.setPaused(false);

        // To its last second.
        uint256 validUntil = scores.scoreOf(_id(2)).validUntil;
        vm.warp(validUntil + 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresScoreExpired.selector, _id(2), validUntil));
        _claim(2);
        vm.warp(validUntil);
        _claim(2);
    }

    /// S-6: an unanswered claim is refunded like any request.
    function test_RefundRequest_OfAClaim() external {
        _score(1, 700);
        _score(2, 750);
        _claim(2);
        vm.warp(START + 30 days);
        scores.refundRequest(_id(2));
        assertEq(scores.creditOf(buyer), FEE_WEI);
        assertFalse(scores.requestOf(_id(2)).isClaim);
    }

    function _claim(uint64 id) private {
        vm.prank(buyer);
        scores.claimRecord{value: FEE_WEI}(_id(id));
    }

    function _void(uint64 id) private {
        scores.setSource(address(this), IScores.SourceKind.DISPUTES);
        scores.voidVersion(_id(id));
        scores.setSource(address(this), IScores.SourceKind.VERIFIES);
    }

    function _assertHolder(uint64 id) private view {
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), id);
    }
}
