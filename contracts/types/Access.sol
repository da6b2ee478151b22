// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice What somebody wants to do with a subject. The first three are asked of a dataset, the last of a version.
/// @dev TRAIN: register a version trained on it. EVALUATE: measure with it. READ: have its bytes. USE: be served, or buy.
enum AccessAction {
    TRAIN,
    EVALUATE,
    READ,
    USE
}
