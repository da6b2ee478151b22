// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {AccessWord, AccessWordLib} from "./libraries/AccessWordLib.sol";
import {LinkWord, LinkWordLib} from "./libraries/LinkWordLib.sol";
import {MarketConstantsLib} from "./libraries/MarketConstantsLib.sol";
import {PriceWord} from "./libraries/PriceWordLib.sol";
import {RevenueWord} from "./libraries/RevenueWordLib.sol";
import {ShareLib} from "./libraries/ShareLib.sol";
import {Collaborator} from "./types/Collaborator.sol";
import {BenchmarkId, VersionId} from "./types/Ids.sol";
import {LicenceTerms} from "./types/LicenceTerms.sol";
import {Edge, PayeeKind, PriceTerms, PriceUpdate, Shares} from "./types/Revenue.sol";
import {DatasetInput} from "./types/Version.sol";

/// @title Market
/// @notice Sells 30-day access to versions at a price that follows their Final score, and splits the revenue along the
/// lineage (docs/SPEC.md, M-1 to M-11).
///
/// Assumptions: the registries and Scores are this protocol's own; the registries keep the bounds of L-5 and L-9, Scores those
/// of benchmarks. Balances are never read: ether forced in stays outside the accounts.
/// Roles: `restricted` for the protocol fee, the pause and naming Scores once; the pipeline's owner sets prices; everybody
/// else only moves his own money.
/// Units: wei, gwei where named, basis points, shares in 65,535ths.
/// Rounding: prices down (for the buyer), primary shares up (for the ancestor), every payment down; dust stays here.
/// Not checked: whether buyer and owner are the same person (self-dealing costs the fee), side payments.
contract Market is IMarket, AccessManaged, ReentrancyGuardTransient {
    /// @dev One member: a reference to it can be passed and written, where a reference to a bare word cannot.
    struct Access {
        AccessWord word;
    }

    /// @dev One member, as above.
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

    Settings private _settings;
    address private _scores;
    mapping(VersionId versionId => PriceWord word) private _priceWords;
    mapping(VersionId versionId => LinkWord word) private _linkWords;
    /// @dev Key: version id in the high 96 bits, account in the low 160: one hash instead of two.
    mapping(uint256 versionAndAccount => Access access) private _accesses;
    mapping(address currency => mapping(VersionId versionId => Revenue revenue)) private _revenues;
    /// @dev Key: version id and half of the edge's number. Each word holds what two edges have passed up, 128 bits each.
    mapping(address currency => mapping(uint256 versionAndPair => Pulled pulled)) private _pulled;
    /// @dev Key: version id and payee.
    mapping(address currency => mapping(uint256 versionAndPayee => uint256 amount)) private _paid;

    constructor(
        address authority_,
        IPipelineRegistry pipelines,
        IDatasetRegistry datasets,
        uint16 protocolFeeBps,
        address treasury
    ) AccessManaged(authority_) {
        PIPELINES = pipelines;
        DATASETS = datasets;
        _setProtocolFee(protocolFeeBps, treasury);
    }

    /* PRICES */

    /// @inheritdoc IMarket
    function setPriceTerms(VersionId versionId, PriceTerms calldata terms) external {
        _checkOwner(versionId);
        if (
            terms.exponent == 0 || terms.exponent > MarketConstantsLib.MAX_EXPONENT || terms.floorGwei > terms.capGwei
        ) {
            revert MarketPriceTermsOutOfRange(terms);
        }
        LicenceTerms memory licence = PIPELINES.termsOf(versionId);
        _checkMinimum(terms.floorGwei, licence.minPriceGwei);
        if (terms.manual) _checkMinimum(terms.manualGwei, licence.minPriceGwei);
        if (terms.listed && licence.currencies & MarketConstantsLib.NATIVE_CURRENCY_BIT == 0) {
            revert MarketCurrencyNotAllowed(versionId, MarketConstantsLib.NATIVE);
        }
        _priceWords[versionId] = _priceWords[versionId].withTerms(terms);
        emit PriceTermsSet(versionId, terms);
    }

    /// @inheritdoc IMarket
    function setOracleFund(VersionId versionId, uint8 percent) external {
        _checkOwner(versionId);
        if (percent > MarketConstantsLib.MAX_FUND_PERCENT) {
            revert MarketOracleFundOutOfRange(percent, MarketConstantsLib.MAX_FUND_PERCENT);
        }
        PriceWord word = _priceWords[versionId];
        if (word.areSharesFixed()) revert MarketSharesAlreadyFixed(versionId);
        _priceWords[versionId] = word.withFund(percent);
        emit OracleFundSet(versionId, percent);
    }

    /// @inheritdoc IMarket
    function onScoresSettled(PriceUpdate[] calldata updates) external {
        _checkScores();
        for (uint256 i = 0; i < updates.length; ++i) {
            VersionId versionId = updates[i].versionId;
            PriceWord word = _priceWords[versionId];
            if (!word.areSharesFixed()) {
                bool areFixed;
                (areFixed, word) = _fixShares(updates[i], word);
                // Scores asks for no version with an unfixed parent (S-4). If it ever did, that version would wait for its
                // next score; the others of the batch must not.
                if (!areFixed) continue;
            } else if (word.isVoid()) {
                // Void is for ever, whatever Scores pushes.
                continue;
            }
            _priceWords[versionId] = word.withScore(updates[i]);
            emit PriceUpdated(versionId, updates[i].boundBps, updates[i].validUntil);
        }
    }

    /// @inheritdoc IMarket
    function onVersionVoided(VersionId versionId) external {
        _checkScores();
        _priceWords[versionId] = _priceWords[versionId].withoutScore();
        emit VersionVoided(versionId);
    }

    /* ACCESS */

    /// @inheritdoc IMarket
    function buy(
        VersionId versionId,
        uint256 periods,
        address recipient,
        uint256 maxPrice,
        uint256 minBoundBps,
        uint256 deadline
    ) external payable nonReentrant returns (uint256 paid, uint256 until) {
        // Check:
        if (block.timestamp > deadline) revert MarketDeadlinePassed(deadline, block.timestamp);
        if (recipient == address(0)) revert MarketZeroAddress();
        uint256 boundBps;
        (paid, boundBps) = _offer(versionId, _priceWords[versionId], periods);
        if (boundBps < minBoundBps) revert MarketBoundBelowMin(boundBps, minBoundBps);
        if (paid > maxPrice) revert MarketPriceAboveMax(paid, maxPrice);
        if (msg.value < paid) revert MarketUnderpaid(msg.value, paid);
        // Effect:
        Access storage access = _accesses[_accessKey(versionId, recipient)];
        until = access.word.until();
        if (until < block.timestamp) until = block.timestamp;
        // A 40-bit time or the block's, and at most 12 periods: far below 2^256.
        unchecked {
            until += periods * MarketConstantsLib.PERIOD_SECONDS;
        }
        access.word = AccessWordLib.create(until, block.timestamp, paid, boundBps);
        Revenue storage revenue = _revenues[MarketConstantsLib.NATIVE][versionId];
        revenue.word = revenue.word.withSale(paid);
        emit AccessBought(versionId, recipient, msg.sender, until, MarketConstantsLib.NATIVE, paid);
        // Interaction:
        if (msg.value > paid) _send(msg.sender, msg.value - paid);
    }

    /* REVENUE */

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
        _send(to, amount);
    }

    /// @inheritdoc IMarket
    function drawOracleFund(VersionId versionId, uint256 amountWei) external nonReentrant {
        _checkScores();
        uint256 available = oracleFundOf(versionId);
        if (amountWei > available) revert MarketFundTooSmall(versionId, amountWei, available);
        _paid[MarketConstantsLib.NATIVE][_payeeKey(versionId, PAYEE_FUND)] += amountWei;
        emit OracleFundDrawn(versionId, amountWei);
        _send(msg.sender, amountWei);
    }

    /* SETTINGS */

    /// @inheritdoc IMarket
    function setScores(address scores_) external restricted {
        if (scores_ == address(0)) revert MarketZeroAddress();
        if (_scores != address(0)) revert MarketScoresAlreadySet(_scores);
        _scores = scores_;
        emit ScoresSet(scores_);
    }

    /// @inheritdoc IMarket
    function setProtocolFee(uint16 bps, address treasury) external restricted {
        _setProtocolFee(bps, treasury);
    }

    /// @inheritdoc IMarket
    function setPaused(bool paused_) external restricted {
        _settings.isPaused = paused_;
        emit SalesPaused(paused_);
    }

    /* VIEWS */

    /// @inheritdoc IMarket
    function quote(
        VersionId versionId,
        uint256 periods,
        address currency
    ) external view returns (uint256 price, uint256 boundBps, uint256 validUntil) {
        if (currency != MarketConstantsLib.NATIVE) revert MarketCurrencyNotAllowed(versionId, currency);
        PriceWord word = _priceWords[versionId];
        (price, boundBps) = _offer(versionId, word, periods);
        validUntil = word.validUntil();
    }

    /// @inheritdoc IMarket
    function suggestedPriceOf(VersionId versionId) external view returns (uint256 priceWei) {
        PriceWord word = _priceWords[versionId];
        return word.areSharesFixed() ? word.suggestedWei() : 0;
    }

    /// @inheritdoc IMarket
    function priceTermsOf(VersionId versionId) external view returns (PriceTerms memory terms) {
        return _priceWords[versionId].priceTerms();
    }

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
        uint256[] memory effective = new uint256[](parents.length);
        for (uint256 i = 0; i < parents.length; ++i) {
            PriceWord word = _priceWords[parents[i]];
            if (!word.areSharesFixed()) revert MarketSharesNotFixed(parents[i]);
            effective[i] = word.effectiveBps();
        }
        parentIndex = _primaryIndex(proven, parents, effective);
        parent = parents[parentIndex];
    }

    /// @inheritdoc IMarket
    function hasAccess(VersionId versionId, address account) external view returns (bool access) {
        return _accesses[_accessKey(versionId, account)].word.until() > block.timestamp;
    }

    /// @inheritdoc IMarket
    function accessOf(
        VersionId versionId,
        address account
    ) external view returns (uint256 until, uint256 boughtAt, uint256 paid, uint256 boundBps) {
        return _accesses[_accessKey(versionId, account)].word.fields();
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

    /// @inheritdoc IMarket
    function protocolFee() external view returns (uint16 bps, address treasury) {
        return (_settings.protocolFeeBps, _settings.treasury);
    }

    /// @inheritdoc IMarket
    function scores() external view returns (address account) {
        return _scores;
    }

    /// @inheritdoc IMarket
    function isPaused() external view returns (bool paused) {
        return _settings.isPaused;
    }

    /* PRIVATE: PRICES */

    /// @dev What a purchase would pay now, and the bound it would be made at; reverts where nothing is offered.
    function _offer(
        VersionId versionId,
        PriceWord word,
        uint256 periods
    ) private view returns (uint256 price, uint256 boundBps) {
        if (_settings.isPaused) revert MarketPaused();
        if (periods == 0 || periods > MarketConstantsLib.MAX_PERIODS) {
            revert MarketPeriodsOutOfRange(periods, MarketConstantsLib.MAX_PERIODS);
        }
        if (!word.areSharesFixed()) revert MarketNotScored(versionId);
        if (!word.isListed()) revert MarketNotForSale(versionId);
        uint256 validUntil = word.validUntil();
        if (block.timestamp > validUntil) {
            if (validUntil == 0) revert MarketVersionVoid(versionId);
            if (!word.sellsStaleAtFloor()) revert MarketScoreStale(versionId, validUntil);
            return (word.floorWei() * periods, 0);
        }
        // At most 2^48 gwei and 12 periods: below 2^82.
        unchecked {
            price = (word.isManual() ? word.manualWei() : word.suggestedWei()) * periods;
        }
        boundBps = word.boundBps();
    }

    function _checkOwner(VersionId versionId) private view {
        if (PIPELINES.ownerOfVersion(versionId) != msg.sender) revert MarketNotOwner(versionId, msg.sender);
    }

    function _checkScores() private view {
        if (msg.sender != _scores) revert MarketOnlyScores(msg.sender);
    }

    function _checkMinimum(uint256 priceGwei, uint256 minimumGwei) private pure {
        if (priceGwei < minimumGwei) revert MarketBelowLicenceMinimum(priceGwei, minimumGwei);
    }

    /* PRIVATE: SHARES */

    /// @dev M-3 to M-5. Everything read here is immutable or fixed before, so that no later event changes the result.
    function _fixShares(
        PriceUpdate calldata update,
        PriceWord word
    ) private returns (bool areFixed, PriceWord updated) {
        (BenchmarkId benchmarkId, bool proven, VersionId[] memory parents) = PIPELINES.lineageOf(update.versionId);
        uint256[] memory effective = new uint256[](parents.length);
        for (uint256 i = 0; i < parents.length; ++i) {
            PriceWord parentWord = _priceWords[parents[i]];
            if (!parentWord.areSharesFixed()) return (false, word);
            effective[i] = parentWord.effectiveBps();
        }

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
        _send(to, amount);
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
        entitled = ShareLib.restDown(kept, _restBps(versionId, link), ShareLib.BPS - collaboratorsBps);
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
        return ShareLib.restDown(kept, _restBps(versionId, link), collaborators[index].shareBps);
    }

    /// @dev M-7: what protocol, oracle fund and datasets leave to collaborators and owner.
    function _restBps(VersionId versionId, LinkWord link) private view returns (uint256 restBps) {
        restBps = ShareLib.BPS - link.protocolBps() - 100 * link.fundPercent();
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

    /// @dev Only the native coin is ever sold for, so that any other currency has nothing to pay out. What the recipient returns
    /// is not copied.
    function _send(address to, uint256 amount) private {
        if (!LowLevelCall.callNoReturn(to, amount, "")) revert MarketTransferFailed(to, amount);
    }

    function _setProtocolFee(uint16 bps, address treasury) private {
        if (bps > MarketConstantsLib.MAX_PROTOCOL_FEE_BPS) {
            revert MarketFeeTooHigh(bps, MarketConstantsLib.MAX_PROTOCOL_FEE_BPS);
        }
        if (treasury == address(0)) revert MarketZeroAddress();
        _settings.protocolFeeBps = bps;
        _settings.treasury = treasury;
        emit ProtocolFeeSet(bps, treasury);
    }

    /* PRIVATE: KEYS */

    function _accessKey(VersionId versionId, address account) private pure returns (uint256 key) {
        return (uint256(VersionId.unwrap(versionId)) << 160) | uint160(account);
    }

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
