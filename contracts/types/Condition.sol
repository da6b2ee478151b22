// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice What a condition asks about an account.
/// @dev ALLOWLIST: it is a member of list `id`. TOKEN_BALANCE: ERC-20 or ERC-721 `target.balanceOf(account) ≥ minimum`.
/// MULTI_TOKEN_BALANCE: ERC-1155 `target.balanceOf(account, id) ≥ minimum`. LICENCE_HOLDER: `target.hasAccess(id, account)`
/// for version `id` of the Market `target`. OWNER: ERC-721 `target.ownerOf(id) == account`.
enum ConditionKind {
    ALLOWLIST,
    TOKEN_BALANCE,
    MULTI_TOKEN_BALANCE,
    LICENCE_HOLDER,
    OWNER
}

/// @notice One condition of a policy. Fields that the kind does not use are 0, so that one rule has one policy id.
/// @param target the contract that is asked; 0 for ALLOWLIST
/// @param id list, token or version; 0 for TOKEN_BALANCE
/// @param minimum smallest balance, in the token's units, at least 1; 0 for the kinds that do not count
struct Condition {
    ConditionKind kind; // slot 0
    address target; // slot 0
    uint256 id; // slot 1
    uint256 minimum; // slot 2
}
