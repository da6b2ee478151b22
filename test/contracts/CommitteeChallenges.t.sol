// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {Attestation, BatchHeader, BatchResult} from "../../contracts/types/BatchHeader.sol";
import {ScoreItem} from "../../contracts/types/Score.sol";
import {DisputeFixture} from "../utils/DisputeFixture.sol";

contract CommitteeChallengesTest is DisputeFixture {
    /// C-12, C-14: a lying first committee is slashed in full; half to the challenger, half burned.
    function test_Challenge_Upheld() external {
        uint8[] memory liars = _members();
        _submitDrawn(_correct(999), 2);
        vm.expectEmit();
        emit ICommittee.BatchChallenged(benchmark, EPOCH, challenger, 1, BOND_1_WEI, CLOSED + WINDOW_SECONDS);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        assertTrue(_state() == ICommittee.BatchState.CHALLENGED);
        _assertConserved(BOND_1_WEI);

        uint8[] memory members = _members();
        assertEq(members.length, 5);
        _submitDrawn(_correct(700), 5);
        (address by, uint256 bondWei, bool isAnswered, uint256 signers) = committee.challengeOf(benchmark, EPOCH, 1);
        assertEq(by, challenger);
        assertEq(bondWei, BOND_1_WEI);
        assertTrue(isAnswered);
        assertEq(signers, 31);

        vm.warp(CLOSED + WINDOW_SECONDS);
        vm.expectEmit();
        emit ICommittee.ChallengeDecided(benchmark, EPOCH, 1, ICommittee.Outcome.UPHELD);
        vm.expectEmit();
        emit ICommittee.WorkerSlashed(liars[0], workers[liars[0]], MIN_STAKE_WEI);
        _settleRounds(_correct(999), _correct(700));
        assertTrue(_state() == ICommittee.BatchState.SETTLED);
        assertEq(scores.scoreOf(_id(1)).correct, 700);
        assertEq(committee.creditOf(challenger), BOND_1_WEI + MIN_STAKE_WEI);
        assertEq(committee.burnedWei(), MIN_STAKE_WEI);
        for (uint256 i = 0; i < 2; ++i) {
            assertEq(committee.workerAt(liars[i]).stakeWei, 0);
            assertTrue(committee.workerAt(liars[i]).isBarred);
            assertFalse(committee.workerAt(liars[i]).isLive);
            assertFalse(committee.isAdmitted(workers[liars[i]]));
        }
        // Who did not sign the lie keeps his stake, and who was right is paid.
        assertEq(committee.workerAt(liars[2]).stakeWei, MIN_STAKE_WEI);
        for (uint256 i = 0; i < 5; ++i) assertEq(scores.creditOf(workers[members[i]]), FEE_WEI / 5);
        _assertConserved(0);

        vm.prank(challenger);
        assertEq(committee.withdrawCredit(challenger), BOND_1_WEI + MIN_STAKE_WEI);
        assertEq(challenger.balance, 1 ether + MIN_STAKE_WEI);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNothingOwed.selector, challenger));
        vm.prank(challenger);
        committee.withdrawCredit(challenger);
        _assertConserved(0);
    }

    /// C-15: the bond of a failed challenge pays those who answered; the rest is burned, the first committee keeps its fee.
    function test_Challenge_Failed() external {
        uint8[] memory first = _members();
        _submitDrawn(_correct(700), 3);
        _challenge(challenger, _correct(700), BOND_1_WEI);
        uint8[] memory members = _members();
        _submitDrawn(_correct(700), 4);
        vm.warp(CLOSED + WINDOW_SECONDS);
        vm.expectEmit();
        emit ICommittee.ChallengeDecided(benchmark, EPOCH, 1, ICommittee.Outcome.FAILED);
        vm.expectEmit();
        emit ICommittee.Burned(BOND_1_WEI - 4 * FEE_PER_WORKER_WEI);
        _settleRounds(_correct(700), _correct(700));
        assertEq(committee.creditOf(challenger), 0);
        assertEq(committee.burnedWei(), BOND_1_WEI - 4 * FEE_PER_WORKER_WEI);
        for (uint256 i = 0; i < 4; ++i) assertEq(committee.creditOf(workers[members[i]]), FEE_PER_WORKER_WEI);
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(scores.creditOf(workers[first[i]]), FEE_WEI / 3);
            assertEq(committee.workerAt(first[i]).stakeWei, MIN_STAKE_WEI);
        }
        // C-16: the fifth member of the answer had a window to attest in, and missed it.
        assertFalse(committee.workerAt(members[4]).isLive);
        _assertConserved(0);
    }

    /// C-14: artefacts appear and vanish; nobody is slashed for what he could not, or could, have.
    function test_Challenge_IsNeutralWhereArtefactsComeOrGo() external {
        _neutral(_unavailable(), _correct(700));
    }

    function test_Challenge_IsNeutralWhereArtefactsVanish() external {
        _neutral(_correct(700), _unavailable());
    }

    function _neutral(bytes memory firstItems, bytes memory answer) private {
        uint8[] memory first = _members();
        _submitDrawn(firstItems, 3);
        _challenge(challenger, firstItems, BOND_1_WEI);
        _submitDrawn(answer, 5);
        vm.warp(CLOSED + WINDOW_SECONDS);
        vm.expectEmit();
        emit ICommittee.ChallengeDecided(benchmark, EPOCH, 1, ICommittee.Outcome.NEUTRAL);
        _settleRounds(firstItems, answer);
        assertEq(committee.creditOf(challenger), BOND_1_WEI);
        assertEq(committee.burnedWei(), 0);
        for (uint256 i = 0; i < 3; ++i) assertEq(committee.workerAt(first[i]).stakeWei, MIN_STAKE_WEI);
        _assertConserved(0);
    }

    /// C-13: nobody answered: cancelled, bonds back, nobody slashed, the requests refundable.
    function test_Abandon_GivesBondsBack() external {
        _submitDrawn(_correct(700), 3);
        _challenge(challenger, _correct(700), BOND_1_WEI);
        vm.warp(CLOSED + WINDOW_SECONDS - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWindowOpen.selector, CLOSED + WINDOW_SECONDS));
        committee.abandon(benchmark, EPOCH);
        vm.warp(CLOSED + WINDOW_SECONDS);
        Attestation[] memory late = _attestDrawn(_header(), _correct(700), 5);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWindowClosed.selector, CLOSED + WINDOW_SECONDS));
        committee.submit(_header(), _correct(700), late);
        vm.expectEmit();
        emit ICommittee.BatchCancelled(benchmark, EPOCH);
        committee.abandon(benchmark, EPOCH);
        assertTrue(_state() == ICommittee.BatchState.CANCELLED);
        assertEq(committee.creditOf(challenger), BOND_1_WEI);
        _assertConserved(0);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoChallenge.selector, benchmark, EPOCH));
        committee.abandon(benchmark, EPOCH);
        vm.warp(block.timestamp + 30 days);
        scores.refundRequest(_id(1));
        assertEq(scores.creditOf(buyer), FEE_WEI);
    }

    /// Two rounds: the first answer lied, the last agrees with the batch.
    function test_SecondChallenge_UpheldAgainstALyingAnswer() external {
        uint8[] memory first = _members();
        _submitDrawn(_correct(700), 2);
        _challenge(challenger, _correct(700), BOND_1_WEI);
        uint8[] memory liars = _members();
        _submitDrawn(_correct(999), 3);
        _challenge(second, _correct(999), BOND_2_WEI);
        _assertConserved(BOND_1_WEI + BOND_2_WEI);
        _submitDrawn(_correct(700), 7);

        _settleRounds(_correct(700), _correct(999), _correct(700));
        assertEq(scores.scoreOf(_id(1)).correct, 700);
        // The first challenge failed: its bond pays those who were right, 7 × 1 fee of 10, the rest is burned.
        assertEq(committee.creditOf(challenger), 0);
        assertEq(committee.creditOf(second), BOND_2_WEI + (3 * MIN_STAKE_WEI) / 2);
        assertEq(committee.burnedWei(), 3 * FEE_PER_WORKER_WEI + (3 * MIN_STAKE_WEI) / 2);
        for (uint256 i = 0; i < 3; ++i) assertEq(committee.workerAt(liars[i]).stakeWei, 0);
        for (uint256 i = 0; i < LIVE; ++i) assertEq(committee.creditOf(workers[i]), FEE_PER_WORKER_WEI);
        assertEq(scores.creditOf(workers[first[0]]), FEE_WEI / 2);
        _assertConserved(0);
    }

    /// Two rounds: the batch lied, its answer was right and is challenged in vain.
    function test_SecondChallenge_FailedAgainstARightAnswer() external {
        uint8[] memory liars = _members();
        _submitDrawn(_correct(999), 2);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        uint8[] memory members = _members();
        _submitDrawn(_correct(700), 5);
        _challenge(second, _correct(700), BOND_2_WEI);
        _submitDrawn(_correct(700), 4);
        // The last answer has no window.
        _settleRounds(_correct(999), _correct(700), _correct(700));
        assertEq(committee.creditOf(challenger), BOND_1_WEI + MIN_STAKE_WEI);
        assertEq(committee.creditOf(second), 0);
        for (uint256 i = 0; i < 2; ++i) assertEq(committee.workerAt(liars[i]).stakeWei, 0);
        // The requests' fees go to the first who signed what counts.
        for (uint256 i = 0; i < 5; ++i) assertEq(scores.creditOf(workers[members[i]]), FEE_WEI / 5);
        assertEq(committee.burnedWei(), MIN_STAKE_WEI + BOND_2_WEI - 4 * FEE_PER_WORKER_WEI);
        _assertConserved(0);
    }

    /// Both earlier rounds lied, some in both: slashed once.
    function test_SecondChallenge_UpheldAgainstBoth() external {
        _submitDrawn(_correct(999), 3);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        _submitDrawn(_correct(999), 5);
        _challenge(second, _correct(999), BOND_2_WEI);
        _submitDrawn(_correct(700), 4);
        _settleRounds(_correct(999), _correct(999), _correct(700));
        uint256 slashed;
        for (uint256 i = 0; i < LIVE; ++i) if (committee.workerAt(i).stakeWei == 0) slashed += MIN_STAKE_WEI;
        assertEq(
            committee.creditOf(challenger) + committee.creditOf(second),
            BOND_1_WEI + BOND_2_WEI + (3 * MIN_STAKE_WEI) / 2 + (slashed - 3 * MIN_STAKE_WEI) / 2
        );
        assertEq(committee.creditOf(challenger), BOND_1_WEI + (3 * MIN_STAKE_WEI) / 2);
        _assertConserved(0);
    }

    function test_RevertWhen_BondIsNotExact() external {
        _submitDrawn(_correct(700), 2);
        BatchHeader memory header = _header();
        assertEq(committee.bondOf(header, 1), BOND_1_WEI);
        vm.startPrank(challenger);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 sent = i == 0 ? BOND_1_WEI - 1 : BOND_1_WEI + 1;
            vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWrongBond.selector, sent, BOND_1_WEI));
            committee.challenge{value: sent}(header, _correct(700));
        }
        vm.stopPrank();
        _challenge(challenger, _correct(700), BOND_1_WEI);
        assertEq(committee.bondOf(header, 2), 2 * BOND_2_WEI);
        _submitDrawn(_correct(700), 3);
        _challenge(second, _correct(700), BOND_2_WEI);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoRound.selector, 3));
        committee.bondOf(header, 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoRound.selector, 0));
        committee.roundAt(0);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoRound.selector, 3));
        committee.challengeOf(benchmark, EPOCH, 3);
    }

    /// C-12: to the second.
    function test_RevertWhen_ChallengedOutsideTheWindow() external {
        BatchHeader memory header = _header();
        bytes memory items = _correct(700);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoBatch.selector, benchmark, EPOCH));
        committee.challenge(header, items);
        _submitDrawn(items, 2);
        bytes memory other = _correct(701);
        vm.expectPartialRevert(ICommittee.CommitteeWrongItems.selector);
        committee.challenge{value: BOND_1_WEI}(header, other);
        uint256 endsAt = CLOSED + WINDOW_SECONDS;
        vm.warp(endsAt);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWindowClosed.selector, endsAt));
        committee.challenge{value: BOND_1_WEI}(header, items);
        vm.warp(endsAt - 1);
        committee.challenge{value: BOND_1_WEI}(header, items);
    }

    /// C-12: a round that nobody could answer is no round.
    function test_RevertWhen_TooFewWereLiveForTheRound() external {
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(workers[i]);
            committee.requestExit();
        }
        vm.warp(CLOSED + EPOCH_SECONDS);
        committee.closeEpoch(EPOCH + 1);
        BatchHeader memory header = _header();
        header.epoch = EPOCH + 1;
        bytes memory items = _correct(700);
        committee.submit(header, items, _attestDrawn(header, items, 3));
        vm.prank(challenger);
        committee.challenge{value: BOND_1_WEI}(header, items);
        committee.submit(header, items, _attestDrawn(header, items, 3));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeRoundTooLarge.selector, 2, 3, 4));
        vm.prank(second);
        committee.challenge{value: BOND_2_WEI}(header, items);
    }

    /// C-13: on the engine of the batch, once.
    function test_RevertWhen_AnswerIsOfAnotherEngineOrGivenTwice() external {
        _submitDrawn(_correct(999), 2);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        BatchHeader memory header = _header();
        header.engineDigest = MANIFEST;
        Attestation[] memory attestations = _attestDrawn(header, _correct(700), 3);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeOtherEngine.selector, MANIFEST, ENGINE));
        committee.submit(header, _correct(700), attestations);
        attestations = _attestDrawn(_header(), _correct(700), 2);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeTooFewSignatures.selector, 2, 3));
        committee.submit(_header(), _correct(700), attestations);
        // An answer is never paused.
        committee.setPaused(true);
        _submitDrawn(_correct(700), 3);
        attestations = _attestDrawn(_header(), _correct(700), 3);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeBatchExists.selector, benchmark, EPOCH));
        committee.submit(_header(), _correct(700), attestations);
    }

    function test_RevertWhen_RoundsAreNotThoseSigned() external {
        BatchResult[] memory results = new BatchResult[](0);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWrongRounds.selector, 0, 2));
        committee.settleChallenged(results);
        _submitDrawn(_correct(999), 2);
        results = new BatchResult[](1);
        results[0] = BatchResult(_header(), _correct(999));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoChallenge.selector, benchmark, EPOCH));
        committee.settleChallenged(results);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        bytes memory open = abi.encodeWithSelector(ICommittee.CommitteeWindowOpen.selector, CLOSED + WINDOW_SECONDS);
        vm.expectRevert(open);
        committee.settleChallenged(results);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoBatch.selector, benchmark, EPOCH));
        committee.settle(_header(), _correct(999));
        _submitDrawn(_correct(700), 3);
        vm.expectRevert(open);
        committee.settleChallenged(results);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoChallenge.selector, benchmark, EPOCH));
        committee.abandon(benchmark, EPOCH);

        vm.warp(CLOSED + WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWrongRounds.selector, 1, 2));
        committee.settleChallenged(results);
        results = new BatchResult[](2);
        results[0] = BatchResult(_header(), _correct(999));
        results[1] = BatchResult(_header(), _correct(701));
        vm.expectPartialRevert(ICommittee.CommitteeWrongItems.selector);
        committee.settleChallenged(results);
        // Another epoch's header is not this round's, whatever was signed there.
        results[1] = BatchResult(_header(), _correct(700));
        results[1].header.epoch = EPOCH + 1;
        vm.expectPartialRevert(ICommittee.CommitteeWrongItems.selector);
        committee.settleChallenged(results);
    }

    /// Invariant 23: where the Committee is no source any more, stakes and bonds are settled all the same.
    function test_SettleChallenged_WithoutBeingASource() external {
        _submitDrawn(_correct(999), 2);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        _submitDrawn(_correct(700), 3);
        scores.removeSource(address(committee));
        vm.warp(CLOSED + WINDOW_SECONDS);
        _settleRounds(_correct(999), _correct(700));
        assertEq(committee.creditOf(challenger), BOND_1_WEI + MIN_STAKE_WEI);
        assertEq(scores.scoreOf(_id(1)).settledAt, 0);
        _assertConserved(0);
    }

    /// C-12: removing the source takes nobody's time to challenge a lying answer, which would cost the honest their stakes.
    function test_Challenge_WithoutBeingASource() external {
        _submitDrawn(_correct(700), 3);
        _challenge(challenger, _correct(700), BOND_1_WEI);
        _submitDrawn(_correct(999), 3);
        scores.removeSource(address(committee));
        _challenge(second, _correct(999), BOND_2_WEI);
        _submitDrawn(_correct(700), 4);
        _settleRounds(_correct(700), _correct(999), _correct(700));
        assertEq(committee.creditOf(second), BOND_2_WEI + (3 * MIN_STAKE_WEI) / 2);
        _assertConserved(0);
    }

    /// The longest comparison, 64 items of three rounds that contradict nothing, leaves 11,000,000 gas of a transaction to the
    /// heaviest settlement in Scores (S-4), and as much as 3,000,000 to the largest committees.
    function test_SettleChallenged_FitsATransaction() external {
        (bytes memory first, bytes memory answer, bytes memory last) = (
            _many(0, true),
            _many(32, true),
            _many(0, false)
        );
        _submitDrawn(first, 3);
        vm.deal(challenger, 100 ether);
        _challenge(challenger, first, 64 * BOND_1_WEI);
        _submitDrawn(answer, 5);
        _challenge(challenger, answer, 64 * BOND_2_WEI);
        _submitDrawn(last, 7);
        uint256 before = gasleft();
        _settleRounds(first, answer, last);
        assertLt(before - gasleft(), 2 ** 24 - 14_000_000);
        assertEq(committee.creditOf(challenger), 64 * (BOND_1_WEI + BOND_2_WEI));
    }

    /// @dev 64 items of versions that nobody asked for.
    function _many(uint32 from, bool areUnavailable) private pure returns (bytes memory items) {
        for (uint32 i = 0; i < 64; ++i) {
            ScoreItem memory item;
            item.versionId = _id(1000 + from + i);
            item.correct = areUnavailable ? type(uint32).max : 1;
            items = bytes.concat(items, _pack(item));
        }
    }

    /// C-12: what is challenged is not refunded meanwhile.
    function test_Challenge_HoldsTheRequests() external {
        vm.warp(CLOSED + WINDOW_SECONDS);
        _submitDrawn(_correct(700), 2);
        vm.warp(CLOSED + 2 * WINDOW_SECONDS - 1);
        _challenge(challenger, _correct(700), BOND_1_WEI);
        vm.warp(CLOSED + WINDOW_SECONDS + 3 days);
        vm.expectPartialRevert(IScores.ScoresRefundTooEarly.selector);
        scores.refundRequest(_id(1));
    }
}
