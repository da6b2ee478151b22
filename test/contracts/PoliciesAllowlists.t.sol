// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPolicies} from "../../contracts/interfaces/IPolicies.sol";
import {AllowlistId} from "../../contracts/types/Ids.sol";
import {PoliciesFixture} from "../utils/PoliciesFixture.sol";

contract PoliciesAllowlistsTest is PoliciesFixture {
    AllowlistId private _listId;

    function setUp() public override {
        super.setUp();
        vm.prank(alice);
        _listId = policies.createAllowlist();
    }

    function test_CreateAllowlist_IsTheCallers() external {
        AllowlistId next = AllowlistId.wrap(2);
        vm.expectEmit(true, true, true, true, address(policies));
        emit IPolicies.AllowlistCreated(next, bob);
        vm.prank(bob);
        assertEq(AllowlistId.unwrap(policies.createAllowlist()), 2);
        assertEq(policies.allowlistCount(), 2);
        (address owner, address pendingOwner) = policies.allowlistOf(next);
        assertEq(owner, bob);
        assertEq(pendingOwner, address(0));
    }

    function test_SetMembers_AddsAndTakesOff() external {
        address[] memory accounts = new address[](100);
        for (uint256 i = 0; i < accounts.length; ++i) accounts[i] = address(uint160(i + 1));
        vm.startPrank(alice);
        vm.expectEmit(true, true, true, true, address(policies));
        emit IPolicies.AllowlistMembersSet(_listId, accounts, true);
        policies.setMembers(_listId, accounts, true);
        for (uint256 i = 0; i < accounts.length; ++i) assertTrue(policies.isMember(_listId, accounts[i]));
        assertFalse(policies.isMember(AllowlistId.wrap(2), accounts[0]), "another list");
        policies.setMembers(_listId, accounts, false);
        for (uint256 i = 0; i < accounts.length; ++i) assertFalse(policies.isMember(_listId, accounts[i]));
    }

    function test_RevertWhen_TooManyMembersAreSet() external {
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesTooManyMembers.selector, 101, 100));
        policies.setMembers(_listId, new address[](101), true);
    }

    /// A-4: a list changes hands only when both want it.
    function test_TransferAllowlist_TakesTwoSteps() external {
        vm.expectEmit(true, true, true, true, address(policies));
        emit IPolicies.AllowlistTransferStarted(_listId, alice, bob);
        vm.prank(alice);
        policies.transferAllowlist(_listId, bob);
        vm.prank(alice);
        policies.setMembers(_listId, _one(alice), true);
        _expectNotOwner(bob);

        vm.expectEmit(true, true, true, true, address(policies));
        emit IPolicies.AllowlistTransferred(_listId, alice, bob);
        vm.prank(bob);
        policies.acceptAllowlist(_listId);
        (address owner, address pendingOwner) = policies.allowlistOf(_listId);
        assertEq(owner, bob);
        assertEq(pendingOwner, address(0));
        assertTrue(policies.isMember(_listId, alice), "members stay");
        vm.prank(bob);
        policies.setMembers(_listId, _one(alice), false);
        _expectNotOwner(alice);
    }

    function test_TransferAllowlist_IsTakenBackByAnotherOffer() external {
        vm.startPrank(alice);
        policies.transferAllowlist(_listId, bob);
        policies.transferAllowlist(_listId, address(0));
        vm.stopPrank();
        _expectNotPending(bob);
    }

    function test_RevertWhen_TheListIsAcceptedByAnother() external {
        _expectNotPending(bob);
        vm.prank(alice);
        policies.transferAllowlist(_listId, bob);
        _expectNotPending(alice);
    }

    function test_RevertWhen_TheListIsUnknown() external {
        AllowlistId unknown = AllowlistId.wrap(9);
        bytes memory expected = abi.encodeWithSelector(IPolicies.PoliciesUnknownAllowlist.selector, 9);
        vm.expectRevert(expected);
        policies.setMembers(unknown, _one(alice), true);
        vm.expectRevert(expected);
        policies.transferAllowlist(unknown, alice);
        vm.expectRevert(expected);
        policies.acceptAllowlist(unknown);
        vm.expectRevert(expected);
        policies.allowlistOf(unknown);
    }

    function _expectNotOwner(address caller) private {
        bytes memory expected = abi.encodeWithSelector(IPolicies.PoliciesNotAllowlistOwner.selector, _listId, caller);
        vm.startPrank(caller);
        vm.expectRevert(expected);
        policies.setMembers(_listId, _one(caller), true);
        vm.expectRevert(expected);
        policies.transferAllowlist(_listId, caller);
        vm.stopPrank();
    }

    function _expectNotPending(address caller) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesNotPendingAllowlistOwner.selector, _listId, caller));
        policies.acceptAllowlist(_listId);
    }
}
