// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AccessAction} from "../types/Access.sol";

/// @title A rule of somebody else's that says who may do what
/// @notice It is asked by a static call with at most 90,000 gas. A revert, a missing contract, or an answer that is not
/// exactly 1 is a *no*.
interface IAccessPolicy {
    /// @param account who wants to act
    /// @param registry DatasetRegistry for TRAIN, EVALUATE and READ, Market for USE
    /// @param id dataset id in DatasetRegistry, version id in Market
    function isAllowed(
        address account,
        address registry,
        uint256 id,
        AccessAction action
    ) external view returns (bool allowed);
}
