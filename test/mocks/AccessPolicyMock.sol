// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../contracts/interfaces/IAccessPolicy.sol";
import {AccessAction} from "../../contracts/types/Access.sol";

/// @dev Allows exactly one question.
contract AccessPolicyMock is IAccessPolicy {
    bytes32 private _allowed;

    function allow(address account, address registry, uint256 id, AccessAction action) external {
        _allowed = keccak256(abi.encode(account, registry, id, action));
    }

    function isAllowed(
        address account,
        address registry,
        uint256 id,
        AccessAction action
    ) external view returns (bool allowed) {
        allowed = keccak256(abi.encode(account, registry, id, action)) == _allowed;
    }
}
