// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {PipelineToken} from "./abstracts/PipelineToken.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {CollaboratorsLib} from "./libraries/CollaboratorsLib.sol";
import {InputsLib} from "./libraries/InputsLib.sol";
import {LicenceLib} from "./libraries/LicenceLib.sol";
import {PipelineWord, PipelineWordLib, TermsWord} from "./libraries/PipelineWordLib.sol";
import {PackedTerms, TermsLib} from "./libraries/TermsLib.sol";
import {VersionWord, VersionWordLib} from "./libraries/VersionWordLib.sol";
import {Collaborator} from "./types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "./types/Ids.sol";
import {LicenceTerms} from "./types/LicenceTerms.sol";
import {TrainingProof} from "./types/TrainingProof.sol";
import {DatasetInput, Version} from "./types/Version.sol";

/// @title Pipelines (ERC-721), their versions, lineage and licence terms
/// @notice Roles: a pipeline's owner or ERC-721 operator registers its versions, schedules its terms and names its stable
/// version; whoever registers is named as the version's contributor; the owner alone sets the sale royalty, once. The authority
/// decides who may pause minting and registrations, and who may replace the renderer; nothing else stops or changes.
/// Limits: 2^24 - 1 pipelines, 2^28 - 1 versions, times up to the year 2242; beyond them calls revert for ever.
/// Not checked: that a digest's block exists, that the benchmark exists (a score request checks it), that a training
/// commitment is true (workers and challengers do), what a name says, that a marketplace pays the sale royalty.
/// Rounding: the sale royalty is rounded down.
/// @dev The owner's word carries a `PipelineWord` in its 96 spare bits. Errors of ERC-721's writes (`TokenDoesNotExist`, …) are
/// Solady's; views name the unknown id.
contract PipelineRegistry is IPipelineRegistry, PipelineToken {
    using TermsLib for LicenceTerms;

    /* CONSTANTS */

    /// @notice Highest version id: board, input and item words have 28 bits for it.
    uint256 public constant MAX_VERSION_ID = (1 << 28) - 1;

    /// @notice Highest benchmark id: a pipeline's owner word has 24 bits for it.
    uint256 public constant MAX_BENCHMARK_ID = (1 << 24) - 1;

    /// @notice Time between scheduling terms and their binding new versions: work begun under known terms can be finished.
    uint256 public constant TERMS_DELAY_SECONDS = 30 days;

    /// @notice Most collaborators of a version: withdrawing passes and hashes the whole list.
    uint256 public constant MAX_COLLABORATORS = 50;

    /// @notice Highest sum of the dataset royalties of a version, basis points of what it keeps.
    uint256 public constant MAX_DATASET_SHARES_BPS = 3000;

    /// @notice Longest name of a pipeline, bytes: three slots.
    uint256 public constant MAX_NAME_BYTES = 64;

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
    /// @dev Written once terms have a minimum price or were scheduled.
    mapping(PipelineId id => TermsWord word) private _termsWords;
    mapping(VersionId id => StoredVersion version) private _versions;
    mapping(PipelineId id => bytes32 licence) private _licences;
    mapping(PipelineId id => string name) private _names;
    mapping(PipelineId id => VersionId version) private _stable;

    /// @param authority the AccessManager that says who may pause
    /// @param datasets the registry whose ids versions name
    constructor(address authority, IDatasetRegistry datasets) AccessManaged(authority) {
        DATASETS = datasets;
    }

    /* WRITES */

    /// @inheritdoc IPipelineRegistry
    function mint(MintParams calldata params) external returns (PipelineId pipelineId) {
        pipelineId = _nextPipelineId();
        uint256 benchmark = BenchmarkId.unwrap(params.benchmarkId);
        if (benchmark == 0 || benchmark > MAX_BENCHMARK_ID) revert PipelineRegistryBadBenchmark(params.benchmarkId);
        if (params.specDigest == 0) revert PipelineRegistryEmptyDigest();
        LicenceTerms memory terms = params.terms;
        if (!terms.isInRange()) revert PipelineRegistryTermsOutOfRange(terms);

        _specDigests[pipelineId] = params.specDigest;
        PackedTerms packed = terms.pack();
        bool hasMinPrice = terms.minPriceGwei != 0;
        if (hasMinPrice) {
            _termsWords[pipelineId] = PipelineWordLib.packTerms(PackedTerms.wrap(0), 0, packed);
        }
        PipelineWord word = PipelineWordLib.pack(packed, benchmark, VersionId.wrap(0), hasMinPrice);
        // The id is new and the caller is not the zero address: the two things this function leaves unchecked.
        _mintAndSetExtraDataUnchecked(msg.sender, PipelineId.unwrap(pipelineId), PipelineWord.unwrap(word));
        emit PipelineMinted(pipelineId, msg.sender, params.benchmarkId, params.specDigest, terms);
        if (params.licence != 0 || bytes(params.name).length != 0) _describe(pipelineId, params.licence, params.name);
    }

    /// @inheritdoc IPipelineRegistry
    function setTerms(PipelineId pipelineId, LicenceTerms calldata terms) external {
        _checkOwnerOrApproved(pipelineId);
        if (!terms.isInRange()) revert PipelineRegistryTermsOutOfRange(terms);

        // Terms that became effective move to the owner's word, which makes room for the new ones.
        PipelineWord word = _pipelineWordOf(pipelineId);
        PackedTerms inForce = _termsInForce(pipelineId, word);
        _setPipelineWord(pipelineId, PipelineWordLib.pack(inForce, word.benchmark(), word.latest(), true));
        uint256 effectiveAt = block.timestamp + TERMS_DELAY_SECONDS;
        _termsWords[pipelineId] = PipelineWordLib.packTerms(terms.pack(), effectiveAt, inForce);
        emit TermsScheduled(pipelineId, terms, effectiveAt);
    }

    /// @inheritdoc IPipelineRegistry
    function setStable(PipelineId pipelineId, VersionId versionId) external {
        _checkOwnerOrApproved(pipelineId);
        if (
            VersionId.unwrap(versionId) != 0 &&
            PipelineId.unwrap(_wordOf(versionId).pipelineId()) != PipelineId.unwrap(pipelineId)
        ) revert PipelineRegistryForeignVersion(versionId, pipelineId);
        _stable[pipelineId] = versionId;
        emit StableSet(pipelineId, versionId);
        emit MetadataUpdate(PipelineId.unwrap(pipelineId));
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
        PipelineWord word = _pipelineWordOf(pipelineId);
        benchmarkId = BenchmarkId.wrap(uint64(word.benchmark()));
        specDigest = _specDigests[pipelineId];
        terms = _termsInForce(pipelineId, word).unpack();
    }

    /// @inheritdoc IPipelineRegistry
    function scheduledTermsOf(
        PipelineId pipelineId
    ) external view returns (LicenceTerms memory terms, uint256 effectiveAt) {
        _checkExists(PipelineId.unwrap(pipelineId));
        TermsWord word = _termsWords[pipelineId];
        if (word.effectiveAt() > block.timestamp) {
            terms = word.scheduled().unpack();
            effectiveAt = word.effectiveAt();
        }
    }

    /// @inheritdoc IPipelineRegistry
    function nameOf(PipelineId pipelineId) external view returns (string memory pipelineName) {
        _checkExists(PipelineId.unwrap(pipelineId));
        pipelineName = _names[pipelineId];
    }

    /// @inheritdoc IPipelineRegistry
    function latestOf(PipelineId pipelineId) external view returns (VersionId versionId) {
        _checkExists(PipelineId.unwrap(pipelineId));
        versionId = _pipelineWordOf(pipelineId).latest();
    }

    /// @inheritdoc IPipelineRegistry
    function stableOf(PipelineId pipelineId) external view returns (VersionId versionId) {
        _checkExists(PipelineId.unwrap(pipelineId));
        versionId = _stable[pipelineId];
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
        benchmarkId = BenchmarkId.wrap(uint64(_pipelineWordOf(word.pipelineId()).benchmark()));
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
        benchmarkId = BenchmarkId.wrap(uint64(_pipelineWordOf(word.pipelineId()).benchmark()));
        proven = stored.trainingCommitment != 0;
        parents = InputsLib.parentsOf(_inputsOf(stored, word));
    }

    /// @inheritdoc IPipelineRegistry
    function termsOf(VersionId versionId) external view returns (LicenceTerms memory terms) {
        terms = _snapshotOf(_versions[versionId], _wordOf(versionId)).unpack();
    }

    /// @inheritdoc IPipelineRegistry
    function licenceOf(VersionId versionId) external view returns (bytes32 licence) {
        licence = _licences[_wordOf(versionId).pipelineId()];
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

    /* PRIVATE */

    /// @dev Everything but the primary edge's proof.
    function _register(VersionParams calldata params, bool primaryProven) private returns (VersionId versionId) {
        PipelineId pipelineId = params.pipelineId;
        versionId = _nextVersionId();
        _checkOwnerOrApproved(pipelineId);
        if (params.manifestDigest == 0) revert PipelineRegistryEmptyDigest();
        PipelineWord word = _pipelineWordOf(pipelineId);
        _setPipelineWord(pipelineId, word.withLatest(versionId));
        _store(_versions[versionId], params, _termsInForce(pipelineId, word), primaryProven);
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

    /// @dev Keeps what a pipeline says of itself, where it says something.
    function _describe(PipelineId pipelineId, bytes32 licence, string calldata name_) private {
        if (licence != 0) {
            if (!LicenceLib.isWellFormed(licence)) revert PipelineRegistryBadLicence(licence);
            _licences[pipelineId] = licence;
        }
        uint256 length = bytes(name_).length;
        if (length > MAX_NAME_BYTES) revert PipelineRegistryNameTooLong(length, MAX_NAME_BYTES);
        if (length != 0) _names[pipelineId] = name_;
        emit PipelineDescribed(pipelineId, licence, name_);
    }

    /// @dev Writes the slots of a new version that are not 0.
    /// @param terms the pipeline's terms in force
    function _store(
        StoredVersion storage stored,
        VersionParams calldata params,
        PackedTerms terms,
        bool primaryProven
    ) private {
        uint256 inputs;
        if (params.parents.length != 0) (terms, inputs) = _joinParents(params, terms, primaryProven);
        if (params.datasets.length != 0) (terms, inputs) = _joinDatasets(params.datasets, terms, inputs);
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
        stored.word = VersionWordLib.pack(msg.sender, params.pipelineId, block.timestamp, terms, parts);
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

    /// @dev Checks the datasets and their owners' consent, adds their bits with the royalties of now, and marks the terms where
    /// one of them is not for commercial use.
    function _joinDatasets(
        DatasetId[] calldata datasets,
        PackedTerms ownTerms,
        uint256 parentBits
    ) private view returns (PackedTerms terms, uint256 inputs) {
        uint256 count = datasets.length;
        if (count > InputsLib.MAX_DATASETS) revert PipelineRegistryTooManyDatasets(count, InputsLib.MAX_DATASETS);
        (terms, inputs) = (ownTerms, parentBits);
        uint256 sumBps;
        for (uint256 i = 0; i < count; ++i) {
            DatasetId datasetId = datasets[i];
            for (uint256 j = 0; j < i; ++j) {
                if (DatasetId.unwrap(datasets[j]) == DatasetId.unwrap(datasetId)) {
                    revert PipelineRegistryDuplicateDataset(datasetId);
                }
            }
            (uint16 royaltyBps, bool nonCommercial, bool mayTrain) = DATASETS.inputOf(datasetId, msg.sender);
            if (!mayTrain) revert PipelineRegistryTrainingNotAllowed(datasetId, msg.sender);
            if (nonCommercial) terms = terms.withNonCommercial();
            sumBps += royaltyBps;
            inputs |= InputsLib.datasetBits(datasetId, royaltyBps, i);
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

    function _pipelineWordOf(PipelineId pipelineId) private view returns (PipelineWord word) {
        word = PipelineWord.wrap(_getExtraData(PipelineId.unwrap(pipelineId)));
    }

    function _setPipelineWord(PipelineId pipelineId, PipelineWord word) private {
        _setExtraData(PipelineId.unwrap(pipelineId), PipelineWord.unwrap(word));
    }

    function _termsInForce(PipelineId pipelineId, PipelineWord word) private view returns (PackedTerms terms) {
        TermsWord termsWord;
        if (word.hasTermsWord()) {
            termsWord = _termsWords[pipelineId];
            uint256 effectiveAt = termsWord.effectiveAt();
            if (effectiveAt != 0 && effectiveAt <= block.timestamp) return termsWord.scheduled();
        }
        terms = word.terms(termsWord);
    }
}
