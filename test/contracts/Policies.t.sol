// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../contracts/interfaces/IAccessPolicy.sol";
import {IPolicies} from "../../contracts/interfaces/IPolicies.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Condition, ConditionKind} from "../../contracts/types/Condition.sol";
import {AllowlistId, VersionId} from "../../contracts/types/Ids.sol";
import {AccessPolicyMock} from "../mocks/AccessPolicyMock.sol";
import {PoliciesFixture} from "../utils/PoliciesFixture.sol";

contract PoliciesTest is PoliciesFixture {
    /// A-2: the id is the hash of the rule; registering again changes nothing.
    function test_Register_NamesTheRuleByItsHash() external {
        Condition[] memory conditions = _list(_holds(address(holdings), 5), _owns(address(holdings), 7));
        bytes32 expected = keccak256(abi.encode(false, conditions));
        assertFalse(policies.exists(expected));
        vm.expectEmit(true, true, true, true, address(policies));
        emit IPolicies.PolicyRegistered(expected, false, conditions);
        assertEq(policies.register(false, conditions), expected);
        assertTrue(policies.exists(expected));

        vm.recordLogs();
        assertEq(policies.register(false, conditions), expected);
        assertEq(vm.getRecordedLogs().length, 0, "registered twice");

        (IAccessPolicy foreign, bool joinAll, Condition[] memory stored) = policies.policyOf(expected);
        assertEq(address(foreign), address(0));
        assertFalse(joinAll);
        assertEq(abi.encode(stored), abi.encode(conditions));
        assertNotEq(policies.register(true, conditions), expected, "all and any are two rules");
    }

    function test_RegisterForeign_NamesTheContract() external {
        AccessPolicyMock policy = new AccessPolicyMock();
        bytes32 expected = keccak256(abi.encode(address(policy)));
        vm.expectEmit(true, true, true, true, address(policies));
        emit IPolicies.ForeignPolicyRegistered(expected, policy);
        assertEq(policies.registerForeign(policy), expected);
        assertEq(policies.registerForeign(policy), expected);
        (IAccessPolicy foreign, , Condition[] memory conditions) = policies.policyOf(expected);
        assertEq(address(foreign), address(policy));
        assertEq(conditions.length, 0);
    }

    /// A-2: policy 0 is everybody and is never registered; a policy that nobody registered is nobody.
    function test_IsAllowed_KnowsEverybodyAndNobody() external {
        assertTrue(_isAllowed(0, alice));
        assertFalse(policies.exists(0));
        assertFalse(_isAllowed(keccak256("unknown"), alice));
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesUnknownPolicy.selector, bytes32(0)));
        policies.policyOf(0);
    }

    function test_RevertWhen_ConditionsAreNoneOrTooMany() external {
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesBadConditionCount.selector, 0, 4));
        policies.register(true, new Condition[](0));
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesBadConditionCount.selector, 5, 4));
        policies.register(true, new Condition[](5));
    }

    /// A-2: one rule has one form.
    function test_RevertWhen_AnUnusedFieldIsSet() external {
        AllowlistId listId = policies.createAllowlist();
        Condition[5] memory malformed = [
            _condition(ConditionKind.ALLOWLIST, address(holdings), AllowlistId.unwrap(listId), 0),
            _condition(ConditionKind.ALLOWLIST, address(0), AllowlistId.unwrap(listId), 1),
            _condition(ConditionKind.TOKEN_BALANCE, address(holdings), 1, 1),
            _condition(ConditionKind.LICENCE_HOLDER, address(holdings), 1, 1),
            _condition(ConditionKind.OWNER, address(holdings), 1, 1)
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            Condition[] memory conditions = _list(_onList(listId), malformed[i]);
            vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesUnusedFieldSet.selector, 1));
            policies.register(true, conditions);
        }
    }

    function test_RevertWhen_ABalanceIsCountedFromZero() external {
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesMinimumMissing.selector, 0));
        policies.register(true, _list(_holds(address(holdings), 0)));
        vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesMinimumMissing.selector, 0));
        policies.register(true, _list(_holdsMulti(address(holdings), 3, 0)));
    }

    /// A-2: an address without code answers nothing; a precompile would answer with a hash.
    function test_RevertWhen_NothingIsThereToBeAsked() external {
        address[3] memory absent = [alice, address(0), address(2)];
        for (uint256 i = 0; i < absent.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesNoCode.selector, absent[i]));
            policies.register(true, _list(_holds(absent[i], 1)));
            vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesNoCode.selector, absent[i]));
            policies.registerForeign(IAccessPolicy(absent[i]));
        }
    }

    function test_RevertWhen_TheVersionCannotBe() external {
        uint256[2] memory ids = [0, uint256(type(uint64).max) + 1];
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesBadVersion.selector, 0, ids[i]));
            policies.register(true, _list(_licensed(address(holdings), ids[i])));
        }
    }

    function test_RevertWhen_TheAllowlistIsUnknown() external {
        AllowlistId listId = policies.createAllowlist();
        uint256[3] memory ids = [0, AllowlistId.unwrap(listId) + 1, (uint256(1) << 64) | 1];
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IPolicies.PoliciesUnknownAllowlist.selector, ids[i]));
            policies.register(true, _list(_condition(ConditionKind.ALLOWLIST, address(0), ids[i], 0)));
        }
    }

    function test_IsAllowed_Allowlist() external {
        AllowlistId listId = policies.createAllowlist();
        bytes32 policyId = _register(_onList(listId));
        assertFalse(_isAllowed(policyId, alice));
        policies.setMembers(listId, _one(alice), true);
        assertTrue(_isAllowed(policyId, alice));
        assertFalse(_isAllowed(policyId, bob));
        policies.setMembers(listId, _one(alice), false);
        assertFalse(_isAllowed(policyId, alice));
    }

    function testFuzz_IsAllowed_TokenBalance(uint256 balance, uint256 minimum) external {
        minimum = _bound(minimum, 1, type(uint256).max);
        holdings.setBalance(alice, balance);
        assertEq(_isAllowed(_register(_holds(address(holdings), minimum)), alice), balance >= minimum);
    }

    function testFuzz_IsAllowed_MultiTokenBalance(uint256 balance, uint256 id, uint256 minimum) external {
        minimum = _bound(minimum, 1, type(uint256).max);
        holdings.setMultiBalance(alice, id, balance);
        assertEq(_isAllowed(_register(_holdsMulti(address(holdings), id, minimum)), alice), balance >= minimum);
        unchecked {
            assertFalse(_isAllowed(_register(_holdsMulti(address(holdings), id + 1, minimum)), alice), "another id");
        }
    }

    function testFuzz_IsAllowed_LicenceHolder(uint64 version) external {
        version = uint64(_bound(version, 1, type(uint64).max));
        bytes32 policyId = _register(_licensed(address(holdings), version));
        assertFalse(_isAllowed(policyId, alice));
        holdings.setAccess(VersionId.wrap(version), alice, true);
        assertTrue(_isAllowed(policyId, alice));
        assertFalse(_isAllowed(policyId, bob));
    }

    function testFuzz_IsAllowed_Owner(uint256 id) external {
        bytes32 policyId = _register(_owns(address(holdings), id));
        assertFalse(_isAllowed(policyId, alice));
        holdings.setOwner(id, alice);
        assertTrue(_isAllowed(policyId, alice));
        assertFalse(_isAllowed(policyId, bob));
    }

    /// A-3: a foreign policy is asked the whole question.
    function test_IsAllowed_AsksAForeignPolicy() external {
        AccessPolicyMock policy = new AccessPolicyMock();
        bytes32 policyId = policies.registerForeign(policy);
        policy.allow(alice, REGISTRY, 1, AccessAction.USE);
        assertTrue(policies.isAllowed(policyId, alice, REGISTRY, 1, AccessAction.USE));
        assertFalse(policies.isAllowed(policyId, bob, REGISTRY, 1, AccessAction.USE));
        assertFalse(policies.isAllowed(policyId, alice, address(this), 1, AccessAction.USE));
        assertFalse(policies.isAllowed(policyId, alice, REGISTRY, 2, AccessAction.USE));
        assertFalse(policies.isAllowed(policyId, alice, REGISTRY, 1, AccessAction.READ));
    }

    /// A-2: any and all against a plain reference, for every number of conditions.
    function testFuzz_IsAllowed_JoinsAnyAndAll(bool joinAll, uint256 count, uint256 holding) external {
        count = _bound(count, 1, 4);
        Condition[] memory conditions = new Condition[](count);
        bool expected = joinAll;
        for (uint256 i = 0; i < count; ++i) {
            bool holds = (holding >> i) & 1 == 1;
            conditions[i] = _anyKind(i + (holding >> 4), i, holds);
            expected = joinAll ? expected && holds : expected || holds;
        }
        assertEq(_isAllowed(policies.register(joinAll, conditions), alice), expected);
    }

    /// @dev A condition of some kind that holds for alice, or does not.
    function _anyKind(uint256 seed, uint256 id, bool holds) private returns (Condition memory condition) {
        ConditionKind kind = ConditionKind(seed % 5);
        if (kind == ConditionKind.ALLOWLIST) {
            AllowlistId listId = policies.createAllowlist();
            policies.setMembers(listId, _one(alice), holds);
            return _onList(listId);
        }
        if (kind == ConditionKind.TOKEN_BALANCE) {
            holdings.setBalance(alice, 10);
            return _holds(address(holdings), holds ? 10 : 11);
        }
        if (kind == ConditionKind.MULTI_TOKEN_BALANCE) {
            holdings.setMultiBalance(alice, id, holds ? 3 : 2);
            return _holdsMulti(address(holdings), id, 3);
        }
        if (kind == ConditionKind.LICENCE_HOLDER) {
            holdings.setAccess(VersionId.wrap(uint64(id + 1)), alice, holds);
            return _licensed(address(holdings), id + 1);
        }
        holdings.setOwner(id, holds ? alice : bob);
        condition = _owns(address(holdings), id);
    }
}
