// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VersionId} from "../../contracts/types/Ids.sol";

/// @dev Balances, owners and licences, settable at will: every standard that a condition asks.
contract HoldingsMock {
    mapping(address account => uint256 amount) private _balances;
    mapping(uint256 id => address owner) public ownerOf;
    mapping(address account => mapping(uint256 id => uint256 amount)) private _multiBalances;
    mapping(uint64 version => mapping(address account => bool access)) private _access;

    function setBalance(address account, uint256 amount) external {
        _balances[account] = amount;
    }

    function setMultiBalance(address account, uint256 id, uint256 amount) external {
        _multiBalances[account][id] = amount;
    }

    function setOwner(uint256 id, address owner) external {
        ownerOf[id] = owner;
    }

    function setAccess(VersionId id, address account, bool access) external {
        _access[VersionId.unwrap(id)][account] = access;
    }

    function balanceOf(address account) external view returns (uint256 amount) {
        amount = _balances[account];
    }

    function balanceOf(address account, uint256 id) external view returns (uint256 amount) {
        amount = _multiBalances[account][id];
    }

    function hasAccess(VersionId id, address account) external view returns (bool access) {
        access = _access[VersionId.unwrap(id)][account];
    }
}
