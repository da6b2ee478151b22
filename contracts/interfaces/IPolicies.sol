// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AccessAction} from "../types/Access.sol";
import {Condition} from "../types/Condition.sol";
import {AllowlistId} from "../types/Ids.sol";
import {IAccessPolicy} from "./IAccessPolicy.sol";

/// @title Who may do what: rules that anyone registers and every contract may ask
/// @notice A policy is immutable and its id is the hash of what it says; a subject changes its rule by naming another id.
/// Policy 0 allows everybody. A policy that allows nobody is an allowlist without members.
interface IPolicies {
    event PolicyRegistered(bytes32 indexed policyId, bool joinAll, Condition[] conditions);
    event ForeignPolicyRegistered(bytes32 indexed policyId, IAccessPolicy indexed policy);
    event AllowlistCreated(AllowlistId indexed listId, address indexed owner);
    event AllowlistMembersSet(AllowlistId indexed listId, address[] accounts, bool isMember);
    event AllowlistTransferStarted(AllowlistId indexed listId, address indexed owner, address indexed pendingOwner);
    event AllowlistTransferred(AllowlistId indexed listId, address indexed previousOwner, address indexed owner);

    error PoliciesBadConditionCount(uint256 count, uint256 max);
    /// @notice No contract is there to be asked.
    error PoliciesNoCode(address target);
    /// @notice Condition `index` sets a field that its kind does not use.
    error PoliciesUnusedFieldSet(uint256 index);
    /// @notice Condition `index` counts a balance, but from 0.
    error PoliciesMinimumMissing(uint256 index);
    /// @notice Condition `index` names a version that no id can be.
    error PoliciesBadVersion(uint256 index, uint256 id);
    error PoliciesUnknownPolicy(bytes32 policyId);
    error PoliciesUnknownAllowlist(uint256 listId);
    error PoliciesNotAllowlistOwner(AllowlistId listId, address caller);
    error PoliciesNotPendingAllowlistOwner(AllowlistId listId, address caller);
    error PoliciesTooManyMembers(uint256 count, uint256 max);

    /// @notice Registers a rule; nothing happens when it is already there.
    /// @param joinAll true: every condition must hold; false: one suffices
    /// @param conditions 1..4; the contracts they ask must exist
    /// @return policyId `keccak256(abi.encode(joinAll, conditions))`
    function register(bool joinAll, Condition[] calldata conditions) external returns (bytes32 policyId);

    /// @notice Registers a contract that decides by itself; nothing happens when it is already there.
    /// @return policyId `keccak256(abi.encode(policy))`
    function registerForeign(IAccessPolicy policy) external returns (bytes32 policyId);

    /// @notice Creates an empty list that the caller owns.
    function createAllowlist() external returns (AllowlistId listId);

    /// @notice Adds accounts to a list or takes them off. Only its owner.
    /// @param accounts at most 100
    function setMembers(AllowlistId listId, address[] calldata accounts, bool isMember_) external;

    /// @notice Offers a list to another owner, who must accept; a new offer replaces it, the zero address withdraws it.
    function transferAllowlist(AllowlistId listId, address pendingOwner) external;

    /// @notice Takes a list that was offered to the caller.
    function acceptAllowlist(AllowlistId listId) external;

    /// @notice Whether a policy lets `account` act. Unknown policies allow nobody. Never reverts on what others answer: a
    /// condition whose contract fails, runs out of its gas, or answers anything malformed does not hold. Uses at most
    /// 100,000 gas: what contracts are asked with is `52,000 / conditions` each, or 90,000 for a foreign policy.
    /// @param registry with `id` the subject: DatasetRegistry and a dataset, or Market and a version
    function isAllowed(
        bytes32 policyId,
        address account,
        address registry,
        uint256 id,
        AccessAction action
    ) external view returns (bool allowed);

    /// @notice Whether the policy was registered; policy 0 never is.
    function exists(bytes32 policyId) external view returns (bool known);

    /// @notice What a registered policy says.
    /// @return foreign the contract that decides by itself; then the rest is empty
    /// @return joinAll whether every condition must hold
    /// @return conditions 1..4; or none, with `foreign`
    function policyOf(
        bytes32 policyId
    ) external view returns (IAccessPolicy foreign, bool joinAll, Condition[] memory conditions);

    function isMember(AllowlistId listId, address account) external view returns (bool member);
    function allowlistOf(AllowlistId listId) external view returns (address owner, address pendingOwner);
    function allowlistCount() external view returns (uint256 count);
}
