// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {ScoreRequest} from "../../contracts/types/Score.sol";
import {PipelineRegistryMock} from "../mocks/PipelineRegistryMock.sol";
import {ReenteringReceiver} from "../mocks/ReenteringReceiver.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

contract ScoresRequestsTest is ScoresFixture {
    function test_RequestScore_OpensARequest() external {
        assertEq(scores.requestFee(_id(1)), FEE_WEI);
        vm.expectEmit();
        emit IScores.ScoreRequested(_id(1), benchmark, EPOCH, buyer, FEE_WEI);
        _request(1);

        ScoreRequest memory request = scores.requestOf(_id(1));
        assertEq(request.requester, buyer);
        assertEq(request.epoch, EPOCH);
        assertEq(request.feeGwei, FEE_WEI / 1 gwei);
        (uint256 epoch, uint256 count) = scores.requestCountOf(benchmark);
        assertEq(epoch, EPOCH);
        assertEq(count, 1);
        assertEq(address(scores).balance, FEE_WEI);
    }

    function test_RequestOf_IsEmptyWithoutOne() external view {
        ScoreRequest memory request = scores.requestOf(_id(1));
        assertEq(request.requester, address(0));
        assertEq(request.epoch, 0);
        assertEq(request.feeGwei, 0);
    }

    /// S-5: the fee is paid exactly.
    function test_RevertWhen_FeeDiffers() external {
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresFeeMismatch.selector, FEE_WEI - 1, FEE_WEI));
        scores.requestScore{value: FEE_WEI - 1}(_id(1));
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresFeeMismatch.selector, FEE_WEI + 1, FEE_WEI));
        scores.requestScore{value: FEE_WEI + 1}(_id(1));
    }

    /// S-4: at most one open request.
    function test_RevertWhen_RequestIsOpen() external {
        _request(1);
        vm.warp(START + EPOCH_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresRequestOpen.selector, _id(1), EPOCH));
        _request(1);
    }

    /// S-4: only when every parent's shares are fixed.
    function test_RevertWhen_AParentIsNotFinal() external {
        VersionId[] memory parents = new VersionId[](2);
        (parents[0], parents[1]) = (_id(1), _id(2));
        _register(11, parents);
        market.setSharesFixed(_id(1));
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresParentNotFinal.selector, _id(11), _id(2)));
        _request(11);
        market.setSharesFixed(_id(2));
        _request(11);
    }

    /// S-4: 64 requests per benchmark and epoch.
    function test_RevertWhen_EpochIsFull() external {
        for (uint64 id = 1; id <= 64; ++id) {
            _register(id);
            assertEq(scores.requestsLeftOf(benchmark), 65 - id);
            _request(id);
        }
        assertEq(scores.requestsLeftOf(benchmark), 0);
        _register(65);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresEpochFull.selector, benchmark, EPOCH, 64));
        _request(65);
        vm.warp(START + EPOCH_SECONDS);
        assertEq(scores.requestsLeftOf(benchmark), 64);
        _request(65);
        (uint256 epoch, uint256 count) = scores.requestCountOf(benchmark);
        assertEq(epoch, EPOCH + 1);
        assertEq(count, 1);
    }

    function test_RevertWhen_BenchmarkIsMissingOrNotStarted() external {
        registry.setVersion(_id(11), BenchmarkId.wrap(9), new VersionId[](0), owner);
        bytes memory unknown = abi.encodeWithSelector(IBenchmarks.BenchmarksUnknown.selector, BenchmarkId.wrap(9));
        vm.expectRevert(unknown);
        scores.requestFee(_id(11));
        vm.expectRevert(unknown);
        _request(11);

        BenchmarkParams memory params = _benchmarkParams();
        params.startsAt = uint40(START + 1);
        BenchmarkId later = benchmarks.createBenchmark(params);
        registry.setVersion(_id(11), later, new VersionId[](0), owner);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNotStarted.selector, later, START + 1));
        _request(11);
        vm.warp(START + 1);
        _request(11);
    }

    function test_RevertWhen_VersionIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(PipelineRegistryMock.MockUnknownVersion.selector, _id(99)));
        _request(99);
    }

    /// S-6: refundable `challengeWindow + 3 days` after the epoch's end, to the second, by anyone, to the requester.
    function test_RefundRequest_AtTheExactSecond() external {
        vm.warp(START + 100);
        _request(1);
        uint256 refundableAt = START + EPOCH_SECONDS + WINDOW_SECONDS + 3 days;
        vm.warp(refundableAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresRefundTooEarly.selector, _id(1), refundableAt));
        scores.refundRequest(_id(1));

        vm.warp(refundableAt);
        vm.expectEmit();
        emit IScores.RequestRefunded(_id(1), buyer, FEE_WEI);
        vm.expectEmit();
        emit IScores.FeesCredited(buyer, FEE_WEI);
        vm.prank(stranger);
        scores.refundRequest(_id(1));
        assertEq(scores.creditOf(buyer), FEE_WEI);
        assertEq(scores.requestOf(_id(1)).requester, address(0));

        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNoRequest.selector, _id(1)));
        scores.refundRequest(_id(1));
        _request(1);
    }

    /// S-13: a hold postpones refunds to its end, only grows, and ends 30 days after it was asked for at the latest.
    function test_HoldRequests_PostponesRefunds() external {
        _request(1);
        uint256 timeout = START + EPOCH_SECONDS + WINDOW_SECONDS + 3 days;
        uint256 until = timeout + 5 days;
        assertEq(scores.holdOf(benchmark, EPOCH), 0);
        vm.expectEmit();
        emit IScores.RequestsHeld(benchmark, EPOCH, until);
        scores.holdRequests(benchmark, EPOCH, uint40(until));
        vm.recordLogs();
        scores.holdRequests(benchmark, EPOCH, uint40(until - 1));
        assertEq(vm.getRecordedLogs().length, 0);
        assertEq(scores.holdOf(benchmark, EPOCH), until);

        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresRefundTooEarly.selector, _id(1), until));
        scores.refundRequest(_id(1));
        scores.holdRequests(benchmark, EPOCH, type(uint40).max);
        assertEq(scores.holdOf(benchmark, EPOCH), until - 1 + 30 days);
        vm.warp(until - 1 + 30 days);
        scores.refundRequest(_id(1));
        assertEq(scores.creditOf(buyer), FEE_WEI);
    }

    /// S-13: neither the next epoch nor an answer waits for a hold, and a short one does not shorten the time-out.
    function test_HoldRequests_HoldsNothingElse() external {
        _request(1);
        _request(3);
        vm.warp(START + EPOCH_SECONDS);
        _request(2);
        scores.holdRequests(benchmark, EPOCH, uint40(START + 20 days));
        uint256 timeout = START + 2 * EPOCH_SECONDS + WINDOW_SECONDS + 3 days;
        scores.holdRequests(benchmark, EPOCH + 1, uint40(START + 2 * EPOCH_SECONDS));
        vm.warp(timeout - 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresRefundTooEarly.selector, _id(2), timeout));
        scores.refundRequest(_id(2));
        vm.warp(timeout);
        scores.refundRequest(_id(2));
        scores.settleBatch(benchmark, EPOCH, 0, _pack(_item(3, 700)), signers);
        assertEq(scores.scoreOf(_id(3)).correct, 700);
    }

    function test_RevertWhen_AStrangerHoldsRequests() external {
        vm.expectRevert(
            abi.encodeWithSelector(IScores.ScoresNotSource.selector, stranger, IScores.SourceKind.VERIFIES)
        );
        vm.prank(stranger);
        scores.holdRequests(benchmark, EPOCH, uint40(START));
    }

    function test_WithdrawFees_PaysOnceToAnyAddress() external {
        _request(1);
        vm.warp(START + 30 days);
        scores.refundRequest(_id(1));
        vm.expectEmit();
        emit IScores.FeesWithdrawn(buyer, stranger, FEE_WEI);
        vm.prank(buyer);
        assertEq(scores.withdrawFees(stranger), FEE_WEI);
        assertEq(stranger.balance, FEE_WEI);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNothingOwed.selector, buyer));
        vm.prank(buyer);
        scores.withdrawFees(stranger);
    }

    function test_RevertWhen_RecipientRefuses() external {
        _request(1);
        vm.warp(START + 30 days);
        scores.refundRequest(_id(1));
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresTransferFailed.selector, address(registry), FEE_WEI));
        vm.prank(buyer);
        scores.withdrawFees(address(registry));
        assertEq(scores.creditOf(buyer), FEE_WEI);
    }

    function test_WithdrawFees_CannotBeReentered() external {
        ReenteringReceiver attacker = new ReenteringReceiver();
        vm.deal(address(attacker), FEE_WEI);
        attacker.run(address(scores), abi.encodeCall(IScores.requestScore, (_id(1))), FEE_WEI);
        _request(2);
        vm.warp(START + 30 days);
        scores.refundRequest(_id(1));
        bytes memory withdraw = abi.encodeCall(IScores.withdrawFees, (address(attacker)));
        attacker.arm(address(scores), withdraw);
        assertTrue(attacker.run(address(scores), withdraw, 0));
        assertEq(address(attacker).balance, FEE_WEI);
        assertFalse(attacker.hasReentered());
        assertEq(
            attacker.reason(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    /// S-10: from one grace period before expiry on, paid by the fund, refundable to the pipeline's owner of then.
    function test_RequestScoreFromFund_FromOneGracePeriodBeforeExpiry() external {
        _score(1, 700);
        vm.deal(address(market), 1 ether);
        market.setOracleFund(_id(1), 1 ether);
        uint256 possibleFrom = START + TERM_SECONDS;
        vm.warp(possibleFrom - 1);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresReassessmentTooEarly.selector, _id(1), possibleFrom));
        scores.requestScoreFromFund(_id(1));

        vm.warp(possibleFrom);
        uint256 before = address(scores).balance;
        vm.expectEmit();
        emit IScores.ScoreRequested(_id(1), benchmark, possibleFrom / EPOCH_SECONDS, owner, FEE_WEI);
        vm.prank(stranger);
        scores.requestScoreFromFund(_id(1));
        assertEq(address(scores).balance, before + FEE_WEI);

        vm.warp(possibleFrom + 30 days);
        scores.refundRequest(_id(1));
        assertEq(scores.creditOf(owner), FEE_WEI);
    }

    function test_RevertWhen_FundRequestHasNoScore() external {
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNoScore.selector, _id(1)));
        scores.requestScoreFromFund(_id(1));
    }

    function test_RevertWhen_EtherComesFromAnyoneButTheMarket() external {
        vm.prank(buyer);
        (bool ok, bytes memory reason) = address(scores).call{value: 1}("");
        assertFalse(ok);
        assertEq(reason, abi.encodeWithSelector(IScores.ScoresOnlyMarket.selector, buyer));
    }
}
