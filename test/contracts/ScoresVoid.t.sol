// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IScores} from "../../contracts/interfaces/IScores.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {Score, ScoreItem} from "../../contracts/types/Score.sol";
import {PipelineRegistryMock} from "../mocks/PipelineRegistryMock.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

/// S-12: a version that lost a dispute.
contract ScoresVoidTest is ScoresFixture {
    address private _disputes = makeAddr("disputes");

    function setUp() public override {
        super.setUp();
        scores.setSource(_disputes, IScores.SourceKind.DISPUTES);
    }

    function test_VoidVersion_EndsScoreBoardRecordAndSales() external {
        _score(1, 700);
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 1);
        vm.expectEmit();
        emit IScores.BoardChanged(benchmark, _id(1), 1, false);
        vm.expectEmit();
        emit IScores.ScoreVoided(_id(1), benchmark, _disputes);
        vm.expectEmit();
        emit IScores.RecordVacated(benchmark, _id(1));
        _void(1);

        assertTrue(scores.isVoid(_id(1)));
        assertTrue(market.isVoid(_id(1)));
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 0);
        (VersionId[] memory ids, ) = scores.boardOf(benchmark);
        assertEq(ids.length, 0);
        Score memory score = scores.scoreOf(_id(1));
        assertEq(score.correct, 700);
        assertEq(score.settledAt, START);
        assertEq(score.validUntil, 0);
        assertEq(score.boardPlace, 0);
    }

    /// A version need not have a score to lose a dispute, nor hold the record.
    function test_VoidVersion_BeforeAnyScore() external {
        _score(1, 700);
        _void(2);
        assertTrue(scores.isVoid(_id(2)));
        assertFalse(scores.isVoid(_id(1)));
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNoScore.selector, _id(2)));
        scores.poke(_id(2));
    }

    function test_RevertWhen_AVoidVersionIsAskedFor() external {
        _score(1, 700);
        _void(1);
        bytes memory reason = abi.encodeWithSelector(IScores.ScoresVersionVoid.selector, _id(1));
        vm.expectRevert(reason);
        _request(1);
        vm.expectRevert(reason);
        scores.requestScoreFromFund(_id(1));
        vm.expectRevert(reason);
        vm.prank(buyer);
        scores.claimRecord{value: FEE_WEI}(_id(1));
        vm.expectRevert(reason);
        _void(1);
    }

    /// Void is for ever: what was asked before answers nothing, the workers are paid for their work.
    function test_SettleBatch_ScoresNoVoidVersion() external {
        _score(1, 700);
        _request(1);
        _void(1);
        vm.expectEmit();
        emit IScores.ScoreUnavailable(_id(1), benchmark);
        _settle(_pack(_item(1, 900)));
        assertEq(scores.scoreOf(_id(1)).correct, 700);
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 0);
        assertEq(market.calls(), 1);
        assertEq(scores.requestOf(_id(1)).requester, address(0));
        assertEq(_creditOfSigners(), 2 * FEE_WEI);
    }

    function test_SettleBatch_GivesAVoidClaimNothing() external {
        _score(1, 700);
        _score(2, 600);
        vm.prank(buyer);
        scores.claimRecord{value: FEE_WEI}(_id(2));
        _void(2);
        ScoreItem memory item = _item(2, 900);
        (item.newlyRight, item.newlyWrong) = (300, 10);
        _settle(_pack(item));
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 1);
    }

    /// Invariant 15: nothing brings a void version back to the board.
    function test_Poke_LeavesAVoidVersionOff() external {
        _score(1, 700);
        _void(1);
        scores.poke(_id(1));
        (VersionId[] memory ids, ) = scores.boardOf(benchmark);
        assertEq(ids.length, 0);
        assertTrue(scores.isVoid(_id(1)));
    }

    /// A request that nobody answered is refunded, void or not.
    function test_RefundRequest_OfAVoidVersion() external {
        _request(1);
        _void(1);
        vm.warp(START + 30 days);
        scores.refundRequest(_id(1));
        assertEq(scores.creditOf(buyer), FEE_WEI);
    }

    /// Invariant 10: no other source voids, and a dispute source does nothing else.
    function test_RevertWhen_TheSourceIsNotForDisputes() external {
        address reporter = makeAddr("reporter");
        scores.setSource(reporter, IScores.SourceKind.REPORTS);
        address[3] memory wrong = [stranger, reporter, address(this)];
        for (uint256 i = 0; i < wrong.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IScores.ScoresNotSource.selector, wrong[i], IScores.SourceKind.DISPUTES)
            );
            vm.prank(wrong[i]);
            scores.voidVersion(_id(1));
        }
        vm.startPrank(_disputes);
        bytes memory notVerifier = abi.encodeWithSelector(
            IScores.ScoresNotSource.selector,
            _disputes,
            IScores.SourceKind.VERIFIES
        );
        vm.expectRevert(notVerifier);
        scores.settleBatch(benchmark, EPOCH, 0, new bytes(28), signers);
        vm.expectRevert(notVerifier);
        scores.holdRequests(benchmark, EPOCH, uint40(START));
        vm.expectRevert(
            abi.encodeWithSelector(IScores.ScoresNotSource.selector, _disputes, IScores.SourceKind.REPORTS)
        );
        scores.report(_id(1), 1, TOTAL);
    }

    function test_RevertWhen_TheVersionIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(PipelineRegistryMock.MockUnknownVersion.selector, _id(99)));
        _void(99);
    }

    function _void(uint64 id) private {
        vm.prank(_disputes);
        scores.voidVersion(_id(id));
    }

    function _creditOfSigners() private view returns (uint256 sum) {
        for (uint256 i = 0; i < signers.length; ++i) sum += scores.creditOf(signers[i]);
    }
}
