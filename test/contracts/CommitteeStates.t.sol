// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {Attestation, BatchHeader, BatchResult} from "../../contracts/types/BatchHeader.sol";
import {ReenteringReceiver} from "../mocks/ReenteringReceiver.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {DisputeFixture} from "../utils/DisputeFixture.sol";

/// @dev C-5, C-11 to C-13 as a table: every state of a batch × every call; 0 where the call succeeds.
contract CommitteeStatesTest is DisputeFixture {
    bytes4 private constant OK = bytes4(0);
    bytes4 private constant NOT_CLOSED = ICommittee.CommitteeEpochNotClosed.selector;
    bytes4 private constant EXISTS = ICommittee.CommitteeBatchExists.selector;
    bytes4 private constant NO_BATCH = ICommittee.CommitteeNoBatch.selector;
    bytes4 private constant NO_CHALLENGE = ICommittee.CommitteeNoChallenge.selector;
    bytes4 private constant OPEN = ICommittee.CommitteeWindowOpen.selector;
    bytes4 private constant CLOSED_WINDOW = ICommittee.CommitteeWindowClosed.selector;

    bytes private _items;
    uint40 private _epoch;

    function setUp() public override {
        super.setUp();
        _items = _correct(700);
        _epoch = EPOCH;
    }

    /// Calls: submit, attest, settle, challenge, abandon, settleChallenged.
    function test_NotClosed() external {
        _epoch = EPOCH + 1;
        vm.warp(CLOSED + EPOCH_SECONDS);
        _expectRow([NOT_CLOSED, NO_BATCH, NO_BATCH, NO_BATCH, NO_CHALLENGE, NO_CHALLENGE]);
    }

    function test_Closed() external {
        _expectRow([OK, NO_BATCH, NO_BATCH, NO_BATCH, NO_CHALLENGE, NO_CHALLENGE]);
    }

    function test_Submitted() external {
        _submitDrawn(_items, 2);
        _expectRow([EXISTS, OK, OPEN, OK, NO_CHALLENGE, NO_CHALLENGE]);
    }

    function test_SubmittedAndOver() external {
        _submitDrawn(_items, 2);
        vm.warp(CLOSED + WINDOW_SECONDS);
        _expectRow([EXISTS, CLOSED_WINDOW, OK, CLOSED_WINDOW, NO_CHALLENGE, NO_CHALLENGE]);
    }

    function test_Challenged() external {
        _toChallenged();
        _expectRow([OK, NO_BATCH, NO_BATCH, NO_BATCH, OPEN, OPEN]);
    }

    function test_ChallengedAndOver() external {
        _toChallenged();
        vm.warp(CLOSED + WINDOW_SECONDS);
        _expectRow([CLOSED_WINDOW, NO_BATCH, NO_BATCH, NO_BATCH, OK, OPEN]);
    }

    function test_Answered() external {
        _toAnswered();
        _expectRow([EXISTS, OK, NO_BATCH, OK, NO_CHALLENGE, OPEN]);
    }

    function test_AnsweredAndOver() external {
        _toAnswered();
        vm.warp(CLOSED + WINDOW_SECONDS);
        _expectRow([EXISTS, CLOSED_WINDOW, NO_BATCH, CLOSED_WINDOW, NO_CHALLENGE, OK]);
    }

    function test_ChallengedAgain() external {
        _toChallengedAgain();
        _expectRow([OK, NO_BATCH, NO_BATCH, NO_BATCH, OPEN, OPEN]);
    }

    function test_ChallengedAgainAndOver() external {
        _toChallengedAgain();
        vm.warp(CLOSED + WINDOW_SECONDS);
        _expectRow([CLOSED_WINDOW, NO_BATCH, NO_BATCH, NO_BATCH, OK, OPEN]);
    }

    function test_AnsweredLast() external {
        _toChallengedAgain();
        _submitDrawn(_items, 4);
        _expectRow([EXISTS, CLOSED_WINDOW, NO_BATCH, CLOSED_WINDOW, NO_CHALLENGE, OK]);
    }

    function test_Settled() external {
        _submitDrawn(_items, 2);
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.settle(_header(), _items);
        _expectRow([EXISTS, NO_BATCH, NO_BATCH, NO_BATCH, NO_CHALLENGE, NO_CHALLENGE]);
    }

    function test_SettledAfterAChallenge() external {
        _toAnswered();
        vm.warp(CLOSED + WINDOW_SECONDS);
        _settleRounds(_items, _items);
        _expectRow([EXISTS, NO_BATCH, NO_BATCH, NO_BATCH, NO_CHALLENGE, NO_CHALLENGE]);
    }

    function test_Cancelled() external {
        _toChallenged();
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.abandon(benchmark, EPOCH);
        _expectRow([EXISTS, NO_BATCH, NO_BATCH, NO_BATCH, NO_CHALLENGE, NO_CHALLENGE]);
    }

    /// Leaving is possible in every state, and the stake stays within reach of the dispute.
    function test_RequestExit_WhileChallenged() external {
        bytes memory lie = _correct(999);
        uint8[] memory liars = _members();
        _submitDrawn(lie, 2);
        _challenge(challenger, lie, BOND_1_WEI);
        committee.setPaused(true);
        vm.prank(workers[liars[0]]);
        committee.requestExit();
        uint256 withdrawableAt = committee.workerAt(liars[0]).withdrawableAt;
        _submitDrawn(_items, 3);
        vm.warp(CLOSED + WINDOW_SECONDS);
        _settleRounds(lie, _items);
        assertEq(committee.workerAt(liars[0]).stakeWei, 0);
        assertEq(committee.workerAt(liars[0]).withdrawableAt, withdrawableAt);
        vm.warp(withdrawableAt);
        vm.prank(workers[liars[0]]);
        assertEq(committee.withdrawStake(workers[liars[0]]), 0);
        _assertConserved(0);
    }

    /// Whoever takes a place after the dispute is not slashed for its former holder, however late somebody settles.
    function test_SettleChallenged_SparesTheNextHolder() external {
        bytes memory lie = _correct(999);
        uint8[] memory liars = _members();
        _submitDrawn(lie, 2);
        _challenge(challenger, lie, BOND_1_WEI);
        address liar = workers[liars[0]];
        vm.prank(liar);
        committee.requestExit();
        _submitDrawn(_items, 3);
        vm.warp(CLOSED + EXIT_DELAY_SECONDS);
        vm.prank(liar);
        committee.withdrawStake(liar);
        _join(stranger);
        (, uint256 index) = committee.indexOf(stranger);
        assertEq(index, liars[0]);
        _settleRounds(lie, _items);
        assertEq(committee.workerAt(index).stakeWei, MIN_STAKE_WEI);
        assertTrue(committee.workerAt(index).isLive);
        assertEq(committee.workerAt(liars[1]).stakeWei, 0);
    }

    /// A no-show is not counted against the next holder either.
    function test_Settle_SparesTheNextHolder() external {
        uint8[] memory members = _members();
        _submitDrawn(_items, 2);
        address missed = workers[members[2]];
        vm.prank(missed);
        committee.requestExit();
        vm.warp(CLOSED + EXIT_DELAY_SECONDS);
        vm.prank(missed);
        committee.withdrawStake(missed);
        _join(stranger);
        committee.settle(_header(), _items);
        assertEq(committee.liveSet(), 127);
    }

    function test_WithdrawCredit_CannotBeReentered() external {
        ReenteringReceiver attacker = new ReenteringReceiver();
        _abandonedBy(address(attacker));
        bytes memory withdraw = abi.encodeCall(ICommittee.withdrawCredit, (address(attacker)));
        attacker.arm(address(committee), withdraw);
        assertTrue(attacker.run(address(committee), withdraw, 0));
        assertEq(address(attacker).balance, BOND_1_WEI);
        assertFalse(attacker.hasReentered());
        assertEq(
            attacker.reason(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    /// Who cannot receive loses nothing, blocks nobody, and withdraws elsewhere.
    function test_RevertWhen_CreditCannotBeSent() external {
        _abandonedBy(challenger);
        vm.startPrank(challenger);
        vm.expectRevert(
            abi.encodeWithSelector(ICommittee.CommitteeTransferFailed.selector, address(registry), BOND_1_WEI)
        );
        committee.withdrawCredit(address(registry));
        committee.withdrawCredit(stranger);
        assertEq(stranger.balance, BOND_1_WEI);
    }

    function _abandonedBy(address by) private {
        _submitDrawn(_items, 2);
        vm.deal(by, BOND_1_WEI);
        _challenge(by, _items, BOND_1_WEI);
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.abandon(benchmark, EPOCH);
    }

    function _toChallenged() private {
        _submitDrawn(_items, 2);
        _challenge(challenger, _items, BOND_1_WEI);
    }

    function _toAnswered() private {
        _toChallenged();
        _submitDrawn(_items, 3);
    }

    function _toChallengedAgain() private {
        _toAnswered();
        _challenge(second, _items, BOND_2_WEI);
    }

    function _expectRow(bytes4[6] memory expected) private {
        BatchHeader memory header = _header();
        header.epoch = _epoch;
        bytes[6] memory calls;
        Attestation[] memory attestations =
            _state() == ICommittee.BatchState.NONE && _epoch != EPOCH
                ? _attest(header, _items, 3)
                : _attestDrawn(header, _items, _members().length);
        calls[0] = abi.encodeCall(ICommittee.submit, (header, _items, attestations));
        calls[1] = abi.encodeCall(ICommittee.attest, (header, _items, attestations));
        calls[2] = abi.encodeCall(ICommittee.settle, (header, _items));
        calls[3] = abi.encodeCall(ICommittee.challenge, (header, _items));
        calls[4] = abi.encodeCall(ICommittee.abandon, (benchmark, _epoch));
        (, uint256 round, , ) = committee.committeeOf(benchmark, _epoch);
        BatchResult[] memory results = new BatchResult[](round + 1);
        for (uint256 i = 0; i <= round; ++i) results[i] = BatchResult(header, _items);
        calls[5] = abi.encodeCall(ICommittee.settleChallenged, (results));
        for (uint256 i = 0; i < 6; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256 bondWei = i == 3 && expected[3] == OK ? committee.bondOf(header, 1) : 0;
            vm.prank(challenger);
            (bool ok, bytes memory reason) = address(committee).call{value: bondWei}(calls[i]);
            assertEq(ok, expected[i] == OK, vm.toString(i));
            if (!ok) assertEq(bytes32(bytes4(reason)), bytes32(expected[i]), vm.toString(i));
            vm.revertToState(snapshot);
        }
    }
}
