// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {CidLib} from "./libraries/CidLib.sol";
import {DatasetWord, DatasetWordLib} from "./libraries/DatasetWordLib.sol";
import {LicenceLib} from "./libraries/LicenceLib.sol";
import {AccessAction} from "./types/Access.sol";
import {Grant} from "./types/Grant.sol";
import {DatasetId} from "./types/Ids.sol";

/// @title Datasets (ERC-721): digest, royalty, licence and predecessor, immutable; and who may use them (docs/SPEC.md, A)
/// @notice Roles: the authority decides who may pause registrations; transfers, policies, grants and reads never stop. A
/// dataset's owner sets its policies, and signs and cancels its grants.
/// Limits: 2^26 - 1 datasets; then `register` reverts for ever.
/// Not checked: that the block exists, that the registrant may license its content, that nobody registered it before, that
/// `nonCommercial` agrees with the licence.
/// @dev The owner's word carries a `DatasetWord` in its 96 spare bits: a dataset without policies is read with one slot.
/// ERC-721's own errors (`TokenDoesNotExist`, …) are Solady's.
contract DatasetRegistry is IDatasetRegistry, ERC721, AccessManaged, EIP712 {
    using BitMaps for BitMaps.BitMap;

    /* CONSTANTS */

    /// @notice Highest royalty of one dataset, basis points of what a version keeps.
    uint256 public constant MAX_ROYALTY_BPS = 1000;

    /// @notice Highest dataset id: a version's input word has 26 bits for it.
    uint256 public constant MAX_DATASET_ID = (1 << 26) - 1;

    /// @notice What a policy is asked with.
    uint256 public constant POLICY_GAS = 100_000;

    bytes32 private constant GRANT_TYPEHASH = keccak256(
        "Grant(uint64 datasetId,address grantee,uint8 action,bytes32 licence,uint40 expiresAt,uint256 nonce,uint256 deadline)"
    );

    /// @dev EIP-2098.
    uint256 private constant COMPACT_SIGNATURE_BYTES = 64;

    /* IMMUTABLES */

    /// @notice Where policies are registered and asked.
    IPolicies public immutable POLICIES;

    /* STORAGE */

    struct Counters {
        // slot 0
        uint64 datasets;
        bool paused;
    }

    struct StoredGrant {
        // slot 0
        bytes32 licence;
        // slot 1
        uint40 expiresAt;
    }

    Counters private _counters;
    mapping(DatasetId id => bytes32 digest) private _manifestDigests;
    mapping(DatasetId id => bytes32 licence) private _licences;
    mapping(DatasetId id => mapping(AccessAction action => bytes32 policyId)) private _policyIds;
    mapping(DatasetId id => mapping(address grantee => mapping(AccessAction action => StoredGrant grant)))
        private _grants;
    mapping(DatasetId id => BitMaps.BitMap nonces) private _spentNonces;

    /// @param authority the AccessManager that says who may pause
    constructor(address authority, IPolicies policies) AccessManaged(authority) EIP712("Assay DatasetRegistry", "1") {
        POLICIES = policies;
    }

    /* WRITES */

    /// @inheritdoc IDatasetRegistry
    function register(DatasetParams calldata params) external returns (DatasetId datasetId) {
        if (_counters.paused) revert DatasetRegistryPaused();
        if (params.manifestDigest == 0) revert DatasetRegistryEmptyDigest();
        if (params.royaltyBps > MAX_ROYALTY_BPS) {
            revert DatasetRegistryRoyaltyTooHigh(params.royaltyBps, MAX_ROYALTY_BPS);
        }
        if (!LicenceLib.isWellFormed(params.licence)) revert DatasetRegistryBadLicence(params.licence);
        DatasetId previous = params.previous;
        if (DatasetId.unwrap(previous) != 0 && _knownOwnerOf(previous) != msg.sender) {
            revert DatasetRegistryNotOwnerOfPrevious(previous, msg.sender);
        }
        uint64 id = _counters.datasets + 1;
        if (id > MAX_DATASET_ID) revert DatasetRegistryIdSpaceExhausted(MAX_DATASET_ID);

        _counters.datasets = id;
        datasetId = DatasetId.wrap(id);
        _manifestDigests[datasetId] = params.manifestDigest;
        _licences[datasetId] = params.licence;
        DatasetWord word = DatasetWordLib.pack(previous, params.royaltyBps, params.nonCommercial);
        // The id is new and the caller is not the zero address: the two things this function leaves unchecked.
        _mintAndSetExtraDataUnchecked(msg.sender, id, DatasetWord.unwrap(word));
        emit DatasetRegistered(
            datasetId,
            msg.sender,
            params.manifestDigest,
            params.royaltyBps,
            previous,
            params.licence,
            params.nonCommercial
        );
    }

    /// @inheritdoc IDatasetRegistry
    function setPolicy(DatasetId datasetId, AccessAction action, bytes32 policyId) external {
        _checkOwner(datasetId);
        _checkAction(action);
        if (policyId != 0 && !POLICIES.exists(policyId)) revert DatasetRegistryUnknownPolicy(policyId);

        _policyIds[datasetId][action] = policyId;
        DatasetWord word = _wordOf(datasetId).withPolicy(action, policyId != 0);
        _setExtraData(DatasetId.unwrap(datasetId), DatasetWord.unwrap(word));
        emit DatasetPolicySet(datasetId, action, policyId);
    }

    /// @inheritdoc IDatasetRegistry
    function redeemGrant(Grant calldata grant, bytes calldata signature) external {
        // Check
        address owner = _knownOwnerOf(grant.datasetId);
        _checkAction(grant.action);
        if (!LicenceLib.isWellFormed(grant.licence)) revert DatasetRegistryBadLicence(grant.licence);
        if (block.timestamp > grant.deadline) {
            revert DatasetRegistryGrantDeadlinePassed(grant.deadline, block.timestamp);
        }
        if (block.timestamp > grant.expiresAt) revert DatasetRegistryGrantExpired(grant.expiresAt, block.timestamp);
        StoredGrant storage stored = _grants[grant.datasetId][grant.grantee][grant.action];
        _checkReplaceable(stored, grant);
        if (!_isSignedBy(owner, grantDigest(grant), signature)) {
            revert DatasetRegistryGrantNotSignedByOwner(grant.datasetId, owner);
        }

        // Effect
        _spendNonce(grant.datasetId, grant.nonce);
        (stored.licence, stored.expiresAt) = (grant.licence, grant.expiresAt);
        emit GrantRedeemed(grant.datasetId, grant.grantee, grant.action, grant.licence, grant.expiresAt, grant.nonce);
    }

    /// @inheritdoc IDatasetRegistry
    function cancelGrant(DatasetId datasetId, uint256 nonce) external {
        _checkOwner(datasetId);
        _spendNonce(datasetId, nonce);
        emit GrantCancelled(datasetId, nonce);
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
        DatasetWord word = _wordOf(datasetId);
        (royaltyBps, previous) = (word.royaltyBps(), word.previous());
    }

    /// @inheritdoc IDatasetRegistry
    function licenceOf(DatasetId datasetId) external view returns (bytes32 licence, bool nonCommercial) {
        _knownOwnerOf(datasetId);
        (licence, nonCommercial) = (_licences[datasetId], _wordOf(datasetId).isNonCommercial());
    }

    /// @inheritdoc IDatasetRegistry
    function policyOf(DatasetId datasetId, AccessAction action) external view returns (bytes32 policyId) {
        _knownOwnerOf(datasetId);
        policyId = _policyIds[datasetId][action];
    }

    /// @inheritdoc IDatasetRegistry
    function isAllowed(address account, DatasetId datasetId, AccessAction action) external view returns (bool allowed) {
        _checkAction(action);
        allowed = _isAllowed(account, datasetId, action, _knownOwnerOf(datasetId), _wordOf(datasetId));
    }

    /// @inheritdoc IDatasetRegistry
    function inputOf(
        DatasetId datasetId,
        address contributor
    ) external view returns (uint16 royaltyBps, bool nonCommercial, bool mayTrain) {
        address owner = _knownOwnerOf(datasetId);
        DatasetWord word = _wordOf(datasetId);
        (royaltyBps, nonCommercial) = (word.royaltyBps(), word.isNonCommercial());
        mayTrain = _isAllowed(contributor, datasetId, AccessAction.TRAIN, owner, word);
    }

    /// @inheritdoc IDatasetRegistry
    function grantOf(
        DatasetId datasetId,
        address grantee,
        AccessAction action
    ) external view returns (uint40 expiresAt, bytes32 licence) {
        StoredGrant storage stored = _grants[datasetId][grantee][action];
        (expiresAt, licence) = (stored.expiresAt, stored.licence);
    }

    /// @inheritdoc IDatasetRegistry
    function isNonceSpent(DatasetId datasetId, uint256 nonce) external view returns (bool spent) {
        spent = _spentNonces[datasetId].get(nonce);
    }

    /// @inheritdoc IDatasetRegistry
    function grantDigest(Grant calldata grant) public view returns (bytes32 digest) {
        digest = _hashTypedDataV4(keccak256(abi.encode(GRANT_TYPEHASH, grant)));
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

    /// @dev The order is the price: what the owner's word says first, other slots next, the policy last.
    function _isAllowed(
        address account,
        DatasetId datasetId,
        AccessAction action,
        address owner,
        DatasetWord word
    ) private view returns (bool allowed) {
        if (!word.hasPolicy(action) || account == owner) return true;
        if (block.timestamp <= _grants[datasetId][account][action].expiresAt) return true;
        bytes32 policyId = _policyIds[datasetId][action];
        uint256 id = DatasetId.unwrap(datasetId);
        try POLICIES.isAllowed{gas: POLICY_GAS}(policyId, account, address(this), id, action) returns (bool answer) {
            allowed = answer;
        } catch {
            allowed = false;
        }
    }

    function _spendNonce(DatasetId datasetId, uint256 nonce) private {
        BitMaps.BitMap storage spent = _spentNonces[datasetId];
        if (spent.get(nonce)) revert DatasetRegistryGrantNonceSpent(datasetId, nonce);
        spent.set(nonce);
    }

    /// @dev What stands may be prolonged by anyone who has the owner's signature, and changed only by the grantee: the owner
    /// could otherwise take a grant back by redeeming a worse one.
    function _checkReplaceable(StoredGrant storage stored, Grant calldata grant) private view {
        (uint40 expiresAt, bytes32 licence) = (stored.expiresAt, stored.licence);
        bool stands = block.timestamp <= expiresAt;
        bool prolongs = licence == grant.licence && expiresAt <= grant.expiresAt;
        if (stands && !prolongs && msg.sender != grant.grantee) revert DatasetRegistryGrantStands(expiresAt, licence);
    }

    /// @dev A key's own signature first, canonical in both forms: an account that delegates its code (EIP-7702) still has
    /// its key. Then the contract's word.
    function _isSignedBy(address owner, bytes32 digest, bytes calldata signature) private view returns (bool isSigned) {
        (address signer, ECDSA.RecoverError problem, ) = signature.length == COMPACT_SIGNATURE_BYTES
            ? ECDSA.tryRecover(digest, bytes32(signature[:32]), bytes32(signature[32:]))
            : ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == owner) return true;
        isSigned =
            owner.code.length != 0 &&
            SignatureChecker.isValidERC1271SignatureNowCalldata(owner, digest, signature);
    }

    function _wordOf(DatasetId datasetId) private view returns (DatasetWord word) {
        word = DatasetWord.wrap(_getExtraData(DatasetId.unwrap(datasetId)));
    }

    function _knownOwnerOf(DatasetId datasetId) private view returns (address owner) {
        owner = _ownerOf(DatasetId.unwrap(datasetId));
        if (owner == address(0)) revert DatasetRegistryUnknownDataset(datasetId);
    }

    function _checkOwner(DatasetId datasetId) private view {
        if (_knownOwnerOf(datasetId) != msg.sender) revert DatasetRegistryNotOwner(datasetId, msg.sender);
    }

    function _checkAction(AccessAction action) private pure {
        if (action == AccessAction.USE) revert DatasetRegistryNotADatasetAction(action);
    }
}
