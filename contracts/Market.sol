// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {MarketRevenue} from "./abstracts/MarketRevenue.sol";
import {ICurrencies} from "./interfaces/ICurrencies.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IPolicies} from "./interfaces/IPolicies.sol";
import {AccessWord, AccessWordLib} from "./libraries/AccessWordLib.sol";
import {MarketConstantsLib} from "./libraries/MarketConstantsLib.sol";
import {PriceWord} from "./libraries/PriceWordLib.sol";
import {PaymentLib} from "./libraries/PaymentLib.sol";
import {AccessAction} from "./types/Access.sol";
import {VersionId} from "./types/Ids.sol";
import {Permit, Purchase} from "./types/Purchase.sol";
import {PriceTerms, PriceUpdate} from "./types/Revenue.sol";

/// @title Market
/// @notice Sells 30-day access to versions at a price that follows their Final score, and splits the revenue along the
/// lineage (docs/SPEC.md, M-1 to M-16 and U-1 to U-6).
///
/// Assumptions: the registries, Currencies, Policies and Scores are this protocol's own; the registries keep the bounds of L-5
/// and L-9, Scores those of benchmarks; tokens are those of Currencies. Balances are read only around a token's transfer:
/// whatever is forced in stays outside the accounts.
/// Roles: `restricted` for the protocol fee, proposing a treasury, the pause and naming Scores once; the pipeline's owner sets
/// prices and who may use; everybody else only moves his own money.
/// Units: units of a currency (wei), nano and 10⁻¹⁸ of a whole where named, gwei where named, basis points, shares in 65,535ths.
/// Rounding: prices down (for the buyer), conversions up and once per purchase (for the seller), primary shares up (for the
/// ancestor), every payment down; dust stays here.
/// Not checked: whether buyer and owner are the same person (self-dealing costs the fee), side payments.
contract Market is MarketRevenue, AccessManaged {
    /// @dev One member: a reference to it can be read and written with one hash.
    struct Access {
        AccessWord word;
    }

    ICurrencies public immutable CURRENCIES;
    IPolicies public immutable POLICIES;

    /* STORAGE */

    /// @dev Key: version id in the high 96 bits, account in the low 160: one hash instead of two.
    mapping(uint256 versionAndAccount => Access access) private _accesses;
    mapping(VersionId versionId => bytes32 policyId) private _usePolicies;
    address private _pendingTreasury;

    constructor(
        address authority_,
        IPipelineRegistry pipelines,
        IDatasetRegistry datasets,
        ICurrencies currencies,
        IPolicies policies,
        uint16 protocolFeeBps,
        address treasury
    ) AccessManaged(authority_) MarketRevenue(pipelines, datasets) {
        if (treasury == address(0)) revert MarketZeroAddress();
        CURRENCIES = currencies;
        POLICIES = policies;
        _setProtocolFee(protocolFeeBps);
        _setTreasury(treasury);
    }

    /* PRICES */

    /// @inheritdoc IMarket
    function setPriceTerms(VersionId versionId, PriceTerms calldata terms) external {
        _checkOwner(versionId);
        PaymentLib.checkTerms(address(CURRENCIES), address(PIPELINES), versionId, terms);
        _priceWords[versionId] = _priceWords[versionId].withTerms(terms);
        emit PriceTermsSet(versionId, terms);
    }

    /// @inheritdoc IMarket
    function setUsePolicy(VersionId versionId, bytes32 policyId) external {
        _checkOwner(versionId);
        if (policyId != 0 && !POLICIES.exists(policyId)) revert MarketUnknownPolicy(policyId);
        _priceWords[versionId] = _unfixedWord(versionId).withUsePolicy(policyId != 0);
        _usePolicies[versionId] = policyId;
        emit UsePolicySet(versionId, policyId);
    }

    /// @inheritdoc IMarket
    function setOracleFund(VersionId versionId, uint8 percent) external {
        _checkOwner(versionId);
        if (percent > MarketConstantsLib.MAX_FUND_PERCENT) {
            revert MarketOracleFundOutOfRange(percent, MarketConstantsLib.MAX_FUND_PERCENT);
        }
        _priceWords[versionId] = _unfixedWord(versionId).withFund(percent);
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
        PriceWord word = _priceWords[versionId];
        _checkBuyer(versionId, word, recipient, deadline);
        uint256 boundBps;
        (paid, boundBps, ) = _offer(versionId, word, periods, MarketConstantsLib.NATIVE);
        _checkLimits(paid, maxPrice, boundBps, minBoundBps);
        if (msg.value < paid) revert MarketUnderpaid(msg.value, paid);
        // Effect:
        until = _extend(versionId, recipient, periods, AccessWordLib.create(paid, boundBps, 0));
        _book(versionId, recipient, MarketConstantsLib.NATIVE, paid, until);
        // Interaction:
        if (msg.value > paid) _send(MarketConstantsLib.NATIVE, msg.sender, msg.value - paid);
    }

    /// @inheritdoc IMarket
    function buyWithToken(Purchase calldata purchase) external nonReentrant returns (uint256 paid, uint256 until) {
        AccessWord bought;
        (paid, bought) = _checkPurchase(purchase);
        // Before the books, under the guard: they never say more than what is here.
        PaymentLib.receiveToken(purchase.currency, paid);
        until = _record(purchase, paid, bought);
    }

    /// @inheritdoc IMarket
    function buyWithPermit(
        Purchase calldata purchase,
        Permit calldata permit
    ) external nonReentrant returns (uint256 paid, uint256 until) {
        AccessWord bought;
        (paid, bought) = _checkPurchase(purchase);
        PaymentLib.receiveWithPermit(purchase.currency, paid, permit);
        until = _record(purchase, paid, bought);
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
    function setProtocolFee(uint16 bps) external restricted {
        _setProtocolFee(bps);
    }

    /// @inheritdoc IMarket
    function proposeTreasury(address treasury) external restricted {
        _pendingTreasury = treasury;
        emit TreasuryProposed(treasury);
    }

    /// @inheritdoc IMarket
    function acceptTreasury() external {
        if (msg.sender != _pendingTreasury) revert MarketNotPendingTreasury(msg.sender, _pendingTreasury);
        delete _pendingTreasury;
        _setTreasury(msg.sender);
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
        PriceWord word = _priceWords[versionId];
        (price, boundBps, ) = _offer(versionId, word, periods, currency);
        validUntil = word.validUntil();
    }

    /// @inheritdoc IMarket
    function suggestedPriceOf(VersionId versionId) external view returns (uint256 priceE18) {
        PriceWord word = _priceWords[versionId];
        return word.areSharesFixed() ? word.suggestedE18() : 0;
    }

    /// @inheritdoc IMarket
    function priceTermsOf(VersionId versionId) external view returns (PriceTerms memory terms) {
        return _priceWords[versionId].priceTerms();
    }

    /// @inheritdoc IMarket
    function usePolicyOf(VersionId versionId) external view returns (bytes32 policyId) {
        return _usePolicies[versionId];
    }

    /// @inheritdoc IMarket
    function hasAccess(VersionId versionId, address account) external view returns (bool access) {
        return _hasAccess(versionId, account);
    }

    /// @inheritdoc IMarket
    function mayUse(address account, VersionId versionId) external view returns (bool allowed) {
        if (!_hasAccess(versionId, account)) return false;
        return !_priceWords[versionId].hasUsePolicy() || _policyAllows(versionId, account);
    }

    /// @inheritdoc IMarket
    function accessOf(
        VersionId versionId,
        address account
    ) external view returns (uint256 until, uint256 boughtAt, uint256 paid, uint256 boundBps, uint256 currencyIndex) {
        return _accesses[_accessKey(versionId, account)].word.fields();
    }

    /// @inheritdoc IMarket
    function protocolFee() external view returns (uint16 bps, address treasury) {
        return (_settings.protocolFeeBps, _settings.treasury);
    }

    /// @inheritdoc IMarket
    function pendingTreasury() external view returns (address account) {
        return _pendingTreasury;
    }

    /// @inheritdoc IMarket
    function scores() external view returns (address account) {
        return _scores;
    }

    /// @inheritdoc IMarket
    function isPaused() external view returns (bool paused) {
        return _settings.isPaused;
    }

    /* PRIVATE: PURCHASES */

    function _checkPurchase(Purchase calldata purchase) private view returns (uint256 price, AccessWord bought) {
        PriceWord word = _priceWords[purchase.versionId];
        _checkBuyer(purchase.versionId, word, purchase.recipient, purchase.deadline);
        uint256 boundBps;
        uint256 index;
        (price, boundBps, index) = _offer(purchase.versionId, word, purchase.periods, purchase.currency);
        _checkLimits(price, purchase.maxPrice, boundBps, purchase.minBoundBps);
        bought = AccessWordLib.create(price, boundBps, index);
    }

    function _checkBuyer(VersionId versionId, PriceWord word, address recipient, uint256 deadline) private view {
        if (block.timestamp > deadline) revert MarketDeadlinePassed(deadline, block.timestamp);
        if (recipient == address(0)) revert MarketZeroAddress();
        if (word.hasUsePolicy() && !_policyAllows(versionId, recipient)) {
            revert MarketUseNotAllowed(versionId, recipient);
        }
    }

    function _checkLimits(uint256 price, uint256 maxPrice, uint256 boundBps, uint256 minBoundBps) private pure {
        if (boundBps < minBoundBps) revert MarketBoundBelowMin(boundBps, minBoundBps);
        if (price > maxPrice) revert MarketPriceAboveMax(price, maxPrice);
    }

    function _record(Purchase calldata purchase, uint256 paid, AccessWord bought) private returns (uint256 until) {
        until = _extend(purchase.versionId, purchase.recipient, purchase.periods, bought);
        _book(purchase.versionId, purchase.recipient, purchase.currency, paid, until);
    }

    function _extend(
        VersionId versionId,
        address recipient,
        uint256 periods,
        AccessWord bought
    ) private returns (uint256 until) {
        Access storage access = _accesses[_accessKey(versionId, recipient)];
        until = access.word.until();
        if (until < block.timestamp) until = block.timestamp;
        // A 40-bit time or the block's, and at most 12 periods: far below 2^256.
        unchecked {
            until += periods * MarketConstantsLib.PERIOD_SECONDS;
        }
        access.word = bought.withTimes(until, block.timestamp);
    }

    function _book(VersionId versionId, address recipient, address currency, uint256 paid, uint256 until) private {
        Revenue storage revenue = _revenues[currency][versionId];
        revenue.word = revenue.word.withSale(paid);
        emit AccessBought(versionId, recipient, msg.sender, until, currency, paid);
    }

    function _hasAccess(VersionId versionId, address account) private view returns (bool access) {
        return _accesses[_accessKey(versionId, account)].word.until() > block.timestamp;
    }

    /// @dev A policy that fails says no.
    function _policyAllows(VersionId versionId, address account) private view returns (bool allowed) {
        try
            POLICIES.isAllowed{gas: MarketConstantsLib.POLICY_GAS}(
                _usePolicies[versionId],
                account,
                address(this),
                VersionId.unwrap(versionId),
                AccessAction.USE
            )
        returns (bool answer) {
            allowed = answer;
        } catch {}
    }

    /* PRIVATE: PRICES */

    /// @dev What a purchase would pay now, the bound it would be made at, and the currency's index; reverts where nothing is
    /// offered.
    function _offer(
        VersionId versionId,
        PriceWord word,
        uint256 periods,
        address currency
    ) private view returns (uint256 price, uint256 boundBps, uint256 index) {
        uint256 priceE18;
        (priceE18, boundBps) = _priceOf(versionId, word, periods);
        if (!word.isNative()) {
            (price, index) = PaymentLib.convertUp(
                address(CURRENCIES),
                address(PIPELINES),
                versionId,
                word,
                periods,
                priceE18,
                currency
            );
        } else {
            if (currency != MarketConstantsLib.NATIVE) revert MarketCurrencyNotAllowed(versionId, currency);
            price = priceE18;
        }
    }

    /// @dev In the currency of the version's terms, or in dollars.
    function _priceOf(
        VersionId versionId,
        PriceWord word,
        uint256 periods
    ) private view returns (uint256 priceE18, uint256 boundBps) {
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
            return (word.floorE18() * periods, 0);
        }
        // At most 2^48 nano and 12 periods: below 2^82.
        unchecked {
            priceE18 = (word.isManual() ? word.manualE18() : word.suggestedE18()) * periods;
        }
        boundBps = word.boundBps();
    }

    /// @dev The word of a version whose first Final score is still to come.
    function _unfixedWord(VersionId versionId) private view returns (PriceWord word) {
        word = _priceWords[versionId];
        if (word.areSharesFixed()) revert MarketSharesAlreadyFixed(versionId);
    }

    function _checkOwner(VersionId versionId) private view {
        if (PIPELINES.ownerOfVersion(versionId) != msg.sender) revert MarketNotOwner(versionId, msg.sender);
    }

    /* PRIVATE: SETTINGS */

    function _setProtocolFee(uint16 bps) private {
        if (bps > MarketConstantsLib.MAX_PROTOCOL_FEE_BPS) {
            revert MarketFeeTooHigh(bps, MarketConstantsLib.MAX_PROTOCOL_FEE_BPS);
        }
        _settings.protocolFeeBps = bps;
        emit ProtocolFeeSet(bps);
    }

    function _setTreasury(address treasury) private {
        _settings.treasury = treasury;
        emit TreasurySet(treasury);
    }

    function _accessKey(VersionId versionId, address account) private pure returns (uint256 key) {
        return (uint256(VersionId.unwrap(versionId)) << 160) | uint160(account);
    }
}
