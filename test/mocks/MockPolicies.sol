// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessAction} from "../../contracts/types/Access.sol";

/// @dev Policies whose answers are set by hand; one may be made to revert or to burn its gas.
contract MockPolicies {
    enum Mode {
        ANSWER,
        REVERT,
        BURN_GAS
    }

    Mode public mode;
    mapping(bytes32 policyId => bool known) public exists;
    mapping(bytes32 question => bool answer) private _answers;

    function register(bytes32 policyId) external {
        exists[policyId] = true;
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setAllowed(bytes32 policyId, address account, address registry, uint256 id, bool allowed) external {
        _answers[keccak256(abi.encode(policyId, account, registry, id, AccessAction.USE))] = allowed;
    }

    function isAllowed(
        bytes32 policyId,
        address account,
        address registry,
        uint256 id,
        AccessAction action
    ) external view returns (bool allowed) {
        if (mode == Mode.REVERT) revert("no");
        if (mode == Mode.BURN_GAS) while (true) {}
        return _answers[keccak256(abi.encode(policyId, account, registry, id, action))];
    }
}
