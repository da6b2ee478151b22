// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {ReenteringReceiver} from "../mocks/ReenteringReceiver.sol";
import {CommitteeFixture} from "../utils/CommitteeFixture.sol";

contract CommitteeWorkersTest is CommitteeFixture {
    function test_Constructor_NamesItsParameters() external view {
        assertEq(address(committee.SCORES()), address(scores));
        assertEq(address(committee.BENCHMARKS()), address(benchmarks));
        assertEq(committee.minStakeWei(), MIN_STAKE_WEI);
        assertEq(committee.exitDelaySeconds(), EXIT_DELAY_SECONDS);
    }

    /// C-1: admitted, staked, in the draw of what is closed from now on.
    function test_Stake_JoinsTheDraw() external {
        vm.expectEmit();
        emit ICommittee.WorkerAdmitted(stranger, true);
        committee.admit(stranger, true);
        assertTrue(committee.isAdmitted(stranger));
        vm.deal(stranger, 2 ether);
        vm.expectEmit();
        emit ICommittee.WorkerStaked(3, stranger, 2 ether, "http://a");
        vm.prank(stranger);
        assertEq(committee.stake{value: 2 ether}("http://a"), 3);

        ICommittee.Worker memory worker = committee.workerAt(3);
        assertEq(worker.account, stranger);
        assertTrue(worker.isLive);
        assertFalse(worker.isBarred);
        assertEq(worker.stakedAt, START);
        assertEq(worker.rejoinEpoch, 0);
        assertEq(committee.liveSet(), 15);
        assertEq(committee.takenSet(), 15);
        assertEq(worker.withdrawableAt, 0);
        assertEq(worker.stakeWei, 2 ether);
        assertEq(worker.endpoint, "http://a");
        assertEq(committee.workerCount(), 4);
        (bool exists, uint256 index) = committee.indexOf(stranger);
        assertTrue(exists);
        assertEq(index, 3);
        (exists, index) = committee.indexOf(owner);
        assertFalse(exists);
        assertEq(index, 0);
    }

    function test_RevertWhen_StakingIsRefused() external {
        vm.deal(stranger, 10 ether);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNotAdmitted.selector, stranger));
        committee.stake{value: MIN_STAKE_WEI}(ENDPOINT);
        vm.stopPrank();
        committee.admit(stranger, true);
        vm.startPrank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(ICommittee.CommitteeStakeTooLow.selector, MIN_STAKE_WEI - 1, MIN_STAKE_WEI)
        );
        committee.stake{value: MIN_STAKE_WEI - 1}(ENDPOINT);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEndpointTooLong.selector, 257, 256));
        committee.stake{value: MIN_STAKE_WEI}(string(new bytes(257)));
        committee.stake{value: MIN_STAKE_WEI}(string(new bytes(256)));
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeAlreadyStaked.selector, stranger));
        committee.stake{value: MIN_STAKE_WEI}(ENDPOINT);
    }

    function test_RevertWhen_CommitteeIsFull() external {
        for (uint256 i = WORKERS; i < 256; ++i) _join(makeAddr(vm.toString(i)));
        assertEq(committee.workerCount(), 256);
        (, uint256 last) = committee.indexOf(makeAddr("255"));
        assertEq(last, 255);
        committee.admit(stranger, true);
        vm.deal(stranger, MIN_STAKE_WEI);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeFull.selector, 256));
        vm.prank(stranger);
        committee.stake{value: MIN_STAKE_WEI}(ENDPOINT);
    }

    function test_SetEndpoint_Changes() external {
        vm.expectEmit();
        emit ICommittee.WorkerEndpointChanged(1, "http://b");
        vm.prank(workers[1]);
        committee.setEndpoint("http://b");
        assertEq(committee.workerAt(1).endpoint, "http://b");
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEndpointTooLong.selector, 257, 256));
        vm.prank(workers[1]);
        committee.setEndpoint(string(new bytes(257)));
    }

    function test_RevertWhen_CallerIsNoWorker() external {
        bytes memory notWorker = abi.encodeWithSelector(ICommittee.CommitteeNotWorker.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(notWorker);
        committee.setEndpoint("");
        vm.expectRevert(notWorker);
        committee.requestExit();
        vm.expectRevert(notWorker);
        committee.withdrawStake(stranger);
        vm.expectRevert(notWorker);
        committee.rejoin();
    }

    /// C-1, C-7: leaves the draw at once; the stake is withdrawable to the second.
    function test_Exit_UnlocksTheStakeAfterTheDelay() external {
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeStakeLocked.selector, 0));
        vm.prank(workers[1]);
        committee.withdrawStake(stranger);

        uint256 withdrawableAt = START + EXIT_DELAY_SECONDS;
        vm.expectEmit();
        emit ICommittee.WorkerExitRequested(1, withdrawableAt);
        vm.prank(workers[1]);
        committee.requestExit();
        assertEq(committee.liveSet(), 5);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeExitRequested.selector, workers[1]));
        vm.prank(workers[1]);
        committee.requestExit();

        vm.warp(withdrawableAt - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeStakeLocked.selector, withdrawableAt));
        vm.prank(workers[1]);
        committee.withdrawStake(stranger);
        vm.warp(withdrawableAt);
        vm.expectEmit();
        emit ICommittee.StakeWithdrawn(1, stranger, MIN_STAKE_WEI);
        vm.prank(workers[1]);
        assertEq(committee.withdrawStake(stranger), MIN_STAKE_WEI);
        assertEq(stranger.balance, MIN_STAKE_WEI);
        assertEq(committee.workerAt(1).account, address(0));
        (bool exists, ) = committee.indexOf(workers[1]);
        assertFalse(exists);
    }

    function test_Stake_TakesAFreedPlace() external {
        vm.prank(workers[1]);
        committee.requestExit();
        vm.warp(START + EXIT_DELAY_SECONDS);
        vm.prank(workers[1]);
        committee.withdrawStake(workers[1]);
        _join(stranger);
        (, uint256 index) = committee.indexOf(stranger);
        assertEq(index, 1);
        assertEq(committee.workerCount(), WORKERS);
        assertEq(committee.workerAt(1).withdrawableAt, 0);
        _join(workers[1]);
        (, index) = committee.indexOf(workers[1]);
        assertEq(index, 3);
    }

    /// C-1: a barred worker signs nothing more; its stake leaves after the delay, once.
    function test_Admit_BarringEndsAtOnce() external {
        uint256 withdrawableAt = START + EXIT_DELAY_SECONDS;
        vm.expectEmit();
        emit ICommittee.WorkerAdmitted(workers[1], false);
        vm.expectEmit();
        emit ICommittee.WorkerExitRequested(1, withdrawableAt);
        committee.admit(workers[1], false);
        assertFalse(committee.isAdmitted(workers[1]));
        assertTrue(committee.workerAt(1).isBarred);
        assertFalse(committee.workerAt(1).isLive);

        vm.warp(START + 1);
        committee.admit(workers[1], false);
        assertEq(committee.workerAt(1).withdrawableAt, withdrawableAt);
    }

    function test_Admit_BarringKeepsTheTimeOfAnExit() external {
        vm.prank(workers[1]);
        committee.requestExit();
        vm.warp(START + 1);
        committee.admit(workers[1], false);
        assertTrue(committee.workerAt(1).isBarred);
        assertEq(committee.workerAt(1).withdrawableAt, START + EXIT_DELAY_SECONDS);
    }

    function test_Admit_StrangersComeAndGo() external {
        committee.admit(stranger, true);
        committee.admit(stranger, false);
        assertFalse(committee.isAdmitted(stranger));
        assertEq(committee.workerCount(), WORKERS);
    }

    /// C-1: barring has a function of its own, whose role need not be that of admitting.
    function test_Bar_EndsAtOnce() external {
        vm.expectEmit(address(committee));
        emit ICommittee.WorkerAdmitted(workers[1], false);
        committee.bar(workers[1]);
        assertFalse(committee.isAdmitted(workers[1]));
        assertTrue(committee.workerAt(1).isBarred);
        assertEq(committee.workerAt(1).withdrawableAt, START + EXIT_DELAY_SECONDS);
    }

    /// Invariant 10.
    function test_RevertWhen_CallerHasNoRole() external {
        bytes memory unauthorized = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(unauthorized);
        committee.admit(stranger, true);
        vm.expectRevert(unauthorized);
        committee.bar(workers[0]);
        vm.expectRevert(unauthorized);
        committee.setPaused(true);
    }

    /// Invariant 5: a pause stops staking, and neither exit nor stake.
    function test_SetPaused_LetsWorkersLeave() external {
        committee.admit(stranger, true);
        vm.deal(stranger, MIN_STAKE_WEI);
        vm.expectEmit();
        emit ICommittee.SubmissionsPaused(true);
        committee.setPaused(true);
        assertTrue(committee.isPaused());
        vm.expectRevert(ICommittee.CommitteePaused.selector);
        vm.prank(stranger);
        committee.stake{value: MIN_STAKE_WEI}(ENDPOINT);

        vm.startPrank(workers[0]);
        committee.setEndpoint("");
        committee.requestExit();
        vm.warp(START + EXIT_DELAY_SECONDS);
        committee.withdrawStake(workers[0]);
        vm.stopPrank();
        committee.setPaused(false);
        _join(stranger);
    }

    function test_WithdrawStake_CannotBeReentered() external {
        ReenteringReceiver attacker = new ReenteringReceiver();
        committee.admit(address(attacker), true);
        vm.deal(address(attacker), MIN_STAKE_WEI);
        attacker.run(address(committee), abi.encodeCall(ICommittee.stake, ("")), MIN_STAKE_WEI);
        attacker.run(address(committee), abi.encodeCall(ICommittee.requestExit, ()), 0);
        vm.warp(START + EXIT_DELAY_SECONDS);
        bytes memory withdraw = abi.encodeCall(ICommittee.withdrawStake, (address(attacker)));
        attacker.arm(address(committee), withdraw);
        assertTrue(attacker.run(address(committee), withdraw, 0));
        assertEq(address(attacker).balance, MIN_STAKE_WEI);
        assertFalse(attacker.hasReentered());
        assertEq(
            attacker.reason(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function test_RevertWhen_StakeCannotBeSent() external {
        vm.prank(workers[0]);
        committee.requestExit();
        vm.warp(START + EXIT_DELAY_SECONDS);
        vm.expectRevert(
            abi.encodeWithSelector(ICommittee.CommitteeTransferFailed.selector, address(registry), MIN_STAKE_WEI)
        );
        vm.prank(workers[0]);
        committee.withdrawStake(address(registry));
        assertEq(committee.workerAt(0).stakeWei, MIN_STAKE_WEI);
    }
}
