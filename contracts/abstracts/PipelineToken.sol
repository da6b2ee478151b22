// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {LibCall} from "solady/src/utils/LibCall.sol";
import {IPipelineRegistry} from "../interfaces/IPipelineRegistry.sol";
import {ITokenRenderer} from "../interfaces/ITokenRenderer.sol";
import {CidLib} from "../libraries/CidLib.sol";
import {PipelineId} from "../types/Ids.sol";

/// @title The pipelines' tokens: who owns them, their sale royalty, what draws their metadata
/// @notice Half of PipelineRegistry in a file of its own: nothing in here knows of versions or terms, and nothing can be paused.
abstract contract PipelineToken is IPipelineRegistry, ERC721, AccessManaged {
    /* CONSTANTS */

    /// @notice Highest pipeline id: a version's word has 24 bits for it.
    uint256 public constant MAX_PIPELINE_ID = (1 << 24) - 1;

    /// @notice Highest ERC-2981 royalty on sales of a pipeline's token, basis points.
    uint256 public constant MAX_SALE_ROYALTY_BPS = 1000;

    /// @notice Most pipelines whose metadata one call of `refresh` announces.
    uint256 public constant MAX_REFRESHED = 100;

    /// @notice Gas that the renderer gets, several times what ours uses; what is left suffices for the answer without it.
    uint256 public constant RENDERER_GAS = 5_000_000;

    /// @notice Longest answer that is taken from the renderer, bytes of ABI encoding.
    uint16 public constant MAX_RENDERED_BYTES = 32_768;

    /// @dev `{"name":"Assay Pipelines","symbol":"ASSAY"}`
    string private constant PLAIN_CONTRACT_URI =
        "data:application/json;base64,eyJuYW1lIjoiQXNzYXkgUGlwZWxpbmVzIiwic3ltYm9sIjoiQVNTQVkifQ==";

    // ERC-165 ids; ERC-7572 has none of its own, so that of its one function stands for it.
    bytes4 private constant ERC2981_ID = 0x2a55205a;
    bytes4 private constant ERC4906_ID = 0x49064906;
    bytes4 private constant ERC7572_ID = 0xe8a3d485;

    uint256 private constant BPS = 10_000;

    /* STORAGE */

    struct SaleRoyalty {
        // slot 0: the receiver is never 0 once set
        address receiver;
        uint16 bps;
    }

    mapping(PipelineId id => bytes32 digest) internal _specDigests;
    mapping(PipelineId id => SaleRoyalty royalty) private _saleRoyalties;
    ITokenRenderer private _renderer;

    /* WRITES */

    /// @inheritdoc IPipelineRegistry
    function setSaleRoyalty(PipelineId pipelineId, address receiver, uint16 bps) external {
        if (ownerOf(PipelineId.unwrap(pipelineId)) != msg.sender) {
            revert PipelineRegistryNotOwner(pipelineId, msg.sender);
        }
        if (receiver == address(0)) revert PipelineRegistryZeroReceiver();
        if (bps > MAX_SALE_ROYALTY_BPS) revert PipelineRegistrySaleRoyaltyTooHigh(bps, MAX_SALE_ROYALTY_BPS);
        SaleRoyalty storage royalty = _saleRoyalties[pipelineId];
        if (royalty.receiver != address(0)) revert PipelineRegistrySaleRoyaltyFixed(pipelineId);
        (royalty.receiver, royalty.bps) = (receiver, bps);
        emit SaleRoyaltySet(pipelineId, receiver, bps);
    }

    /// @inheritdoc IPipelineRegistry
    function refresh(uint256[] calldata ids) external {
        if (ids.length > MAX_REFRESHED) revert PipelineRegistryTooManyIds(ids.length, MAX_REFRESHED);
        for (uint256 i = 0; i < ids.length; ++i) {
            _checkExists(ids[i]);
            emit MetadataUpdate(ids[i]);
        }
    }

    /// @inheritdoc IPipelineRegistry
    function setRenderer(ITokenRenderer renderer_) external restricted {
        _renderer = renderer_;
        emit RendererSet(address(renderer_));
        emit BatchMetadataUpdate(1, MAX_PIPELINE_ID);
        emit ContractURIUpdated();
    }

    /* VIEWS */

    /// @inheritdoc IPipelineRegistry
    function renderer() external view returns (ITokenRenderer tokenRenderer) {
        tokenRenderer = _renderer;
    }

    /// @inheritdoc IPipelineRegistry
    function royaltyInfo(uint256 id, uint256 salePrice) external view returns (address receiver, uint256 amount) {
        _checkExists(id);
        SaleRoyalty storage royalty = _saleRoyalties[PipelineId.wrap(uint64(id))];
        (receiver, amount) = (royalty.receiver, royalty.bps);
        // In two parts, so that no price overflows.
        amount = (salePrice / BPS) * amount + ((salePrice % BPS) * amount) / BPS;
    }

    /// @inheritdoc IPipelineRegistry
    function contractURI() external view returns (string memory uri) {
        uri = _render(abi.encodeCall(ITokenRenderer.contractURI, ()));
        if (bytes(uri).length == 0) uri = PLAIN_CONTRACT_URI;
    }

    /// @notice ERC-721 metadata: the collection's name.
    function name() public pure override returns (string memory text) {
        text = "Assay Pipelines";
    }

    /// @notice ERC-721 metadata: the collection's symbol.
    function symbol() public pure override returns (string memory text) {
        text = "ASSAY";
    }

    /// @notice ERC-721 metadata: the renderer's answer; without one, or where it fails, the IPFS address of the spec.
    function tokenURI(uint256 id) public view override returns (string memory uri) {
        _checkExists(id);
        uri = _render(abi.encodeCall(ITokenRenderer.tokenURI, (id)));
        if (bytes(uri).length == 0) uri = CidLib.toIpfsUri(_specDigests[PipelineId.wrap(uint64(id))]);
    }

    /// @notice ERC-721: the owner of a pipeline.
    function ownerOf(uint256 id) public view override returns (address owner) {
        owner = _ownerOf(id);
        if (owner == address(0)) revert PipelineRegistryUnknownPipeline(id);
    }

    /// @notice ERC-721: the account approved for one pipeline.
    function getApproved(uint256 id) public view override returns (address account) {
        _checkExists(id);
        account = _getApproved(id);
    }

    /// @notice ERC-165: ERC-165, 721, 721 metadata, 2981, 4906 and 7572.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool supported) {
        supported =
            interfaceId == ERC2981_ID ||
            interfaceId == ERC4906_ID ||
            interfaceId == ERC7572_ID ||
            super.supportsInterface(interfaceId);
    }

    /* INTERNAL */

    function _checkOwnerOrApproved(PipelineId pipelineId) internal view {
        uint256 id = PipelineId.unwrap(pipelineId);
        address owner = ownerOf(id);
        if (msg.sender != owner && !isApprovedForAll(owner, msg.sender) && msg.sender != _getApproved(id)) {
            revert PipelineRegistryNotOwner(pipelineId, msg.sender);
        }
    }

    function _checkExists(uint256 id) internal view {
        if (!_exists(id)) revert PipelineRegistryUnknownPipeline(id);
    }

    /* PRIVATE */

    /// @dev What the renderer answers to `data`; empty without one, and where it fails, uses more gas or answers more than it may,
    /// or answers what is no string.
    function _render(bytes memory data) private view returns (string memory text) {
        address target = address(_renderer);
        if (target == address(0)) return "";
        (bool success, bool tooLong, bytes memory answer) = LibCall.tryStaticCall(
            target,
            RENDERER_GAS,
            MAX_RENDERED_BYTES,
            data
        );
        if (!success || tooLong || answer.length < 64) return "";
        (uint256 offset, uint256 length) = abi.decode(answer, (uint256, uint256));
        if (offset == 32 && length <= answer.length - 64) text = abi.decode(answer, (string));
    }
}
