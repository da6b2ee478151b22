// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {CommitteeWorld} from "../utils/CommitteeWorld.sol";
import {CommitteeHandler} from "./CommitteeHandler.t.sol";

contract CommitteeInvariantsTest is Test {
    CommitteeWorld private _world;

    function setUp() public {
        _world = new CommitteeWorld();
        CommitteeHandler handler = new CommitteeHandler(_world);
        bytes4[] memory actions = new bytes4[](10);
        actions[0] = CommitteeHandler.submit.selector;
        actions[1] = CommitteeHandler.answer.selector;
        actions[2] = CommitteeHandler.attest.selector;
        actions[3] = CommitteeHandler.challenge.selector;
        actions[4] = CommitteeHandler.decide.selector;
        actions[5] = CommitteeHandler.depart.selector;
        actions[6] = CommitteeHandler.enter.selector;
        actions[7] = CommitteeHandler.withdrawCredit.selector;
        actions[8] = CommitteeHandler.forceEther.selector;
        actions[9] = CommitteeHandler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
        targetContract(address(handler));
    }

    /// What the actions come to when they follow each other: a lie is challenged, answered and slashed.
    function test_World_SlashesALie() external {
        _world.submit(true, 0);
        _world.challenge(false);
        _world.answer(false, 0);
        _world.decide();
        assertEq(_world.settled(), 1);
        assertEq(_world.slashed(), 2);
        invariant_21_23_BondsAndStakesAreConserved();
    }

    /// Invariants 21 and 23: stakes, bonds, credits and what is burned are all there is; only who signed a lie is slashed; only who
    /// stays is drawn.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 80
    /// hardhat-config: invariant.fail-on-revert = true
    function invariant_21_23_BondsAndStakesAreConserved() public view {
        assertEq(_world.balanceWei(), _world.owedWei() + _world.forcedWei(), "23: conserved");
        assertTrue(_world.areHonestWhole(), "23: the honest are whole");
        assertTrue(_world.isLiveSetRight(), "C-1: the draw");
    }
}
