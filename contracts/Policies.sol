// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IAccessPolicy} from "./interfaces/IAccessPolicy.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {BoundedCallLib} from "./libraries/BoundedCallLib.sol";
import {AccessAction} from "./types/Access.sol";
import {Condition, ConditionKind} from "./types/Condition.sol";
import {AllowlistId, VersionId} from "./types/Ids.sol";

/// @title Who may do what: rules that anyone registers and every contract may ask (docs/SPEC.md, A)
/// @notice Roles: none. Anyone registers policies and lists; a list belongs to its owner.
/// Assumptions: the contracts that a policy asks are its author's choice. They may answer differently tomorrow, to every
/// caller, and as they please; they cannot make an answer fail or cost more than 100,000 gas.
/// Not checked: that a token follows its standard, that a policy can ever be met.
contract Policies is IPolicies {
    /* CONSTANTS */

    /// @notice Most conditions of a policy: 100,000 gas must suffice to read and ask them all.
    uint256 public constant MAX_CONDITIONS = 4;

    /// @notice Most accounts that one call adds to a list or takes off.
    uint256 public constant MAX_MEMBERS_PER_CALL = 100;

    /// @notice What the conditions of one policy may spend together in other contracts, each an equal part. The rest of
    /// 100,000: 13 cold slots (27,300), 4 cold accounts (10,400), and our own work.
    uint256 public constant CONDITIONS_GAS = 52_000;

    /// @notice What a foreign policy may spend: two cold accesses and a 64th stay with the caller.
    uint256 public constant FOREIGN_POLICY_GAS = 90_000;

    /* STORAGE */

    struct StoredPolicy {
        // slot 0; `foreign` is 0 for a policy with conditions, `count` is 0 for a foreign one
        IAccessPolicy foreign;
        uint8 count;
        bool joinAll;
        // slots 1..12
        Condition[MAX_CONDITIONS] conditions;
    }

    struct Allowlist {
        // slot 0
        address owner;
        // slot 1
        address pendingOwner;
        // slot 2
        mapping(address account => bool isMember) members;
    }

    uint64 private _allowlistCount;
    mapping(bytes32 id => StoredPolicy policy) private _policies;
    mapping(AllowlistId id => Allowlist list) private _allowlists;

    /* POLICIES */

    /// @inheritdoc IPolicies
    function register(bool joinAll, Condition[] calldata conditions) external returns (bytes32 policyId) {
        uint256 count = conditions.length;
        if (count == 0 || count > MAX_CONDITIONS) revert PoliciesBadConditionCount(count, MAX_CONDITIONS);
        policyId = keccak256(abi.encode(joinAll, conditions));
        if (exists(policyId)) return policyId;

        StoredPolicy storage policy = _policies[policyId];
        for (uint256 i = 0; i < count; ++i) {
            _checkCondition(i, conditions[i]);
            policy.conditions[i] = conditions[i];
        }
        (policy.count, policy.joinAll) = (uint8(count), joinAll);
        emit PolicyRegistered(policyId, joinAll, conditions);
    }

    /// @inheritdoc IPolicies
    function registerForeign(IAccessPolicy policy) external returns (bytes32 policyId) {
        policyId = keccak256(abi.encode(policy));
        if (exists(policyId)) return policyId;
        if (address(policy).code.length == 0) revert PoliciesNoCode(address(policy));

        _policies[policyId].foreign = policy;
        emit ForeignPolicyRegistered(policyId, policy);
    }

    /* ALLOWLISTS */

    /// @inheritdoc IPolicies
    function createAllowlist() external returns (AllowlistId listId) {
        listId = AllowlistId.wrap(++_allowlistCount);
        _allowlists[listId].owner = msg.sender;
        emit AllowlistCreated(listId, msg.sender);
    }

    /// @inheritdoc IPolicies
    function setMembers(AllowlistId listId, address[] calldata accounts, bool isMember_) external {
        if (accounts.length > MAX_MEMBERS_PER_CALL) {
            revert PoliciesTooManyMembers(accounts.length, MAX_MEMBERS_PER_CALL);
        }
        Allowlist storage list = _ownedAllowlist(listId);
        for (uint256 i = 0; i < accounts.length; ++i) {
            list.members[accounts[i]] = isMember_;
        }
        emit AllowlistMembersSet(listId, accounts, isMember_);
    }

    /// @inheritdoc IPolicies
    function transferAllowlist(AllowlistId listId, address pendingOwner) external {
        _ownedAllowlist(listId).pendingOwner = pendingOwner;
        emit AllowlistTransferStarted(listId, msg.sender, pendingOwner);
    }

    /// @inheritdoc IPolicies
    function acceptAllowlist(AllowlistId listId) external {
        Allowlist storage list = _knownAllowlist(listId);
        if (list.pendingOwner != msg.sender) revert PoliciesNotPendingAllowlistOwner(listId, msg.sender);

        address previousOwner = list.owner;
        (list.owner, list.pendingOwner) = (msg.sender, address(0));
        emit AllowlistTransferred(listId, previousOwner, msg.sender);
    }

    /* VIEWS */

    /// @inheritdoc IPolicies
    function isAllowed(
        bytes32 policyId,
        address account,
        address registry,
        uint256 id,
        AccessAction action
    ) external view returns (bool allowed) {
        if (policyId == 0) return true;
        StoredPolicy storage policy = _policies[policyId];
        (IAccessPolicy foreign, uint256 count, bool joinAll) = (policy.foreign, policy.count, policy.joinAll);
        if (address(foreign) != address(0)) {
            bytes memory question = abi.encodeCall(IAccessPolicy.isAllowed, (account, registry, id, action));
            return _answersOne(address(foreign), FOREIGN_POLICY_GAS, question);
        }
        if (count == 0) return false;
        uint256 gasEach = CONDITIONS_GAS / count;
        // The first condition that fails decides when all must hold, the first that holds when one suffices.
        for (uint256 i = 0; i < count; ++i) {
            if (_holds(policy.conditions[i], account, gasEach) != joinAll) return !joinAll;
        }
        allowed = joinAll;
    }

    /// @inheritdoc IPolicies
    function exists(bytes32 policyId) public view returns (bool known) {
        StoredPolicy storage policy = _policies[policyId];
        known = policy.count != 0 || address(policy.foreign) != address(0);
    }

    /// @inheritdoc IPolicies
    function policyOf(
        bytes32 policyId
    ) external view returns (IAccessPolicy foreign, bool joinAll, Condition[] memory conditions) {
        if (!exists(policyId)) revert PoliciesUnknownPolicy(policyId);
        StoredPolicy storage policy = _policies[policyId];
        (foreign, joinAll) = (policy.foreign, policy.joinAll);
        conditions = new Condition[](policy.count);
        for (uint256 i = 0; i < conditions.length; ++i) {
            conditions[i] = policy.conditions[i];
        }
    }

    /// @inheritdoc IPolicies
    function isMember(AllowlistId listId, address account) external view returns (bool member) {
        member = _allowlists[listId].members[account];
    }

    /// @inheritdoc IPolicies
    function allowlistOf(AllowlistId listId) external view returns (address owner, address pendingOwner) {
        Allowlist storage list = _knownAllowlist(listId);
        (owner, pendingOwner) = (list.owner, list.pendingOwner);
    }

    /// @inheritdoc IPolicies
    function allowlistCount() external view returns (uint256 count) {
        count = _allowlistCount;
    }

    /* PRIVATE */

    /// @dev Reads only the slots that the kind uses.
    function _holds(Condition storage condition, address account, uint256 gasLimit) private view returns (bool holds) {
        (ConditionKind kind, address target) = (condition.kind, condition.target);
        if (kind == ConditionKind.ALLOWLIST) {
            return _allowlists[AllowlistId.wrap(uint64(condition.id))].members[account];
        }
        if (kind == ConditionKind.TOKEN_BALANCE) {
            bytes memory question = abi.encodeCall(IERC20.balanceOf, (account));
            return _answersAtLeast(target, gasLimit, question, condition.minimum);
        }
        if (kind == ConditionKind.MULTI_TOKEN_BALANCE) {
            bytes memory question = abi.encodeCall(IERC1155.balanceOf, (account, condition.id));
            return _answersAtLeast(target, gasLimit, question, condition.minimum);
        }
        if (kind == ConditionKind.LICENCE_HOLDER) {
            VersionId versionId = VersionId.wrap(uint64(condition.id));
            return _answersOne(target, gasLimit, abi.encodeCall(IMarket.hasAccess, (versionId, account)));
        }
        (bool answered, uint256 owner) = BoundedCallLib.staticcallWord(
            target,
            gasLimit,
            abi.encodeCall(IERC721.ownerOf, (condition.id))
        );
        // All 256 bits are compared: an answer that is no address is nobody's.
        holds = answered && owner == uint160(account);
    }

    function _answersAtLeast(
        address target,
        uint256 gasLimit,
        bytes memory question,
        uint256 minimum
    ) private view returns (bool holds) {
        (bool answered, uint256 balance) = BoundedCallLib.staticcallWord(target, gasLimit, question);
        holds = answered && balance >= minimum;
    }

    /// @dev True is 1: any other word is malformed.
    function _answersOne(address target, uint256 gasLimit, bytes memory question) private view returns (bool holds) {
        (bool answered, uint256 word) = BoundedCallLib.staticcallWord(target, gasLimit, question);
        holds = answered && word == 1;
    }

    function _checkCondition(uint256 index, Condition calldata condition) private view {
        (ConditionKind kind, address target, uint256 id) = (condition.kind, condition.target, condition.id);
        bool counts = kind == ConditionKind.TOKEN_BALANCE || kind == ConditionKind.MULTI_TOKEN_BALANCE;
        if (counts && condition.minimum == 0) revert PoliciesMinimumMissing(index);
        if (
            (!counts && condition.minimum != 0) ||
            (kind == ConditionKind.TOKEN_BALANCE && id != 0) ||
            (kind == ConditionKind.ALLOWLIST && target != address(0))
        ) revert PoliciesUnusedFieldSet(index);
        if (kind == ConditionKind.ALLOWLIST) {
            if (id == 0 || id > _allowlistCount) revert PoliciesUnknownAllowlist(id);
        } else if (target.code.length == 0) revert PoliciesNoCode(target);
        if (kind == ConditionKind.LICENCE_HOLDER && (id == 0 || id > type(uint64).max)) {
            revert PoliciesBadVersion(index, id);
        }
    }

    function _ownedAllowlist(AllowlistId listId) private view returns (Allowlist storage list) {
        list = _knownAllowlist(listId);
        if (list.owner != msg.sender) revert PoliciesNotAllowlistOwner(listId, msg.sender);
    }

    function _knownAllowlist(AllowlistId listId) private view returns (Allowlist storage list) {
        list = _allowlists[listId];
        if (list.owner == address(0)) revert PoliciesUnknownAllowlist(AllowlistId.unwrap(listId));
    }
}
