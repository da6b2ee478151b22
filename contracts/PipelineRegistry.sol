// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {CidLib} from "./libraries/CidLib.sol";
import {CollaboratorsLib} from "./libraries/CollaboratorsLib.sol";
import {InputsLib} from "./libraries/InputsLib.sol";
import {PackedTerms, TermsLib} from "./libraries/TermsLib.sol";
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
    uint256 private constant VERSIONS_AT = 64;
    uint256 private constant PAUSED_BIT = 1 << 128;

    /* IMMUTABLES */

    /// @notice Where dataset ids and their royalties come from.
    IDatasetRegistry public immutable DATASETS;

    /* STORAGE */

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

    /// @dev `pipelines64 | versions64 | paused1`, the first at the lowest bits: read once, written once by every registration.
    uint256 private _counters;
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
        pipelineId = _nextPipelineId();
        uint256 benchmark = BenchmarkId.unwrap(benchmarkId);
        if (benchmark == 0 || benchmark > MAX_BENCHMARK_ID) revert PipelineRegistryBadBenchmark(benchmarkId);
        if (specDigest == 0) revert PipelineRegistryEmptyDigest();
        if (!terms.isInRange()) revert PipelineRegistryTermsOutOfRange(terms);

        _specDigests[pipelineId] = specDigest;
        // The id is new and the caller is not the zero address: the two things this function leaves unchecked.
        _mintAndSetExtraDataUnchecked(msg.sender, PipelineId.unwrap(pipelineId), _extraData(terms.pack(), benchmark));
        emit PipelineMinted(pipelineId, msg.sender, benchmarkId, specDigest, terms);
    }

    /// @inheritdoc IPipelineRegistry
    function setTerms(PipelineId pipelineId, LicenceTerms calldata terms) external {
        _checkOwnerOrApproved(pipelineId);
        if (!terms.isInRange()) revert PipelineRegistryTermsOutOfRange(terms);

        PackedTerms inForce = _termsInForce(pipelineId);
        // Terms that became effective move to the owner's word, which frees the slot for the new ones.
        _setExtraData(
            PipelineId.unwrap(pipelineId),
            _extraData(inForce, _benchmarkOf(pipelineId)) | uint96(TermsLib.SPARE_BIT)
        );
        uint256 effectiveAt = block.timestamp + TERMS_DELAY_SECONDS;
        _scheduled[pipelineId] = PackedTerms.unwrap(terms.pack()) | (effectiveAt << TermsLib.PACKED_BITS);
        emit TermsScheduled(pipelineId, terms, effectiveAt);
    }

    /// @inheritdoc IPipelineRegistry
    function registerVersion(VersionParams calldata params) external returns (VersionId versionId) {
        versionId = _register(params, false);
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
        versionId = _register(params, true);
    }

    /// @inheritdoc IPipelineRegistry
    function setPaused(bool paused_) external restricted {
        _counters = paused_ ? _counters | PAUSED_BIT : _counters & ~PAUSED_BIT;
        emit RegistrationPaused(paused_);
    }

    /* VIEWS */

    /// @inheritdoc IPipelineRegistry
    function pipelineCount() external view returns (uint256 count) {
        count = uint64(_counters);
    }

    /// @inheritdoc IPipelineRegistry
    function versionCount() external view returns (uint256 count) {
        count = uint64(_counters >> VERSIONS_AT);
    }

    /// @inheritdoc IPipelineRegistry
    function isPaused() external view returns (bool paused) {
        paused = _counters & PAUSED_BIT != 0;
    }

    /// @inheritdoc IPipelineRegistry
    function pipelineOf(
        PipelineId pipelineId
    ) external view returns (address owner, BenchmarkId benchmarkId, bytes32 specDigest, LicenceTerms memory terms) {
        owner = ownerOf(PipelineId.unwrap(pipelineId));
        benchmarkId = BenchmarkId.wrap(uint64(_benchmarkOf(pipelineId)));
        specDigest = _specDigests[pipelineId];
        terms = _termsInForce(pipelineId).unpack();
    }

    /// @inheritdoc IPipelineRegistry
    function scheduledTermsOf(
        PipelineId pipelineId
    ) external view returns (LicenceTerms memory terms, uint256 effectiveAt) {
        if (!_exists(PipelineId.unwrap(pipelineId))) revert TokenDoesNotExist();
        uint256 word = _scheduled[pipelineId];
        if (word >> TermsLib.PACKED_BITS > block.timestamp) {
            terms = PackedTerms.wrap(uint72(word)).unpack();
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
            terms: _snapshotOf(stored, word).unpack()
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
        terms = _snapshotOf(_versions[versionId], _wordOf(versionId)).unpack();
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
    function _register(VersionParams calldata params, bool primaryProven) private returns (VersionId versionId) {
        PipelineId pipelineId = params.pipelineId;
        versionId = _nextVersionId();
        _checkOwnerOrApproved(pipelineId);
        if (params.manifestDigest == 0) revert PipelineRegistryEmptyDigest();
        _store(_versions[versionId], params, pipelineId, primaryProven);
        emit VersionRegistered(
            versionId,
            pipelineId,
            msg.sender,
            params.manifestDigest,
            params.trainingCommitment,
            params.parents,
            params.datasets,
            params.collaborators
        );
    }

    /// @dev Writes the slots of a new version that are not 0.
    function _store(
        StoredVersion storage stored,
        VersionParams calldata params,
        PipelineId pipelineId,
        bool primaryProven
    ) private {
        PackedTerms terms = _termsInForce(pipelineId);
        uint256 inputs;
        if (params.parents.length != 0) (terms, inputs) = _joinParents(params, terms, primaryProven);
        inputs |= _packDatasets(params.datasets);
        uint256 collaborators = _packCollaborators(params.collaborators);
        uint256 minPriceGwei = terms.minPriceGwei();
        uint256 parts;
        if (inputs != 0) {
            parts = VersionWordLib.HAS_INPUTS;
            stored.inputs = inputs;
        }
        if (collaborators != 0) {
            parts |= VersionWordLib.HAS_COLLABORATORS;
            stored.collaborators = collaborators;
        }
        if (minPriceGwei != 0) {
            parts |= VersionWordLib.HAS_MIN_PRICE;
            stored.minPriceGwei = minPriceGwei;
        }
        stored.manifestDigest = params.manifestDigest;
        if (params.trainingCommitment != 0) stored.trainingCommitment = params.trainingCommitment;
        stored.word = VersionWordLib.pack(msg.sender, pipelineId, block.timestamp, terms, parts);
    }

    /// @dev Checks the parents, joins their snapshots to the pipeline's terms, and returns their input bits. A parent is stored
    /// before its child has an id, so its id is smaller and the lineage has no cycle.
    function _joinParents(
        VersionParams calldata params,
        PackedTerms ownTerms,
        bool primaryProven
    ) private view returns (PackedTerms terms, uint256 inputs) {
        if (!primaryProven && params.trainingCommitment != 0) revert PipelineRegistryProofRequired();
        VersionId[] calldata parents = params.parents;
        if (parents.length > InputsLib.MAX_PARENTS) {
            revert PipelineRegistryTooManyParents(parents.length, InputsLib.MAX_PARENTS);
        }
        terms = ownTerms;
        uint256 sumBps;
        uint256 lowestBps = type(uint256).max;
        for (uint256 i = 0; i < parents.length; ++i) {
            VersionId parent = parents[i];
            PackedTerms snapshot = _parentTerms(params, parent);
            if (InputsLib.hasParent(inputs, parent)) revert PipelineRegistryDuplicateParent(parent);
            inputs |= InputsLib.parentBits(parent, i);
            terms = terms.join(snapshot);
            // The primary edge has no φ. With a proof it is the first parent's.
            if (i == 0 && primaryProven) continue;
            uint256 coParentBps = snapshot.coParentBps();
            sumBps += coParentBps;
            if (coParentBps < lowestBps) lowestBps = coParentBps;
        }
        // Without a proof any parent may turn out to be primary; the worst case is the one with the lowest φ.
        if (!primaryProven) sumBps -= lowestBps;
        if (sumBps > TermsLib.MAX_CO_PARENT_BPS) {
            revert PipelineRegistryCoParentSharesTooHigh(sumBps, TermsLib.MAX_CO_PARENT_BPS);
        }
        if (!terms.hasCurrency()) revert PipelineRegistryNoCommonCurrency();
    }

    /// @dev The snapshot of a parent that lets this version descend from it.
    function _parentTerms(VersionParams calldata params, VersionId parent) private view returns (PackedTerms snapshot) {
        StoredVersion storage stored = _versions[parent];
        VersionWord word = stored.word;
        if (word.isEmpty()) revert PipelineRegistryUnknownVersion(parent);
        snapshot = _snapshotOf(stored, word);
        if (snapshot.royaltyBps() > params.maxRoyaltyBps) {
            revert PipelineRegistryRoyaltyAboveMax(snapshot.royaltyBps(), params.maxRoyaltyBps);
        }
        if (
            snapshot.forbidsDerivatives() &&
            PipelineId.unwrap(word.pipelineId()) != PipelineId.unwrap(params.pipelineId)
        ) revert PipelineRegistryDerivativesForbidden(parent);
    }

    /// @dev Checks the datasets and snapshots their royalties.
    function _packDatasets(DatasetId[] calldata datasets) private view returns (uint256 inputs) {
        uint256 count = datasets.length;
        if (count == 0) return 0;
        if (count > InputsLib.MAX_DATASETS) revert PipelineRegistryTooManyDatasets(count, InputsLib.MAX_DATASETS);
        uint256 sumBps;
        for (uint256 i = 0; i < count; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (DatasetId.unwrap(datasets[j]) == DatasetId.unwrap(datasets[i])) {
                    revert PipelineRegistryDuplicateDataset(datasets[i]);
                }
            }
            (uint256 royaltyBps, , ) = DATASETS.inputOf(datasets[i], msg.sender);
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

    function _nextPipelineId() private returns (PipelineId pipelineId) {
        uint256 counters = _countersUnlessPaused() + 1;
        pipelineId = PipelineId.wrap(uint64(counters));
        if (PipelineId.unwrap(pipelineId) > MAX_PIPELINE_ID) revert PipelineRegistryIdSpaceExhausted(MAX_PIPELINE_ID);
        _counters = counters;
    }

    function _nextVersionId() private returns (VersionId versionId) {
        uint256 counters = _countersUnlessPaused() + (1 << VERSIONS_AT);
        versionId = VersionId.wrap(uint64(counters >> VERSIONS_AT));
        if (VersionId.unwrap(versionId) > MAX_VERSION_ID) revert PipelineRegistryIdSpaceExhausted(MAX_VERSION_ID);
        _counters = counters;
    }

    function _countersUnlessPaused() private view returns (uint256 counters) {
        counters = _counters;
        if (counters & PAUSED_BIT != 0) revert PipelineRegistryPaused();
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

    function _snapshotOf(StoredVersion storage stored, VersionWord word) private view returns (PackedTerms snapshot) {
        snapshot = word.terms(word.has(VersionWordLib.HAS_MIN_PRICE) ? stored.minPriceGwei : 0);
    }

    function _benchmarkOf(PipelineId pipelineId) private view returns (uint256 benchmark) {
        benchmark = _getExtraData(PipelineId.unwrap(pipelineId)) >> TermsLib.PACKED_BITS;
    }

    /// @dev The spare bit of the owner's word says whether the schedule's slot needs reading.
    function _termsInForce(PipelineId pipelineId) private view returns (PackedTerms terms) {
        uint256 word = _getExtraData(PipelineId.unwrap(pipelineId));
        if (word & TermsLib.SPARE_BIT != 0) {
            uint256 scheduled = _scheduled[pipelineId];
            word = scheduled >> TermsLib.PACKED_BITS <= block.timestamp ? scheduled : word ^ TermsLib.SPARE_BIT;
        }
        terms = PackedTerms.wrap(uint72(word));
    }

    /// @dev 24 bits of benchmark above 72 bits of terms.
    function _extraData(PackedTerms terms, uint256 benchmark) private pure returns (uint96 extraData) {
        extraData = uint96(PackedTerms.unwrap(terms) | (benchmark << TermsLib.PACKED_BITS));
    }
}
