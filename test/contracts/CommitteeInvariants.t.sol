// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {CommitteeHandler} from "./CommitteeHandler.t.sol";

contract CommitteeInvariantsTest is Test {
    CommitteeHandler private _handler;

    function setUp() public {
        _handler = new CommitteeHandler();
        bytes4[] memory actions = new bytes4[](10);
        actions[0] = CommitteeHandler.submit.selector;
        actions[1] = CommitteeHandler.answer.selector;
        actions[2] = CommitteeHandler.attest.selector;
        actions[3] = CommitteeHandler.challenge.selector;
        actions[4] = CommitteeHandler.decide.selector;
        actions[5] = CommitteeHandler.leave.selector;
        actions[6] = CommitteeHandler.enter.selector;
        actions[7] = CommitteeHandler.withdrawCredit.selector;
        actions[8] = CommitteeHandler.forceEther.selector;
        actions[9] = CommitteeHandler.wait.selector;
        targetSelector(FuzzSelector({addr: address(_handler), selectors: actions}));
        targetContract(address(_handler));
    }

    /// Invariants 21 and 23: stakes, bonds, credits and what is burned are all there is; only who signed a lie is slashed; only who
    /// stays is drawn.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 80
    /// hardhat-config: invariant.fail-on-revert = true
    function invariant_21_23_BondsAndStakesAreConserved() public view {
        assertEq(_handler.balanceWei(), _handler.owedWei() + _handler.forcedWei(), "23: conserved");
        assertTrue(_handler.areHonestWhole(), "23: the honest are whole");
        assertTrue(_handler.isLiveSetRight(), "C-9: the draw");
    }
}
