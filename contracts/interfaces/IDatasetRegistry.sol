// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {AccessAction} from "../types/Access.sol";
import {Grant} from "../types/Grant.sol";
import {DatasetId} from "../types/Ids.sol";

/// @title Datasets (ERC-721): digest, royalty, licence and predecessor, immutable; and who may use them
/// @notice The owner of a dataset's token is paid its royalty on every version trained on it. New content is a new id
/// that names the old one as `previous`.
/// Consent: an action on a dataset is open to its owner, to whoever has an unexpired grant, and to whom the action's
/// policy allows it; without a policy, to everybody. Consent is asked once, when a version is registered: taking it back
/// stops new registrations and never an existing version.
interface IDatasetRegistry {
    /// @param manifestDigest SHA-256 of the raw CIDv1 block that describes the data (docs/SPEC.md, F-3)
    /// @param royaltyBps part of what a version keeps, 0..1000 basis points
    /// @param previous the dataset this one replaces, or 0
    /// @param licence SPDX expression or SHA-256 of the licence's text: see `LicenceLib`
    /// @param nonCommercial true: no version trained on it may be offered for sale
    struct DatasetParams {
        bytes32 manifestDigest;
        uint16 royaltyBps;
        DatasetId previous;
        bytes32 licence;
        bool nonCommercial;
    }

    event DatasetRegistered(
        DatasetId indexed datasetId,
        address indexed owner,
        bytes32 manifestDigest,
        uint256 royaltyBps,
        DatasetId previous,
        bytes32 licence,
        bool nonCommercial
    );
    event DatasetPolicySet(DatasetId indexed datasetId, AccessAction indexed action, bytes32 indexed policyId);
    event GrantRedeemed(
        DatasetId indexed datasetId,
        address indexed grantee,
        AccessAction indexed action,
        bytes32 licence,
        uint256 expiresAt,
        uint256 nonce
    );
    event GrantCancelled(DatasetId indexed datasetId, uint256 nonce);
    event RegistrationPaused(bool paused);

    error DatasetRegistryPaused();
    error DatasetRegistryEmptyDigest();
    error DatasetRegistryRoyaltyTooHigh(uint256 royaltyBps, uint256 maxBps);
    /// @notice Neither an SPDX expression nor a digest.
    error DatasetRegistryBadLicence(bytes32 licence);
    error DatasetRegistryUnknownDataset(DatasetId datasetId);
    /// @notice Only the owner of the previous dataset may name it as predecessor.
    error DatasetRegistryNotOwnerOfPrevious(DatasetId previous, address caller);
    error DatasetRegistryIdSpaceExhausted(uint256 limit);
    error DatasetRegistryNotOwner(DatasetId datasetId, address caller);
    /// @notice USE is asked of versions.
    error DatasetRegistryNotADatasetAction(AccessAction action);
    error DatasetRegistryUnknownPolicy(bytes32 policyId);
    error DatasetRegistryGrantDeadlinePassed(uint256 deadline, uint256 timestamp);
    error DatasetRegistryGrantExpired(uint256 expiresAt, uint256 timestamp);
    /// @notice The nonce was redeemed or cancelled.
    error DatasetRegistryGrantNonceSpent(DatasetId datasetId, uint256 nonce);
    /// @notice Not the signature of who owns the dataset now.
    error DatasetRegistryGrantNotSignedByOwner(DatasetId datasetId, address owner);
    /// @notice A grant that stands until `expiresAt` would be shortened, or its licence replaced; only the grantee may do so.
    error DatasetRegistryGrantStands(uint256 expiresAt, bytes32 licence);

    /// @notice Registers a dataset to the caller.
    function register(DatasetParams calldata params) external returns (DatasetId datasetId);

    /// @notice Says who may do `action` from now on, beside the owner and those with a grant. Only the owner; a policy
    /// outlives a transfer of the dataset.
    /// @param policyId a registered policy, or 0 for everybody
    function setPolicy(DatasetId datasetId, AccessAction action, bytes32 policyId) external;

    /// @notice Makes a signed permission stand until it expires: neither a policy, nor a cancelled nonce, nor a new owner
    /// takes it back. Anyone may bring it. It does not lift `nonCommercial`: another offer of the data is another dataset.
    /// @param signature of who owns the dataset now: 65 bytes, 64 bytes (EIP-2098), or what its ERC-1271 contract takes
    function redeemGrant(Grant calldata grant, bytes calldata signature) external;

    /// @notice Spends a nonce, so that no grant with it can be redeemed. Only the owner.
    function cancelGrant(DatasetId datasetId, uint256 nonce) external;

    /// @notice Stops or resumes registrations. Restricted.
    function setPaused(bool paused_) external;

    function datasetCount() external view returns (uint256 count);
    function isPaused() external view returns (bool paused);
    function datasetOf(
        DatasetId datasetId
    ) external view returns (address owner, bytes32 manifestDigest, uint16 royaltyBps, DatasetId previous);
    function licenceOf(DatasetId datasetId) external view returns (bytes32 licence, bool nonCommercial);

    /// @notice The policy of an action; 0: everybody.
    function policyOf(DatasetId datasetId, AccessAction action) external view returns (bytes32 policyId);

    /// @notice Whether `account` may do `action` now.
    /// @dev The policy is asked with 100,000 gas; given less, its answer may be *no*, never *yes*.
    function isAllowed(address account, DatasetId datasetId, AccessAction action) external view returns (bool allowed);

    /// @notice What a version registered by `contributor` takes over from the dataset.
    /// @return royaltyBps part of what the version keeps
    /// @return nonCommercial whether the version may not be offered for sale
    /// @return mayTrain whether `contributor` may train on it now
    function inputOf(
        DatasetId datasetId,
        address contributor
    ) external view returns (uint16 royaltyBps, bool nonCommercial, bool mayTrain);

    /// @notice The last redeemed grant of an account; it may have expired.
    function grantOf(
        DatasetId datasetId,
        address grantee,
        AccessAction action
    ) external view returns (uint40 expiresAt, bytes32 licence);
    function isNonceSpent(DatasetId datasetId, uint256 nonce) external view returns (bool spent);

    /// @notice What the owner signs (EIP-712, domain "Assay DatasetRegistry", version "1").
    function grantDigest(Grant calldata grant) external view returns (bytes32 digest);
}
