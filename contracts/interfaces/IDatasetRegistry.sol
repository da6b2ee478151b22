// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {DatasetId} from "../types/Ids.sol";

/// @title Datasets (ERC-721): digest, royalty and predecessor, immutable
/// @notice The owner of a dataset's token is paid its royalty on every version trained on it. New content is a new id
/// that names the old one as `previous`.
interface IDatasetRegistry {
    event DatasetRegistered(
        DatasetId indexed datasetId,
        address indexed owner,
        bytes32 manifestDigest,
        uint256 royaltyBps,
        DatasetId previous
    );
    event RegistrationPaused(bool paused);

    error DatasetRegistryPaused();
    error DatasetRegistryEmptyDigest();
    error DatasetRegistryRoyaltyTooHigh(uint256 royaltyBps, uint256 maxBps);
    error DatasetRegistryUnknownDataset(DatasetId datasetId);
    /// @notice Only the owner of the previous dataset may name it as predecessor.
    error DatasetRegistryNotOwnerOfPrevious(DatasetId previous, address caller);
    error DatasetRegistryIdSpaceExhausted(uint256 limit);

    /// @notice Registers a dataset to the caller.
    /// @param manifestDigest SHA-256 of the raw CIDv1 block that describes the data (docs/SPEC.md, M-2)
    /// @param royaltyBps part of what a version keeps, 0..1000 basis points
    /// @param previous the dataset this one replaces, or 0
    function register(
        bytes32 manifestDigest,
        uint16 royaltyBps,
        DatasetId previous
    ) external returns (DatasetId datasetId);

    /// @notice Stops or resumes registrations. Restricted.
    function setPaused(bool paused_) external;

    function datasetCount() external view returns (uint256 count);
    function isPaused() external view returns (bool paused);
    function datasetOf(
        DatasetId datasetId
    ) external view returns (address owner, bytes32 manifestDigest, uint16 royaltyBps, DatasetId previous);
    function royaltyOf(DatasetId datasetId) external view returns (uint16 royaltyBps);
}
