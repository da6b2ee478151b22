// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {Policies} from "../../contracts/Policies.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Condition, ConditionKind} from "../../contracts/types/Condition.sol";
import {AllowlistId} from "../../contracts/types/Ids.sol";
import {HoldingsMock} from "../mocks/HoldingsMock.sol";

/// @dev Policies, and contracts for conditions to ask, with builders for conditions.
abstract contract PoliciesFixture is Test {
    address internal constant REGISTRY = address(0xda7a);

    Policies internal policies;
    HoldingsMock internal holdings;
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");

    function setUp() public virtual {
        policies = new Policies();
        holdings = new HoldingsMock();
    }

    function _onList(AllowlistId listId) internal pure returns (Condition memory condition) {
        condition = _condition(ConditionKind.ALLOWLIST, address(0), AllowlistId.unwrap(listId), 0);
    }

    function _holds(address target, uint256 minimum) internal pure returns (Condition memory condition) {
        condition = _condition(ConditionKind.TOKEN_BALANCE, target, 0, minimum);
    }

    function _holdsMulti(
        address target,
        uint256 id,
        uint256 minimum
    ) internal pure returns (Condition memory condition) {
        condition = _condition(ConditionKind.MULTI_TOKEN_BALANCE, target, id, minimum);
    }

    function _licensed(address target, uint256 id) internal pure returns (Condition memory condition) {
        condition = _condition(ConditionKind.LICENCE_HOLDER, target, id, 0);
    }

    function _owns(address target, uint256 id) internal pure returns (Condition memory condition) {
        condition = _condition(ConditionKind.OWNER, target, id, 0);
    }

    function _condition(
        ConditionKind kind,
        address target,
        uint256 id,
        uint256 minimum
    ) internal pure returns (Condition memory condition) {
        condition = Condition({kind: kind, target: target, id: id, minimum: minimum});
    }

    function _list(Condition memory a) internal pure returns (Condition[] memory conditions) {
        conditions = new Condition[](1);
        conditions[0] = a;
    }

    function _list(Condition memory a, Condition memory b) internal pure returns (Condition[] memory conditions) {
        conditions = new Condition[](2);
        (conditions[0], conditions[1]) = (a, b);
    }

    function _one(address account) internal pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }

    function _register(Condition memory condition) internal returns (bytes32 policyId) {
        policyId = policies.register(true, _list(condition));
    }

    function _isAllowed(bytes32 policyId, address account) internal view returns (bool allowed) {
        allowed = policies.isAllowed(policyId, account, REGISTRY, 1, AccessAction.TRAIN);
    }
}
