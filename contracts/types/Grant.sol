// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AccessAction} from "./Access.sol";
import {DatasetId} from "./Ids.sol";

/// @notice An owner's signed permission for one account (docs/SPEC.md, A-7).
/// @param action TRAIN, EVALUATE or READ
/// @param licence the licence that the grantee gets: see `LicenceLib`
/// @param expiresAt last second of the permission
/// @param nonce a number that the dataset's grants have not used
/// @param deadline last second in which the grant may be redeemed
struct Grant {
    DatasetId datasetId;
    address grantee;
    AccessAction action;
    bytes32 licence;
    uint40 expiresAt;
    uint256 nonce;
    uint256 deadline;
}
