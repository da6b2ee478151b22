// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDatasetRegistry} from "../interfaces/IDatasetRegistry.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IPipelineRegistry} from "../interfaces/IPipelineRegistry.sol";
import {LinkWord, LinkWordLib} from "../libraries/LinkWordLib.sol";
import {MarketConstantsLib} from "../libraries/MarketConstantsLib.sol";
import {PaymentLib} from "../libraries/PaymentLib.sol";
import {PriceWord} from "../libraries/PriceWordLib.sol";
import {RevenueWord} from "../libraries/RevenueWordLib.sol";
import {ShareLib} from "../libraries/ShareLib.sol";
import {Collaborator} from "../types/Collaborator.sol";
import {BenchmarkId, VersionId} from "../types/Ids.sol";
import {Edge, PayeeKind, PriceUpdate, Shares} from "../types/Revenue.sol";
import {DatasetInput} from "../types/Version.sol";

/// @title The Market's books: shares, royalties, withdrawals
/// @notice Half of the Market in a file of its own (docs/decisions/007-market-size.md). Nothing in here can be paused.
abstract contract MarketRevenue is IMarket, ReentrancyGuardTransient {
    /// @dev One member: a reference to it can be passed and written, where a reference to a bare word cannot.
    struct Revenue {
        RevenueWord word;
    }

    /// @dev One member, as above.
    struct Pulled {
        uint256 amounts;
    }

    struct Settings {
        bool isPaused; // slot 0
        uint16 protocolFeeBps; // slot 0
        address treasury; // slot 0
    }

    /// @dev Payees of what a version keeps: the kind in the high byte, the index in the low one.
    uint256 private constant PAYEE_OWNER = 0x000;
    uint256 private constant PAYEE_PROTOCOL = 0x100;
    uint256 private constant PAYEE_DATASET = 0x200;
    uint256 private constant PAYEE_FUND = 0x300;
    uint256 private constant PAYEE_COLLABORATOR = 0x400;
    uint256 private constant PAYEE_BITS = 16;

    IPipelineRegistry public immutable PIPELINES;
    IDatasetRegistry public immutable DATASETS;

    /* STORAGE */

    Settings internal _settings;
    address internal _scores;
    mapping(VersionId versionId => PriceWord word) internal _priceWords;
    mapping(address currency => mapping(VersionId versionId => Revenue revenue)) internal _revenues;
    mapping(VersionId versionId => LinkWord word) private _linkWords;
    /// @dev Key: version id and half of the edge's number. Each word holds what two edges have passed up, 128 bits each.
    mapping(address currency => mapping(uint256 versionAndPair => Pulled pulled)) private _pulled;
    /// @dev Key: version id and payee.
    mapping(address currency => mapping(uint256 versionAndPayee => uint256 amount)) private _paid;

    constructor(IPipelineRegistry pipelines, IDatasetRegistry datasets) {
        PIPELINES = pipelines;
        DATASETS = datasets;
    }

    /* WRITES */

    /// @inheritdoc IMarket
    function settle(address currency, Edge[] calldata edges) external {
        _settle(currency, edges);
    }

    /// @inheritdoc IMarket
    function withdraw(
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index,
        address to
    ) external nonReentrant returns (uint256 amount) {
        return _withdraw(versionId, currency, kind, index, to);
    }

    /// @inheritdoc IMarket
    function settleAndWithdraw(
        Edge[] calldata edges,
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index,
        address to
    ) external nonReentrant returns (uint256 amount) {
        _settle(currency, edges);
        return _withdraw(versionId, currency, kind, index, to);
    }

    /// @inheritdoc IMarket
    function withdrawCollaborator(
        VersionId versionId,
        address currency,
        Collaborator[] calldata collaborators,
        uint256 index,
        address to
    ) external nonReentrant returns (uint256 amount) {
        if (to == address(0)) revert MarketZeroAddress();
        uint256 entitled = _entitlementOfCollaborator(versionId, currency, collaborators, index);
        address payee = collaborators[index].account;
        if (payee != msg.sender) revert MarketNotPayee(versionId, msg.sender, payee);
        amount = _take(versionId, currency, PAYEE_COLLABORATOR | index, entitled);
        emit CollaboratorWithdrawn(versionId, payee, index, currency, amount, to);
        _send(currency, to, amount);
    }

    /// @inheritdoc IMarket
    function drawOracleFund(VersionId versionId, uint256 amountWei) external nonReentrant {
        _checkScores();
        uint256 available = oracleFundOf(versionId);
        if (amountWei > available) revert MarketFundTooSmall(versionId, amountWei, available);
        _paid[MarketConstantsLib.NATIVE][_payeeKey(versionId, PAYEE_FUND)] += amountWei;
        emit OracleFundDrawn(versionId, amountWei);
        _send(MarketConstantsLib.NATIVE, msg.sender, amountWei);
    }

    /* VIEWS */

    /// @inheritdoc IMarket
    function sharesOf(VersionId versionId) external view returns (Shares memory shares) {
        PriceWord word = _priceWords[versionId];
        LinkWord link = _linkWords[versionId];
        uint256 count = link.parentCount();
        shares = Shares({
            isFixed: word.areSharesFixed(),
            effectiveBoundBps: uint16(word.effectiveBps()),
            protocolBps: uint16(link.protocolBps()),
            oracleFundPercent: uint8(word.fundPercent()),
            parents: new VersionId[](count),
            ownShares: new uint16[](count),
            inflowShares: new uint16[](count)
        });
        for (uint256 i = 0; i < count; ++i) {
            (uint256 parent, uint256 ownShare, uint256 inflowShare) = link.edgeAt(i);
            // The link word's fields are 28 and 16 bits wide.
            shares.parents[i] = VersionId.wrap(uint64(parent));
            shares.ownShares[i] = uint16(ownShare);
            shares.inflowShares[i] = uint16(inflowShare);
        }
    }

    /// @inheritdoc IMarket
    function areSharesFixed(VersionId versionId) external view returns (bool areFixed) {
        return _priceWords[versionId].areSharesFixed();
    }

    /// @inheritdoc IMarket
    function primaryParentOf(VersionId versionId) external view returns (VersionId parent, uint256 parentIndex) {
        (, bool proven, VersionId[] memory parents) = PIPELINES.lineageOf(versionId);
        if (parents.length == 0) return (VersionId.wrap(0), 0);
        (VersionId unfixed, uint256[] memory effective) = _effectiveBounds(parents);
        if (VersionId.unwrap(unfixed) != 0) revert MarketSharesNotFixed(unfixed);
        parentIndex = _primaryIndex(proven, parents, effective);
        parent = parents[parentIndex];
    }

    /// @inheritdoc IMarket
    function revenueOf(
        VersionId versionId,
        address currency
    ) external view returns (uint256 sales, uint256 inflow, uint256 kept) {
        RevenueWord word = _revenues[currency][versionId].word;
        return (word.sales(), word.inflow(), _kept(versionId, currency, _linkWords[versionId]));
    }

    /// @inheritdoc IMarket
    function pendingOf(VersionId child, uint256 parentIndex, address currency) external view returns (uint256 amount) {
        (, uint256 entitled) = _edge(_revenues[currency], child, parentIndex);
        uint256 amounts = _pulled[currency][_pairKey(child, parentIndex)].amounts;
        return entitled - uint128(amounts >> _halfShift(parentIndex));
    }

    /// @inheritdoc IMarket
    function owedOf(
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index
    ) external view returns (address payee, uint256 amount) {
        uint256 key;
        uint256 entitled;
        (payee, key, entitled) = _entitlementOf(versionId, currency, kind, index);
        amount = entitled - _paid[currency][_payeeKey(versionId, key)];
    }

    /// @inheritdoc IMarket
    function owedToCollaborator(
        VersionId versionId,
        address currency,
        Collaborator[] calldata collaborators,
        uint256 index
    ) external view returns (uint256 amount) {
        return
            _entitlementOfCollaborator(versionId, currency, collaborators, index) -
            _paid[currency][_payeeKey(versionId, PAYEE_COLLABORATOR | index)];
    }

    /// @inheritdoc IMarket
    function oracleFundOf(VersionId versionId) public view returns (uint256 availableWei) {
        LinkWord link = _linkWords[versionId];
        uint256 kept = _kept(versionId, MarketConstantsLib.NATIVE, link);
        return
            ShareLib.bpsDown(kept, 100 * link.fundPercent()) -
            _paid[MarketConstantsLib.NATIVE][_payeeKey(versionId, PAYEE_FUND)];
    }

    /// @inheritdoc IMarket
    function popularityOf(VersionId versionId) external view returns (uint256 feeWei) {
        LinkWord link = _linkWords[versionId];
        return ShareLib.bpsDown(_kept(versionId, MarketConstantsLib.NATIVE, link), link.protocolBps());
    }

    /* INTERNAL */

    function _checkScores() internal view {
        if (msg.sender != _scores) revert MarketOnlyScores(msg.sender);
    }

    /// @dev M-3 to M-5. Everything read here is immutable or fixed before, so that no later event changes the result.
    function _fixShares(
        PriceUpdate calldata update,
        PriceWord word
    ) internal returns (bool areFixed, PriceWord updated) {
        (BenchmarkId benchmarkId, bool proven, VersionId[] memory parents) = PIPELINES.lineageOf(update.versionId);
        (VersionId unfixed, uint256[] memory effective) = _effectiveBounds(parents);
        if (VersionId.unwrap(unfixed) != 0) return (false, word);

        LinkWord link = LinkWordLib.create(_settings.protocolFeeBps, word.fundPercent());
        uint256 childBps = update.boundBps;
        if (parents.length != 0) {
            uint256 primary = _primaryIndex(proven, parents, effective);
            uint256 inflowShare;
            (childBps, inflowShare, link) = _linkPrimary(
                update,
                benchmarkId,
                parents,
                primary,
                effective[primary],
                link
            );
            for (uint256 i = 0; i < parents.length; ++i) {
                if (i == primary) continue;
                uint256 share = ShareLib.coParentShareDown(inflowShare, PIPELINES.termsOf(parents[i]).coParentBps);
                link = link.withEdge(i, VersionId.unwrap(parents[i]), share, share);
            }
        }
        _linkWords[update.versionId] = link;
        emit SharesFixed(update.versionId, childBps, LinkWord.unwrap(link));
        return (true, word.withFixedShares(childBps));
    }

    /// @dev Whatever the recipient of ether returns is not copied.
    function _send(address currency, address to, uint256 amount) internal {
        bool isSent =
            currency == MarketConstantsLib.NATIVE
                ? LowLevelCall.callNoReturn(to, amount, "")
                : PaymentLib.sendToken(currency, to, amount);
        if (!isSent) revert MarketTransferFailed(currency, to, amount);
    }

    /* PRIVATE: SHARES */

    /// @dev M-3 and M-4: the version's E and its primary edge.
    function _linkPrimary(
        PriceUpdate calldata update,
        BenchmarkId benchmarkId,
        VersionId[] memory parents,
        uint256 primary,
        uint256 parentBps,
        LinkWord link
    ) private view returns (uint256 childBps, uint256 inflowShare, LinkWord linked) {
        VersionId parent = parents[primary];
        (BenchmarkId parentBenchmark, , ) = PIPELINES.lineageOf(parent);
        bool comparable = BenchmarkId.unwrap(parentBenchmark) == BenchmarkId.unwrap(benchmarkId);
        childBps = ShareLib.effectiveBound(update.boundBps, parentBps, comparable, update.improved);
        uint256 ownShare;
        (ownShare, inflowShare) = ShareLib.primarySharesUp(
            childBps,
            parentBps,
            update.baselineBps,
            comparable,
            PIPELINES.termsOf(parent).royaltyBps
        );
        linked = link.withEdge(primary, VersionId.unwrap(parent), ownShare, inflowShare);
    }

    /// @dev E of each parent, or the first one that has none yet.
    function _effectiveBounds(
        VersionId[] memory parents
    ) private view returns (VersionId unfixed, uint256[] memory effective) {
        effective = new uint256[](parents.length);
        for (uint256 i = 0; i < parents.length; ++i) {
            PriceWord word = _priceWords[parents[i]];
            if (!word.areSharesFixed()) return (parents[i], effective);
            effective[i] = word.effectiveBps();
        }
    }

    /// @dev The proven parent, or the declared one with the highest E, the lowest id on a tie. Needs a parent.
    function _primaryIndex(
        bool proven,
        VersionId[] memory parents,
        uint256[] memory effective
    ) private pure returns (uint256 index) {
        if (proven) return 0;
        for (uint256 i = 1; i < parents.length; ++i) {
            bool isLower = VersionId.unwrap(parents[i]) < VersionId.unwrap(parents[index]);
            if (effective[i] > effective[index] || (effective[i] == effective[index] && isLower)) index = i;
        }
    }

    /* PRIVATE: REVENUE */

    /// @dev No guard and no interaction: any order, any caller, any time ends in the same accounts (M-8).
    function _settle(address currency, Edge[] calldata edges) private {
        mapping(VersionId versionId => Revenue revenue) storage revenues = _revenues[currency];
        uint256 previous = type(uint64).max;
        for (uint256 i = 0; i < edges.length; ++i) {
            VersionId child = edges[i].child;
            if (VersionId.unwrap(child) > previous) revert MarketEdgesNotDescending(i);
            previous = VersionId.unwrap(child);
            _settleEdge(revenues, currency, child, edges[i].parentIndex);
        }
    }

    function _settleEdge(
        mapping(VersionId versionId => Revenue revenue) storage revenues,
        address currency,
        VersionId child,
        uint256 parentIndex
    ) private {
        (VersionId parent, uint256 entitled) = _edge(revenues, child, parentIndex);
        Pulled storage pair = _pulled[currency][_pairKey(child, parentIndex)];
        uint256 shift = _halfShift(parentIndex);
        uint256 amounts = pair.amounts;
        uint256 amount = entitled - uint128(amounts >> shift);
        if (amount == 0) return;
        // The edge's half of the word becomes `entitled`: below 2^128, as an entitlement is part of what was paid in.
        unchecked {
            pair.amounts = amounts + (amount << shift);
        }
        Revenue storage revenue = revenues[parent];
        revenue.word = revenue.word.withInflow(amount);
        emit EdgeSettled(child, parent, currency, amount);
    }

    function _edge(
        mapping(VersionId versionId => Revenue revenue) storage revenues,
        VersionId child,
        uint256 parentIndex
    ) private view returns (VersionId parent, uint256 entitled) {
        (uint256 parentId, uint256 ownShare, uint256 inflowShare) = _linkWords[child].edgeAt(parentIndex);
        if (parentId == 0) revert MarketUnknownEdge(child, parentIndex);
        parent = VersionId.wrap(uint64(parentId));
        RevenueWord word = revenues[child].word;
        entitled = ShareLib.entitlementDown(ownShare, inflowShare, word.sales(), word.inflow());
    }

    function _kept(VersionId versionId, address currency, LinkWord link) private view returns (uint256 kept) {
        (uint256 ownShare, uint256 inflowShare) = link.keptShares();
        RevenueWord word = _revenues[currency][versionId].word;
        return ShareLib.entitlementDown(ownShare, inflowShare, word.sales(), word.inflow());
    }

    function _withdraw(
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index,
        address to
    ) private returns (uint256 amount) {
        if (to == address(0)) revert MarketZeroAddress();
        (address payee, uint256 key, uint256 entitled) = _entitlementOf(versionId, currency, kind, index);
        if (payee != msg.sender) revert MarketNotPayee(versionId, msg.sender, payee);
        amount = _take(versionId, currency, key, entitled);
        emit Withdrawn(versionId, payee, kind, index, currency, amount, to);
        _send(currency, to, amount);
    }

    function _entitlementOf(
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index
    ) private view returns (address payee, uint256 key, uint256 entitled) {
        LinkWord link = _linkWords[versionId];
        uint256 kept = _kept(versionId, currency, link);
        if (kind == PayeeKind.DATASET) {
            DatasetInput[] memory inputs = PIPELINES.datasetsOf(versionId);
            if (index >= inputs.length) revert MarketUnknownPayee(versionId, index);
            (payee, , , ) = DATASETS.datasetOf(inputs[index].datasetId);
            return (payee, PAYEE_DATASET | index, ShareLib.bpsDown(kept, inputs[index].royaltyBps));
        }
        if (index != 0) revert MarketUnknownPayee(versionId, index);
        if (kind == PayeeKind.PROTOCOL) {
            return (_settings.treasury, PAYEE_PROTOCOL, ShareLib.bpsDown(kept, link.protocolBps()));
        }
        (, uint256 collaboratorsBps) = PIPELINES.collaboratorsOf(versionId);
        payee = PIPELINES.ownerOfVersion(versionId);
        key = PAYEE_OWNER;
        entitled = ShareLib.restDown(kept, _restBps(versionId, currency, link), ShareLib.BPS - collaboratorsBps);
    }

    function _entitlementOfCollaborator(
        VersionId versionId,
        address currency,
        Collaborator[] calldata collaborators,
        uint256 index
    ) private view returns (uint256 entitled) {
        bytes30 given = bytes30(keccak256(abi.encode(collaborators)));
        (bytes30 registered, ) = PIPELINES.collaboratorsOf(versionId);
        if (given != registered) revert MarketWrongCollaborators(versionId, given, registered);
        if (index >= collaborators.length) revert MarketUnknownPayee(versionId, index);
        LinkWord link = _linkWords[versionId];
        uint256 kept = _kept(versionId, currency, link);
        return ShareLib.restDown(kept, _restBps(versionId, currency, link), collaborators[index].shareBps);
    }

    /// @dev M-7: what protocol, oracle fund and datasets leave to collaborators and owner. Reassessments are paid in the native
    /// coin, so that the fund has no part of other currencies.
    function _restBps(VersionId versionId, address currency, LinkWord link) private view returns (uint256 restBps) {
        restBps = ShareLib.BPS - link.protocolBps();
        if (currency == MarketConstantsLib.NATIVE) restBps -= 100 * link.fundPercent();
        DatasetInput[] memory inputs = PIPELINES.datasetsOf(versionId);
        for (uint256 i = 0; i < inputs.length; ++i) {
            restBps -= inputs[i].royaltyBps;
        }
    }

    /// @dev Marks all that is owed as paid.
    function _take(
        VersionId versionId,
        address currency,
        uint256 payeeKey,
        uint256 entitled
    ) private returns (uint256 amount) {
        uint256 key = _payeeKey(versionId, payeeKey);
        amount = entitled - _paid[currency][key];
        if (amount == 0) revert MarketNothingOwed(versionId);
        _paid[currency][key] = entitled;
    }

    /* PRIVATE: KEYS */

    function _payeeKey(VersionId versionId, uint256 payee) private pure returns (uint256 key) {
        return (uint256(VersionId.unwrap(versionId)) << PAYEE_BITS) | payee;
    }

    function _pairKey(VersionId child, uint256 parentIndex) private pure returns (uint256 key) {
        return (uint256(VersionId.unwrap(child)) << 1) | (parentIndex >> 1);
    }

    function _halfShift(uint256 parentIndex) private pure returns (uint256 bits) {
        return (parentIndex & 1) * 128;
    }
}
