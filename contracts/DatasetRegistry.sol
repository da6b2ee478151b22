// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {CidLib} from "./libraries/CidLib.sol";
import {DatasetId} from "./types/Ids.sol";

/// @title Datasets (ERC-721): digest, royalty and predecessor, immutable
/// @notice Roles: the authority decides who may pause registrations; transfers and reads never stop.
/// Limits: 2^26 - 1 datasets; then `register` reverts for ever.
/// Not checked: that the block exists, that the registrant may license its content, that nobody registered it before.
/// @dev The owner's word carries `previous26 | royaltyBps10` in its 96 spare bits. ERC-721's own errors
/// (`TokenDoesNotExist`, …) are Solady's.
contract DatasetRegistry is IDatasetRegistry, ERC721, AccessManaged {
    /* CONSTANTS */

    /// @notice Highest royalty of one dataset, basis points of what a version keeps.
    uint256 public constant MAX_ROYALTY_BPS = 1000;

    /// @notice Highest dataset id: a version's input word has 26 bits for it.
    uint256 public constant MAX_DATASET_ID = (1 << 26) - 1;

    uint256 private constant ROYALTY_AT = 26;

    /* STORAGE */

    struct Counters {
        // slot 0
        uint64 datasets;
        bool paused;
    }

    Counters private _counters;
    mapping(DatasetId id => bytes32 digest) private _manifestDigests;

    /// @param authority the AccessManager that says who may pause
    constructor(address authority) AccessManaged(authority) {}

    /* WRITES */

    /// @inheritdoc IDatasetRegistry
    function register(
        bytes32 manifestDigest,
        uint16 royaltyBps,
        DatasetId previous
    ) external returns (DatasetId datasetId) {
        if (_counters.paused) revert DatasetRegistryPaused();
        if (manifestDigest == 0) revert DatasetRegistryEmptyDigest();
        if (royaltyBps > MAX_ROYALTY_BPS) revert DatasetRegistryRoyaltyTooHigh(royaltyBps, MAX_ROYALTY_BPS);
        uint64 previousId = DatasetId.unwrap(previous);
        if (previousId != 0 && _knownOwnerOf(previous) != msg.sender) {
            revert DatasetRegistryNotOwnerOfPrevious(previous, msg.sender);
        }
        uint64 id = _counters.datasets + 1;
        if (id > MAX_DATASET_ID) revert DatasetRegistryIdSpaceExhausted(MAX_DATASET_ID);

        _counters.datasets = id;
        datasetId = DatasetId.wrap(id);
        _manifestDigests[datasetId] = manifestDigest;
        // The id is new and the caller is not the zero address: the two things this function leaves unchecked.
        _mintAndSetExtraDataUnchecked(msg.sender, id, uint96(previousId | (uint256(royaltyBps) << ROYALTY_AT)));
        emit DatasetRegistered(datasetId, msg.sender, manifestDigest, royaltyBps, previous);
    }

    /// @inheritdoc IDatasetRegistry
    function setPaused(bool paused_) external restricted {
        _counters.paused = paused_;
        emit RegistrationPaused(paused_);
    }

    /* VIEWS */

    /// @inheritdoc IDatasetRegistry
    function datasetCount() external view returns (uint256 count) {
        count = _counters.datasets;
    }

    /// @inheritdoc IDatasetRegistry
    function isPaused() external view returns (bool paused) {
        paused = _counters.paused;
    }

    /// @inheritdoc IDatasetRegistry
    function datasetOf(
        DatasetId datasetId
    ) external view returns (address owner, bytes32 manifestDigest, uint16 royaltyBps, DatasetId previous) {
        owner = _knownOwnerOf(datasetId);
        manifestDigest = _manifestDigests[datasetId];
        uint256 extra = _getExtraData(DatasetId.unwrap(datasetId));
        royaltyBps = uint16(extra >> ROYALTY_AT);
        previous = DatasetId.wrap(uint64(extra & MAX_DATASET_ID));
    }

    /// @inheritdoc IDatasetRegistry
    function royaltyOf(DatasetId datasetId) external view returns (uint16 royaltyBps) {
        _knownOwnerOf(datasetId);
        royaltyBps = uint16(_getExtraData(DatasetId.unwrap(datasetId)) >> ROYALTY_AT);
    }

    /// @notice ERC-721 metadata: the collection's name.
    function name() public pure override returns (string memory text) {
        text = "Assay Datasets";
    }

    /// @notice ERC-721 metadata: the collection's symbol.
    function symbol() public pure override returns (string memory text) {
        text = "ASSAY-D";
    }

    /// @notice ERC-721 metadata: the IPFS address of the dataset's manifest.
    function tokenURI(uint256 id) public view override returns (string memory uri) {
        if (!_exists(id)) revert TokenDoesNotExist();
        uri = CidLib.toIpfsUri(_manifestDigests[DatasetId.wrap(uint64(id))]);
    }

    /* PRIVATE */

    function _knownOwnerOf(DatasetId datasetId) private view returns (address owner) {
        owner = _ownerOf(DatasetId.unwrap(datasetId));
        if (owner == address(0)) revert DatasetRegistryUnknownDataset(datasetId);
    }
}
