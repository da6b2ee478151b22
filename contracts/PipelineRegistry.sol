// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {CidLib} from "./libraries/CidLib.sol";
import {CollaboratorsLib} from "./libraries/CollaboratorsLib.sol";
import {InputsLib} from "./libraries/InputsLib.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {VersionWord, VersionWordLib} from "./libraries/VersionWordLib.sol";
import {Collaborator} from "./types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "./types/Ids.sol";
import {LicenceTerms} from "./types/LicenceTerms.sol";
import {TrainingProof} from "./types/TrainingProof.sol";
import {DatasetInput, Version} from "./types/Version.sol";

/// @title Pipelines (ERC-721), their versions, lineage and licence terms
/// @notice Roles: a pipeline's owner or ERC-721 operator registers its versions and schedules its terms; whoever calls is
/// named as the version's contributor. The authority decides who may pause minting and registrations; nothing else stops.
/// Limits: 2^24 - 1 pipelines, 2^28 - 1 versions, times up to the year 2242; beyond them calls revert for ever.
/// Not checked: that a digest's block exists, that the benchmark exists (a score request checks it), that a training
/// commitment is true (workers and challengers do).
/// @dev The owner's word carries `terms72 | benchmarkId24` in its 96 spare bits. ERC-721's own errors
/// (`TokenDoesNotExist`, …) are Solady's.
contract PipelineRegistry is IPipelineRegistry, ERC721, AccessManaged {
    using TermsLib for LicenceTerms;

    /* CONSTANTS */

    /// @notice Highest version id: board, input and item words have 28 bits for it.
    uint256 public constant MAX_VERSION_ID = (1 << 28) - 1;

    /// @notice Highest pipeline id: a version's word has 24 bits for it.
    uint256 public constant MAX_PIPELINE_ID = (1 << 24) - 1;

    /// @notice Highest benchmark id: a pipeline's owner word has 24 bits for it.
    uint256 public constant MAX_BENCHMARK_ID = (1 << 24) - 1;

    /// @notice Time between scheduling terms and their binding new versions: work begun under known terms can be finished.
    uint256 public constant TERMS_DELAY_SECONDS = 30 days;

    /// @notice Most collaborators of a version: withdrawing passes and hashes the whole list.
    uint256 public constant MAX_COLLABORATORS = 50;

    /// @notice Highest sum of the dataset royalties of a version, basis points of what it keeps.
    uint256 public constant MAX_DATASET_SHARES_BPS = 3000;

    uint256 private constant BPS = 10_000;

    /* IMMUTABLES */

    /// @notice Where dataset ids and their royalties come from.
    IDatasetRegistry public immutable DATASETS;

    /* STORAGE */

    struct Counters {
        // slot 0
        uint64 pipelines;
        uint64 versions;
        bool paused;
    }

    /// @dev Only slots that are not 0 are written.
    struct StoredVersion {
        // slot 0
        bytes32 manifestDigest;
        // slot 1: 0 for a version that is measured, not proven
        bytes32 trainingCommitment;
        // slot 2
        VersionWord word;
        // slot 3: see `InputsLib`
        uint256 inputs;
        // slot 4: see `CollaboratorsLib`
        uint256 collaborators;
        // slot 5
        uint256 minPriceGwei;
    }

    Counters private _counters;
    mapping(PipelineId id => bytes32 digest) private _specDigests;
    /// @dev `terms72 | effectiveAt40`; 0 while no terms were scheduled.
    mapping(PipelineId id => uint256 word) private _scheduled;
    mapping(VersionId id => StoredVersion version) private _versions;

    /// @param authority the AccessManager that says who may pause
    /// @param datasets the registry whose ids versions name
    constructor(address authority, IDatasetRegistry datasets) AccessManaged(authority) {
        DATASETS = datasets;
    }

    /* WRITES */

    /// @inheritdoc IPipelineRegistry
    function mint(
        BenchmarkId benchmarkId,
        bytes32 specDigest,
        LicenceTerms calldata terms
    ) external returns (PipelineId pipelineId) {
        if (_counters.paused) revert PipelineRegistryPaused();
        uint256 benchmark = BenchmarkId.unwrap(benchmarkId);
        if (benchmark == 0 || benchmark > MAX_BENCHMARK_ID) revert PipelineRegistryBadBenchmark(benchmarkId);
        if (specDigest == 0) revert PipelineRegistryEmptyDigest();
        if (!terms.isInRange()) revert PipelineRegistryTermsOutOfRange(terms);
        uint64 id = _counters.pipelines + 1;
        if (id > MAX_PIPELINE_ID) revert PipelineRegistryIdSpaceExhausted(MAX_PIPELINE_ID);

        _counters.pipelines = id;
        pipelineId = PipelineId.wrap(id);
        _specDigests[pipelineId] = specDigest;
        // The id is new and the caller is not the zero address: the two things this function leaves unchecked.
        _mintAndSetExtraDataUnchecked(msg.sender, id, uint96(terms.pack() | (benchmark << TermsLib.PACKED_BITS)));
        emit PipelineMinted(pipelineId, msg.sender, benchmarkId, specDigest, terms);
    }

    /// @inheritdoc IPipelineRegistry
    function setTerms(PipelineId pipelineId, LicenceTerms calldata terms) external {
        _checkOwnerOrApproved(pipelineId);
        if (!terms.isInRange()) revert PipelineRegistryTermsOutOfRange(terms);

        uint256 inForce = _termsWordInForce(pipelineId);
        uint256 id = PipelineId.unwrap(pipelineId);
        // Terms that became effective move to the owner's word, which frees the slot for the new ones.
        _setExtraData(id, uint96(inForce | (_benchmarkOf(pipelineId) << TermsLib.PACKED_BITS)));
        uint256 effectiveAt = block.timestamp + TERMS_DELAY_SECONDS;
        _scheduled[pipelineId] = terms.pack() | (effectiveAt << TermsLib.PACKED_BITS);
        emit TermsScheduled(pipelineId, terms, effectiveAt);
    }

    /// @inheritdoc IPipelineRegistry
    function registerVersion(VersionParams calldata params) external returns (VersionId versionId) {
        if (params.trainingCommitment != 0 && params.parents.length != 0) revert PipelineRegistryProofRequired();
        versionId = _register(params);
    }

    /// @inheritdoc IPipelineRegistry
    function registerDerivedVersion(
        VersionParams calldata params,
        TrainingProof calldata proof,
        TrainingProof calldata parentProof
    ) external returns (VersionId versionId) {
        if (params.parents.length == 0) revert PipelineRegistryParentRequired();
        _checkCommitment(proof, params.trainingCommitment);
        VersionId primary = params.parents[0];
        _checkKnown(primary);
        bytes32 parentCommitment = _versions[primary].trainingCommitment;
        if (parentCommitment == 0) revert PipelineRegistryParentNotProven(primary);
        _checkCommitment(parentProof, parentCommitment);
        if (proof.initRoot != parentProof.finalRoot) {
            revert PipelineRegistryPrimaryNotProven(proof.initRoot, parentProof.finalRoot);
        }
        versionId = _register(params);
    }

    /// @inheritdoc IPipelineRegistry
    function setPaused(bool paused_) external restricted {
        _counters.paused = paused_;
        emit RegistrationPaused(paused_);
    }

    /* VIEWS */

    /// @inheritdoc IPipelineRegistry
    function pipelineCount() external view returns (uint256 count) {
        count = _counters.pipelines;
    }

    /// @inheritdoc IPipelineRegistry
    function versionCount() external view returns (uint256 count) {
        count = _counters.versions;
    }

    /// @inheritdoc IPipelineRegistry
    function isPaused() external view returns (bool paused) {
        paused = _counters.paused;
    }

    /// @inheritdoc IPipelineRegistry
    function pipelineOf(
        PipelineId pipelineId
    ) external view returns (address owner, BenchmarkId benchmarkId, bytes32 specDigest, LicenceTerms memory terms) {
        owner = ownerOf(PipelineId.unwrap(pipelineId));
        benchmarkId = BenchmarkId.wrap(uint64(_benchmarkOf(pipelineId)));
        specDigest = _specDigests[pipelineId];
        terms = TermsLib.unpack(_termsWordInForce(pipelineId));
    }

    /// @inheritdoc IPipelineRegistry
    function scheduledTermsOf(
        PipelineId pipelineId
    ) external view returns (LicenceTerms memory terms, uint256 effectiveAt) {
        if (!_exists(PipelineId.unwrap(pipelineId))) revert TokenDoesNotExist();
        uint256 word = _scheduled[pipelineId];
        if (word >> TermsLib.PACKED_BITS > block.timestamp) {
            terms = TermsLib.unpack(word);
            effectiveAt = word >> TermsLib.PACKED_BITS;
        }
    }

    /// @inheritdoc IPipelineRegistry
    function versionOf(VersionId versionId) external view returns (Version memory version) {
        StoredVersion storage stored = _versions[versionId];
        VersionWord word = _wordOf(versionId);
        uint256 inputs = _inputsOf(stored, word);
        version = Version({
            pipelineId: word.pipelineId(),
            contributor: word.contributor(),
            registeredAt: word.registeredAt(),
            manifestDigest: stored.manifestDigest,
            trainingCommitment: stored.trainingCommitment,
            parents: InputsLib.parentsOf(inputs),
            datasets: InputsLib.datasetsOf(inputs),
            terms: _snapshotOf(stored, word)
        });
    }

    /// @inheritdoc IPipelineRegistry
    function scoringOf(
        VersionId versionId
    )
        external
        view
        returns (BenchmarkId benchmarkId, address contributor, uint40 registeredAt, VersionId[] memory parents)
    {
        VersionWord word = _wordOf(versionId);
        benchmarkId = BenchmarkId.wrap(uint64(_benchmarkOf(word.pipelineId())));
        contributor = word.contributor();
        registeredAt = word.registeredAt();
        parents = InputsLib.parentsOf(_inputsOf(_versions[versionId], word));
    }

    /// @inheritdoc IPipelineRegistry
    function lineageOf(
        VersionId versionId
    ) external view returns (BenchmarkId benchmarkId, bool proven, VersionId[] memory parents) {
        VersionWord word = _wordOf(versionId);
        StoredVersion storage stored = _versions[versionId];
        benchmarkId = BenchmarkId.wrap(uint64(_benchmarkOf(word.pipelineId())));
        proven = stored.trainingCommitment != 0;
        parents = InputsLib.parentsOf(_inputsOf(stored, word));
    }

    /// @inheritdoc IPipelineRegistry
    function termsOf(VersionId versionId) external view returns (LicenceTerms memory terms) {
        terms = _snapshotOf(_versions[versionId], _wordOf(versionId));
    }

    /// @inheritdoc IPipelineRegistry
    function datasetsOf(VersionId versionId) external view returns (DatasetInput[] memory datasets) {
        datasets = InputsLib.datasetsOf(_inputsOf(_versions[versionId], _wordOf(versionId)));
    }

    /// @inheritdoc IPipelineRegistry
    function ownerOfVersion(VersionId versionId) external view returns (address owner) {
        owner = ownerOf(PipelineId.unwrap(_wordOf(versionId).pipelineId()));
    }

    /// @inheritdoc IPipelineRegistry
    function collaboratorsOf(VersionId versionId) external view returns (bytes30 listHash, uint256 totalBps) {
        if (_wordOf(versionId).has(VersionWordLib.HAS_COLLABORATORS)) {
            (listHash, totalBps) = CollaboratorsLib.unpack(_versions[versionId].collaborators);
        }
    }

    /// @inheritdoc IPipelineRegistry
    function seedOf(PipelineId pipelineId, address contributor, uint64 userSeed) external view returns (bytes32 seed) {
        seed = keccak256(abi.encode(block.chainid, address(this), pipelineId, contributor, userSeed));
    }

    /// @notice ERC-721 metadata: the collection's name.
    function name() public pure override returns (string memory text) {
        text = "Assay Pipelines";
    }

    /// @notice ERC-721 metadata: the collection's symbol.
    function symbol() public pure override returns (string memory text) {
        text = "ASSAY";
    }

    /// @notice ERC-721 metadata: the IPFS address of the pipeline's spec.
    function tokenURI(uint256 id) public view override returns (string memory uri) {
        if (!_exists(id)) revert TokenDoesNotExist();
        uri = CidLib.toIpfsUri(_specDigests[PipelineId.wrap(uint64(id))]);
    }

    /* PRIVATE */

    /// @dev Everything but the primary edge's proof.
    function _register(VersionParams calldata params) private returns (VersionId versionId) {
        if (_counters.paused) revert PipelineRegistryPaused();
        _checkOwnerOrApproved(params.pipelineId);
        if (params.manifestDigest == 0) revert PipelineRegistryEmptyDigest();
        LicenceTerms memory terms = TermsLib.unpack(_termsWordInForce(params.pipelineId));
        uint256 inputs = _joinParents(params, terms) | _packDatasets(params.datasets);
        uint256 collaborators = _packCollaborators(params.collaborators);
        uint64 id = _counters.versions + 1;
        if (id > MAX_VERSION_ID) revert PipelineRegistryIdSpaceExhausted(MAX_VERSION_ID);

        _counters.versions = id;
        versionId = VersionId.wrap(id);
        _store(_versions[versionId], params, terms, inputs, collaborators);
        emit VersionRegistered(
            versionId,
            params.pipelineId,
            msg.sender,
            params.manifestDigest,
            params.trainingCommitment,
            params.parents,
            params.datasets,
            params.collaborators
        );
    }

    function _store(
        StoredVersion storage stored,
        VersionParams calldata params,
        LicenceTerms memory terms,
        uint256 inputs,
        uint256 collaborators
    ) private {
        stored.manifestDigest = params.manifestDigest;
        if (params.trainingCommitment != 0) stored.trainingCommitment = params.trainingCommitment;
        uint256 parts;
        if (inputs != 0) {
            parts |= VersionWordLib.HAS_INPUTS;
            stored.inputs = inputs;
        }
        if (collaborators != 0) {
            parts |= VersionWordLib.HAS_COLLABORATORS;
            stored.collaborators = collaborators;
        }
        if (terms.minPriceGwei != 0) {
            parts |= VersionWordLib.HAS_MIN_PRICE;
            stored.minPriceGwei = terms.minPriceGwei;
        }
        stored.word = VersionWordLib.pack(msg.sender, params.pipelineId, block.timestamp, terms, parts);
    }

    /// @dev Checks the parents, tightens `terms` by their snapshots, and returns their input bits. A parent exists before its
    /// child has an id, so its id is smaller and the lineage has no cycle.
    function _joinParents(
        VersionParams calldata params,
        LicenceTerms memory terms
    ) private view returns (uint256 inputs) {
        uint256 count = params.parents.length;
        if (count > InputsLib.MAX_PARENTS) revert PipelineRegistryTooManyParents(count, InputsLib.MAX_PARENTS);
        uint256 sumBps;
        uint256 exemptBps = type(uint256).max;
        for (uint256 i = 0; i < count; ++i) {
            VersionId parent = params.parents[i];
            for (uint256 j = 0; j < i; ++j) {
                if (VersionId.unwrap(params.parents[j]) == VersionId.unwrap(parent)) {
                    revert PipelineRegistryDuplicateParent(parent);
                }
            }
            uint256 coParentBps = _joinParent(params, terms, parent);
            sumBps += coParentBps;
            // The primary edge has no φ: it is the first parent's with a proof. Without one any parent may turn out to be
            // primary, and the worst case is the one with the smallest φ.
            bool mayBePrimary = i == 0 || params.trainingCommitment == 0;
            if (mayBePrimary && coParentBps < exemptBps) exemptBps = coParentBps;
            inputs |= InputsLib.parentBits(parent, i);
        }
        if (count != 0 && sumBps - exemptBps > TermsLib.MAX_CO_PARENT_BPS) {
            revert PipelineRegistryCoParentSharesTooHigh(sumBps - exemptBps, TermsLib.MAX_CO_PARENT_BPS);
        }
        if (terms.currencies == 0) revert PipelineRegistryNoCommonCurrency();
    }

    /// @return coParentBps the parent's φ
    function _joinParent(
        VersionParams calldata params,
        LicenceTerms memory terms,
        VersionId parent
    ) private view returns (uint256 coParentBps) {
        VersionWord word = _wordOf(parent);
        LicenceTerms memory snapshot = _snapshotOf(_versions[parent], word);
        if (snapshot.royaltyBps > params.maxRoyaltyBps) {
            revert PipelineRegistryRoyaltyAboveMax(snapshot.royaltyBps, params.maxRoyaltyBps);
        }
        if (
            snapshot.flags & TermsLib.NO_DERIVATIVES != 0 &&
            PipelineId.unwrap(word.pipelineId()) != PipelineId.unwrap(params.pipelineId)
        ) revert PipelineRegistryDerivativesForbidden(parent);
        terms.tighten(snapshot);
        coParentBps = snapshot.coParentBps;
    }

    /// @dev Checks the datasets and snapshots their royalties.
    function _packDatasets(DatasetId[] calldata datasets) private view returns (uint256 inputs) {
        uint256 count = datasets.length;
        if (count > InputsLib.MAX_DATASETS) revert PipelineRegistryTooManyDatasets(count, InputsLib.MAX_DATASETS);
        uint256 sumBps;
        for (uint256 i = 0; i < count; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (DatasetId.unwrap(datasets[j]) == DatasetId.unwrap(datasets[i])) {
                    revert PipelineRegistryDuplicateDataset(datasets[i]);
                }
            }
            uint256 royaltyBps = DATASETS.royaltyOf(datasets[i]);
            sumBps += royaltyBps;
            inputs |= InputsLib.datasetBits(datasets[i], royaltyBps, i);
        }
        if (sumBps > MAX_DATASET_SHARES_BPS) {
            revert PipelineRegistryDatasetSharesTooHigh(sumBps, MAX_DATASET_SHARES_BPS);
        }
    }

    function _packCollaborators(Collaborator[] calldata collaborators) private pure returns (uint256 word) {
        uint256 count = collaborators.length;
        if (count == 0) return 0;
        if (count > MAX_COLLABORATORS) revert PipelineRegistryTooManyCollaborators(count, MAX_COLLABORATORS);
        uint256 totalBps;
        for (uint256 i = 0; i < count; ++i) {
            totalBps += collaborators[i].shareBps;
            if (collaborators[i].account == address(0) || collaborators[i].shareBps == 0 || totalBps > BPS) {
                revert PipelineRegistryBadCollaborators(i);
            }
        }
        word = CollaboratorsLib.pack(CollaboratorsLib.hashOf(collaborators), totalBps);
    }

    function _checkOwnerOrApproved(PipelineId pipelineId) private view {
        if (!_isApprovedOrOwner(msg.sender, PipelineId.unwrap(pipelineId))) {
            revert PipelineRegistryNotOwner(pipelineId, msg.sender);
        }
    }

    function _checkKnown(VersionId versionId) private view {
        _wordOf(versionId);
    }

    function _checkCommitment(TrainingProof calldata proof, bytes32 committed) private pure {
        bytes32 given = keccak256(abi.encode(proof));
        if (given != committed) revert PipelineRegistryProofMismatch(given, committed);
    }

    function _wordOf(VersionId versionId) private view returns (VersionWord word) {
        word = _versions[versionId].word;
        if (word.isEmpty()) revert PipelineRegistryUnknownVersion(versionId);
    }

    function _inputsOf(StoredVersion storage stored, VersionWord word) private view returns (uint256 inputs) {
        if (word.has(VersionWordLib.HAS_INPUTS)) inputs = stored.inputs;
    }

    function _snapshotOf(
        StoredVersion storage stored,
        VersionWord word
    ) private view returns (LicenceTerms memory terms) {
        terms = word.termsWithoutPrice();
        if (word.has(VersionWordLib.HAS_MIN_PRICE)) terms.minPriceGwei = uint64(stored.minPriceGwei);
    }

    function _benchmarkOf(PipelineId pipelineId) private view returns (uint256 benchmark) {
        benchmark = _getExtraData(PipelineId.unwrap(pipelineId)) >> TermsLib.PACKED_BITS;
    }

    /// @dev The terms in force, packed; zero bits above them.
    function _termsWordInForce(PipelineId pipelineId) private view returns (uint256 word) {
        uint256 scheduled = _scheduled[pipelineId];
        uint256 effectiveAt = scheduled >> TermsLib.PACKED_BITS;
        bool isEffective = effectiveAt != 0 && effectiveAt <= block.timestamp;
        word = uint72(isEffective ? scheduled : _getExtraData(PipelineId.unwrap(pipelineId)));
    }
}
