// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Collaborator} from "../types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "../types/Ids.sol";
import {LicenceTerms} from "../types/LicenceTerms.sol";
import {TrainingProof} from "../types/TrainingProof.sol";
import {DatasetInput, Version} from "../types/Version.sol";

/// @title Pipelines (ERC-721), their versions, lineage and licence terms
/// @notice A pipeline fixes its benchmark, spec and licence terms at mint. Versions are registered by its owner, name at
/// most 4 parents and 4 datasets, and never change.
interface IPipelineRegistry {
    /// @param pipelineId the pipeline the version joins
    /// @param manifestDigest SHA-256 of the raw CIDv1 block that names every artefact of the version
    /// @param trainingCommitment `keccak256(abi.encode(TrainingProof))`; 0 for a version that is measured, not proven
    /// @param parents at most 4, distinct; with a proof the first one is the primary parent
    /// @param datasets at most 4, distinct
    /// @param collaborators at most 50 payees; shares sum to at most 10,000 basis points of the owner's remainder
    /// @param maxRoyaltyBps the highest λ of any parent that the caller accepts
    struct VersionParams {
        PipelineId pipelineId;
        bytes32 manifestDigest;
        bytes32 trainingCommitment;
        VersionId[] parents;
        DatasetId[] datasets;
        Collaborator[] collaborators;
        uint16 maxRoyaltyBps;
    }

    event PipelineMinted(
        PipelineId indexed pipelineId,
        address indexed owner,
        BenchmarkId indexed benchmarkId,
        bytes32 specDigest,
        LicenceTerms terms
    );
    /// @notice New terms bind versions registered at or after `effectiveAt`.
    event TermsScheduled(PipelineId indexed pipelineId, LicenceTerms terms, uint256 effectiveAt);
    event VersionRegistered(
        VersionId indexed versionId,
        PipelineId indexed pipelineId,
        address indexed contributor,
        bytes32 manifestDigest,
        bytes32 trainingCommitment,
        VersionId[] parents,
        DatasetId[] datasets,
        Collaborator[] collaborators
    );
    event RegistrationPaused(bool paused);

    error PipelineRegistryPaused();
    error PipelineRegistryEmptyDigest();
    error PipelineRegistryBadBenchmark(BenchmarkId benchmarkId);
    error PipelineRegistryTermsOutOfRange(LicenceTerms terms);
    error PipelineRegistryNotOwner(PipelineId pipelineId, address caller);
    error PipelineRegistryIdSpaceExhausted(uint256 limit);
    error PipelineRegistryTooManyParents(uint256 count, uint256 max);
    error PipelineRegistryTooManyDatasets(uint256 count, uint256 max);
    error PipelineRegistryTooManyCollaborators(uint256 count, uint256 max);
    error PipelineRegistryUnknownVersion(VersionId versionId);
    error PipelineRegistryDuplicateParent(VersionId versionId);
    error PipelineRegistryDuplicateDataset(DatasetId datasetId);
    error PipelineRegistryRoyaltyAboveMax(uint256 royaltyBps, uint256 maxRoyaltyBps);
    error PipelineRegistryCoParentSharesTooHigh(uint256 sumBps, uint256 maxBps);
    error PipelineRegistryDerivativesForbidden(VersionId parent);
    error PipelineRegistryNoCommonCurrency();
    error PipelineRegistryDatasetSharesTooHigh(uint256 sumBps, uint256 maxBps);
    /// @notice The collaborator at `index` has no account or no share, or takes the sum above 10,000 basis points.
    error PipelineRegistryBadCollaborators(uint256 index);
    /// @notice A version with a training proof and parents must be registered through `registerDerivedVersion`.
    error PipelineRegistryProofRequired();
    /// @notice `registerDerivedVersion` needs a primary parent.
    error PipelineRegistryParentRequired();
    error PipelineRegistryParentNotProven(VersionId parent);
    error PipelineRegistryProofMismatch(bytes32 given, bytes32 committed);
    error PipelineRegistryPrimaryNotProven(bytes32 initRoot, bytes32 parentFinalRoot);

    /// @notice Mints a pipeline to the caller. Emits ERC-721 `Transfer` and `PipelineMinted`.
    /// @param benchmarkId the benchmark every version will be scored on (1..2^24 - 1; existence is checked at the first score request)
    /// @param specDigest SHA-256 of the raw CIDv1 block holding the pipeline's spec
    /// @param terms licence terms for derivatives
    function mint(
        BenchmarkId benchmarkId,
        bytes32 specDigest,
        LicenceTerms calldata terms
    ) external returns (PipelineId pipelineId);

    /// @notice Schedules new licence terms; they bind versions registered 30 days from now or later. Owner or approved.
    function setTerms(PipelineId pipelineId, LicenceTerms calldata terms) external;

    /// @notice Registers a version that has no training proof, or no parent. Pipeline owner or approved only.
    function registerVersion(VersionParams calldata params) external returns (VersionId versionId);

    /// @notice Registers a proven derivative: `params.parents[0]` is the primary parent, and the child's `initRoot` must
    /// equal the parent's `finalRoot`.
    /// @param proof the child's proof; must hash to `params.trainingCommitment`
    /// @param parentProof the primary parent's proof; must hash to its stored commitment
    function registerDerivedVersion(
        VersionParams calldata params,
        TrainingProof calldata proof,
        TrainingProof calldata parentProof
    ) external returns (VersionId versionId);

    /// @notice Stops or resumes `mint` and registrations. Restricted.
    function setPaused(bool paused_) external;

    function pipelineCount() external view returns (uint256 count);
    function versionCount() external view returns (uint256 count);
    function isPaused() external view returns (bool paused);

    /// @notice The benchmark, spec digest and the licence terms in force now.
    function pipelineOf(
        PipelineId pipelineId
    ) external view returns (address owner, BenchmarkId benchmarkId, bytes32 specDigest, LicenceTerms memory terms);

    /// @notice The scheduled terms, with `effectiveAt` 0 when there are none.
    function scheduledTermsOf(
        PipelineId pipelineId
    ) external view returns (LicenceTerms memory terms, uint256 effectiveAt);

    /// @notice Everything the registry knows of a version. Reverts for an unknown id.
    function versionOf(VersionId versionId) external view returns (Version memory version);

    /// @notice What a score request needs, in one call.
    function scoringOf(
        VersionId versionId
    )
        external
        view
        returns (BenchmarkId benchmarkId, address contributor, uint40 registeredAt, VersionId[] memory parents);

    /// @notice What the Market needs to fix shares.
    function lineageOf(
        VersionId versionId
    ) external view returns (BenchmarkId benchmarkId, bool proven, VersionId[] memory parents);

    /// @notice The terms a version snapshot at registration, at least as strict as its parents'.
    function termsOf(VersionId versionId) external view returns (LicenceTerms memory terms);

    function datasetsOf(VersionId versionId) external view returns (DatasetInput[] memory datasets);

    /// @notice Who owns a version's pipeline now: the payee of its remainder.
    function ownerOfVersion(VersionId versionId) external view returns (address owner);

    /// @notice The first 30 bytes of `keccak256(abi.encode(Collaborator[]))` and the sum of the shares in basis points;
    /// both 0 without collaborators.
    function collaboratorsOf(VersionId versionId) external view returns (bytes30 listHash, uint256 totalBps);

    /// @notice The seed that the initial weights of a version trained from scratch must follow from:
    /// `keccak256(abi.encode(chainid, registry, pipelineId, contributor, userSeed))`.
    function seedOf(PipelineId pipelineId, address contributor, uint64 userSeed) external view returns (bytes32 seed);
}
