// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Collaborator} from "../types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "../types/Ids.sol";
import {LicenceTerms} from "../types/LicenceTerms.sol";
import {TrainingProof} from "../types/TrainingProof.sol";
import {DatasetInput, Version} from "../types/Version.sol";
import {ITokenRenderer} from "./ITokenRenderer.sol";

/// @title Pipelines (ERC-721), their versions, lineage and licence terms
/// @notice A pipeline fixes its benchmark, spec, licence and name at mint. Versions are registered by its owner, name at
/// most 4 parents and 4 datasets, and never change.
interface IPipelineRegistry {
    /// @param benchmarkId the benchmark every version will be scored on (1..2^24 - 1; existence is checked at the first score request)
    /// @param specDigest SHA-256 of the raw CIDv1 block holding the pipeline's spec
    /// @param licence of every version (see `LicenceLib`); 0 states none: all rights reserved
    /// @param name what wallets show, at most 64 bytes of anything; may be empty
    /// @param terms licence terms for derivatives
    struct MintParams {
        BenchmarkId benchmarkId;
        bytes32 specDigest;
        bytes32 licence;
        string name;
        LicenceTerms terms;
    }

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
    /// @notice A pipeline was minted with a licence or a name.
    event PipelineDescribed(PipelineId indexed pipelineId, bytes32 licence, string name);
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
    /// @notice The pipeline's stable version; 0 for none.
    event StableSet(PipelineId indexed pipelineId, VersionId indexed versionId);
    event SaleRoyaltySet(PipelineId indexed pipelineId, address indexed receiver, uint256 bps);
    event RendererSet(address indexed renderer);
    event RegistrationPaused(bool paused);
    /// @notice ERC-4906: the metadata of a pipeline changed.
    event MetadataUpdate(uint256 _tokenId); // solhint-disable-line var-name-mixedcase -- ERC-4906's own name
    /// @notice ERC-4906: the metadata of a range of pipelines changed.
    event BatchMetadataUpdate(uint256 _fromTokenId, uint256 _toTokenId); // solhint-disable-line -- ERC-4906's own names
    /// @notice ERC-7572: the collection's metadata changed.
    event ContractURIUpdated();

    error PipelineRegistryPaused();
    error PipelineRegistryEmptyDigest();
    error PipelineRegistryBadBenchmark(BenchmarkId benchmarkId);
    error PipelineRegistryTermsOutOfRange(LicenceTerms terms);
    error PipelineRegistryNotOwner(PipelineId pipelineId, address caller);
    error PipelineRegistryUnknownPipeline(uint256 id);
    /// @notice Neither an SPDX expression nor a digest (see `LicenceLib`).
    error PipelineRegistryBadLicence(bytes32 licence);
    error PipelineRegistryNameTooLong(uint256 length, uint256 max);
    /// @notice The version belongs to another pipeline.
    error PipelineRegistryForeignVersion(VersionId versionId, PipelineId pipelineId);
    error PipelineRegistryZeroReceiver();
    error PipelineRegistrySaleRoyaltyTooHigh(uint256 bps, uint256 max);
    /// @notice The sale royalty is set once, so that a buyer of the token can rely on it.
    error PipelineRegistrySaleRoyaltyFixed(PipelineId pipelineId);
    error PipelineRegistryTooManyIds(uint256 count, uint256 max);
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
    /// @notice The dataset's owner, policy and grants do not let the account train on it.
    error PipelineRegistryTrainingNotAllowed(DatasetId datasetId, address account);
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

    /// @notice Mints a pipeline to the caller. Emits ERC-721 `Transfer`, `PipelineMinted`, and `PipelineDescribed` where there is
    /// a licence or a name.
    function mint(MintParams calldata params) external returns (PipelineId pipelineId);

    /// @notice Schedules new licence terms; they bind versions registered 30 days from now or later. Owner or approved.
    function setTerms(PipelineId pipelineId, LicenceTerms calldata terms) external;

    /// @notice Names the version that a user of the pipeline should take; 0 clears it. Owner or approved.
    /// @param versionId a version of this pipeline, or 0
    function setStable(PipelineId pipelineId, VersionId versionId) external;

    /// @notice Sets the ERC-2981 royalty on sales of the pipeline's token, once and for ever. Owner only.
    /// @param bps at most 1,000 basis points of the price
    function setSaleRoyalty(PipelineId pipelineId, address receiver, uint16 bps) external;

    /// @notice Tells marketplaces (ERC-4906) to read the metadata of these pipelines again, after a score or a sale. Anyone.
    /// @param ids at most 100
    function refresh(uint256[] calldata ids) external;

    /// @notice Registers a version that has no training proof, or no parent. Pipeline owner or approved only. The owner of every
    /// dataset must allow the caller to train on it; a dataset not for commercial use makes the version `NON_COMMERCIAL`.
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

    /// @notice Replaces what draws `tokenURI` and `contractURI`; 0 for none. Restricted.
    function setRenderer(ITokenRenderer renderer_) external;

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

    /// @notice The pipeline's name, as given at mint: any bytes, not necessarily UTF-8. Empty without one.
    function nameOf(PipelineId pipelineId) external view returns (string memory pipelineName);

    /// @notice The version registered last; 0 while there is none.
    function latestOf(PipelineId pipelineId) external view returns (VersionId versionId);

    /// @notice The version its owner named as stable; 0 while there is none.
    function stableOf(PipelineId pipelineId) external view returns (VersionId versionId);

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

    /// @notice The licence of a version, which is its pipeline's; 0 when none is stated. Whoever buys the version accepts it.
    function licenceOf(VersionId versionId) external view returns (bytes32 licence);

    function datasetsOf(VersionId versionId) external view returns (DatasetInput[] memory datasets);

    /// @notice Who owns a version's pipeline now: the payee of its remainder.
    function ownerOfVersion(VersionId versionId) external view returns (address owner);

    /// @notice The first 30 bytes of `keccak256(abi.encode(Collaborator[]))` and the sum of the shares in basis points;
    /// both 0 without collaborators.
    function collaboratorsOf(VersionId versionId) external view returns (bytes30 listHash, uint256 totalBps);

    /// @notice The seed that the initial weights of a version trained from scratch must follow from:
    /// `keccak256(abi.encode(chainid, registry, pipelineId, contributor, userSeed))`.
    function seedOf(PipelineId pipelineId, address contributor, uint64 userSeed) external view returns (bytes32 seed);

    /// @notice Who draws `tokenURI` and `contractURI`; 0 for nobody.
    function renderer() external view returns (ITokenRenderer tokenRenderer);

    /// @notice ERC-2981: what a marketplace should pay for a sale of the token, rounded down; nothing unless the owner set it.
    function royaltyInfo(uint256 id, uint256 salePrice) external view returns (address receiver, uint256 amount);

    /// @notice ERC-7572: the collection's metadata as a data address.
    function contractURI() external view returns (string memory uri);
}
