// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../contracts/interfaces/IAccessPolicy.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {DatasetId} from "../../contracts/types/Ids.sol";

/// @dev Answers what the registry answers about itself.
contract ReenteringPolicy is IAccessPolicy {
    function isAllowed(
        address account,
        address registry,
        uint256 id,
        AccessAction action
    ) external view returns (bool allowed) {
        allowed = IDatasetRegistry(registry).isAllowed(account, DatasetId.wrap(uint64(id)), action);
    }
}
