// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {WilsonLib} from "../../contracts/libraries/WilsonLib.sol";
import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {PriceUpdate} from "../../contracts/types/Revenue.sol";
import {Score, ScoreItem} from "../../contracts/types/Score.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

contract ScoresSettlementTest is ScoresFixture {
    uint40 private constant VALID_UNTIL = uint40(START + TERM_SECONDS + GRACE_SECONDS);

    /// S-1, S-2, S-7: score, bound and expiry; the Market gets the same.
    function test_SettleBatch_WritesScoreAndPriceUpdate() external {
        _request(1);
        ScoreItem memory item = _item(1, 700);
        (item.parentRight, item.parentWrong) = (50, 10);
        vm.expectEmit();
        emit IScores.BoardChanged(benchmark, _id(1), 1, true);
        vm.expectEmit();
        emit IScores.ScoreSettled(_id(1), benchmark, 700, TOTAL, 6708, VALID_UNTIL);
        vm.expectEmit();
        emit IScores.RecordTaken(benchmark, _id(1), _id(0), 0, 0);
        _settle(_pack(item));

        Score memory score = scores.scoreOf(_id(1));
        assertEq(score.correct, 700);
        assertEq(score.boundBps, 6708);
        assertEq(score.validUntil, VALID_UNTIL);
        assertEq(score.settledAt, START);
        assertEq(score.shard, 0);
        assertEq(score.boardPlace, 1);
        assertEq(scores.requestOf(_id(1)).requester, address(0));

        PriceUpdate[] memory updates = market.updatesOf();
        assertEq(updates.length, 1);
        PriceUpdate memory expected = PriceUpdate({
            versionId: _id(1),
            boundBps: 6708,
            baselineBps: 5000,
            targetBps: 9500,
            validUntil: VALID_UNTIL,
            improved: true
        });
        assertEq(abi.encode(updates[0]), abi.encode(expected));
    }

    function test_SettleBatch_PushesOnceForManyAndNotForNone() external {
        bytes memory items;
        for (uint64 id = 1; id <= 5; ++id) {
            _request(id);
            items = bytes.concat(items, _pack(_item(id, 600 + uint32(id))));
        }
        _settle(items);
        assertEq(market.calls(), 1);
        assertEq(market.updatesOf().length, 5);
        assertFalse(market.updatesOf()[0].improved);
        _settle(items);
        assertEq(market.calls(), 1);
    }

    /// Unknown, foreign and impossible items are skipped; the others count, and the requests of the skipped stay open.
    function test_SettleBatch_SkipsWhatItCannotUse() external {
        BenchmarkId other = benchmarks.createBenchmark(_benchmarkParams());
        registry.setVersion(_id(20), other, new VersionId[](0), owner);
        for (uint64 id = 1; id <= 4; ++id) _request(id);
        _request(20);
        vm.warp(START + EPOCH_SECONDS);
        _request(5); // of the next epoch

        ScoreItem memory impossible = _item(2, 500);
        impossible.newlyRight = 501;
        bytes memory items = bytes.concat(
            _pack(_item(1, TOTAL + 1)),
            _pack(impossible),
            _pack(_item(3, 900)),
            _pack(_item(3, 901)),
            _pack(_item(5, 900))
        );
        items = bytes.concat(items, _pack(_item(20, 900)), _pack(_item(99, 900)), _pack(_item(4, 800)));
        uint64[6] memory skipped = [uint64(1), 2, 3, 5, 20, 99];
        for (uint256 i = 0; i < skipped.length; ++i) {
            vm.expectEmit();
            emit IScores.ItemSkipped(_id(skipped[i]), benchmark, EPOCH);
        }
        scores.settleBatch(benchmark, EPOCH, 0, items, signers);

        assertEq(scores.scoreOf(_id(3)).correct, 900);
        assertEq(scores.scoreOf(_id(4)).correct, 800);
        assertEq(market.updatesOf().length, 2);
        assertEq(VersionId.unwrap(market.updatesOf()[1].versionId), 4);
        for (uint256 i = 0; i < 5; ++i) {
            if (skipped[i] == 3) continue;
            assertEq(scores.scoreOf(_id(skipped[i])).settledAt, 0);
            assertEq(scores.requestOf(_id(skipped[i])).requester, buyer);
        }
        // Only the two that were answered are paid for.
        assertEq(_creditOfSigners(), 2 * FEE_WEI);
    }

    /// C-3: unavailable closes the request, spends the fee, changes no score.
    function test_SettleBatch_UnavailableSpendsTheFee() external {
        _score(1, 700);
        _request(1);
        vm.expectEmit();
        emit IScores.ScoreUnavailable(_id(1), benchmark);
        _settle(_pack(_item(1, type(uint32).max)));
        assertEq(scores.scoreOf(_id(1)).correct, 700);
        assertEq(scores.requestOf(_id(1)).requester, address(0));
        assertEq(_creditOfSigners(), 2 * FEE_WEI);
        assertEq(market.calls(), 1);
    }

    /// S-5: each signer ⌊fees / signers⌋, the remainder to the first.
    function test_SettleBatch_CreditsSigners() external {
        signers.push(makeAddr("fourth"));
        for (uint64 i = 0; i < 3; ++i) signers.push(makeAddr(vm.toString(i)));
        uint256 share = FEE_WEI / 7;
        _request(1);
        vm.expectEmit();
        emit IScores.FeesShared(benchmark, EPOCH, FEE_WEI, signers);
        _settle(_pack(_item(1, 700)));
        assertGt(FEE_WEI - 6 * share, share);
        assertEq(scores.creditOf(signers[0]), FEE_WEI - 6 * share);
        assertEq(scores.creditOf(signers[6]), share);
    }

    /// S-8: taken by whoever beats the holder of now; a later item of the batch still names the old one.
    function test_SettleBatch_RecordChangesHands() external {
        _score(1, 700);
        _request(2);
        _request(3);
        ScoreItem memory second = _item(2, 750);
        (second.newlyRight, second.newlyWrong) = (60, 10);
        ScoreItem memory third = _item(3, 800);
        (third.newlyRight, third.newlyWrong) = (110, 10);
        vm.expectEmit();
        emit IScores.RecordTaken(benchmark, _id(2), _id(1), 60, 10);
        _settle(bytes.concat(_pack(second), _pack(third)));
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 2);
        assertEq(scores.scoreOf(_id(3)).correct, 800);
    }

    /// S-8: a better score alone does not take the record.
    function test_SettleBatch_RecordNeedsTheTest() external {
        _score(1, 700);
        _request(2);
        ScoreItem memory item = _item(2, 710);
        (item.newlyRight, item.newlyWrong) = (10, 0);
        _settle(_pack(item));
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 1);
    }

    /// S-7: the shard decides the expiry; one that outlives 40 bits is clipped.
    function test_SettleBatch_ValidUntilFollowsTheShard() external {
        _request(1);
        scores.settleBatch(benchmark, EPOCH, 3, _pack(_item(1, 700)), signers);
        assertEq(scores.scoreOf(_id(1)).validUntil, START + 4 * TERM_SECONDS + GRACE_SECONDS);
        assertEq(scores.scoreOf(_id(1)).shard, 3);
        _request(1);
        scores.settleBatch(benchmark, EPOCH, type(uint32).max, _pack(_item(1, 700)), signers);
        assertEq(scores.scoreOf(_id(1)).validUntil, type(uint40).max);
    }

    function test_RevertWhen_ItemsAreMalformed() external {
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresMalformedItems.selector, 0));
        scores.settleBatch(benchmark, EPOCH, 0, "", signers);
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresMalformedItems.selector, 29));
        scores.settleBatch(benchmark, EPOCH, 0, new bytes(29), signers);
    }

    function test_RevertWhen_NobodySigned() external {
        delete signers;
        vm.expectRevert(IScores.ScoresNoSigners.selector);
        scores.settleBatch(benchmark, EPOCH, 0, new bytes(28), signers);
    }

    function test_RevertWhen_BenchmarkIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IBenchmarks.BenchmarksUnknown.selector, BenchmarkId.wrap(9)));
        scores.settleBatch(BenchmarkId.wrap(9), EPOCH, 0, new bytes(28), signers);
    }

    /// Fees are conserved: credits + escrow = paid in, whatever is answered, refused or refunded (invariants 2 and 21).
    function testFuzz_SettleBatch_ConservesFees(uint256 seed, uint96 forcedWei) external {
        vm.deal(address(scores), forcedWei);
        uint256 signerCount = 1 + (seed % 3);
        while (signers.length > signerCount) signers.pop();
        bytes memory items;
        for (uint64 id = 1; id <= 10; ++id) {
            if ((seed >> (id * 8)) & 1 == 0) continue;
            _request(id);
            uint256 kind = (seed >> (id * 8 + 1)) & 3;
            if (kind == 1) items = bytes.concat(items, _pack(_item(id, TOTAL + 1)));
            if (kind == 2) items = bytes.concat(items, _pack(_item(id, type(uint32).max)));
            if (kind == 3) items = bytes.concat(items, _pack(_item(id, uint32(seed % (TOTAL + 1)))));
        }
        uint256 paidIn = address(scores).balance - forcedWei;
        if (items.length != 0) _settle(items);
        assertEq(_creditOfSigners() + _escrowWei(), paidIn);

        vm.warp(START + 30 days);
        for (uint64 id = 1; id <= 10; ++id) {
            if (scores.requestOf(_id(id)).requester != address(0)) scores.refundRequest(_id(id));
        }
        assertEq(_creditOfSigners() + scores.creditOf(buyer), paidIn);
        for (uint256 i = 0; i < signers.length; ++i) _withdraw(signers[i]);
        _withdraw(buyer);
        assertEq(address(scores).balance, forcedWei);
    }

    function test_WilsonBoundAndIsImprovement_AreTheLibraries() external {
        assertEq(scores.wilsonBound(700, 1000), 6708);
        assertTrue(scores.isImprovement(11, 0));
        assertFalse(scores.isImprovement(10, 0));
        vm.expectRevert(abi.encodeWithSelector(WilsonLib.WilsonOutOfRange.selector, 2, 1));
        scores.wilsonBound(2, 1);
    }

    function _withdraw(address account) private {
        if (scores.creditOf(account) == 0) return;
        vm.prank(account);
        scores.withdrawFees(account);
    }

    function _creditOfSigners() private view returns (uint256 sum) {
        for (uint256 i = 0; i < signers.length; ++i) sum += scores.creditOf(signers[i]);
    }

    function _escrowWei() private view returns (uint256 sum) {
        for (uint64 id = 1; id <= 10; ++id) sum += uint256(scores.requestOf(_id(id)).feeGwei) * 1 gwei;
    }
}
