// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICurrencies} from "./interfaces/ICurrencies.sol";

/// @title Currencies
/// @notice The list of currencies and their rates in US dollars (docs/SPEC.md, U-1 to U-6).
///
/// Assumptions: a feed answers in US dollars and keeps its decimals; a token keeps its own. Both are checked when they are
/// named, by people: what is added here must not take fees on transfers or change balances by itself.
/// Roles: `restricted` for adding tokens and feeds (governor) and for disabling a token, or the native coin's rate (guardian).
/// Units: units of the currency, US dollars · 10¹⁸, seconds.
/// Rounding: up, for the seller; once per conversion.
/// Not checked: whether a fresh answer is true, whether a market could be moved within `maxAgeSeconds`.
contract Currencies is ICurrencies, AccessManaged {
    struct Currency {
        address feed; // slot 0
        uint32 maxAgeSeconds; // slot 0
        uint8 feedDecimals; // slot 0
        uint8 decimals; // slot 0
        uint8 index; // slot 0
        bool isKnown; // slot 0
        bool isEnabled; // slot 0
    }

    struct Round {
        uint256 id;
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint256 answeredIn;
    }

    /* CONSTANTS */

    /// @dev The native coin and 7 tokens: the bits of `LicenceTerms.currencies`.
    uint256 private constant MAX_CURRENCIES = 8;
    uint256 private constant MAX_DECIMALS = 18;
    /// @dev Far above what a feed behind a proxy takes, and little enough that a broken one can be named.
    uint256 private constant FEED_GAS = 200_000;
    uint256 private constant ROUND_BYTES = 160;
    address private constant NATIVE = address(0);

    /* IMMUTABLES */

    /// @notice Chainlink's uptime feed of an L2's sequencer, or 0: answer 0 is up, 1 is down, since `startedAt`.
    address public immutable SEQUENCER_FEED;
    /// @notice How long rates are refused after the sequencer came back.
    uint256 public immutable SEQUENCER_GRACE_SECONDS;

    /* STORAGE */

    mapping(address currency => Currency entry) private _entries;
    address[] private _currencies;

    constructor(address authority_, address sequencerFeed, uint256 sequencerGraceSeconds) AccessManaged(authority_) {
        SEQUENCER_FEED = sequencerFeed;
        SEQUENCER_GRACE_SECONDS = sequencerGraceSeconds;
        _enter(NATIVE, MAX_DECIMALS);
    }

    /* WRITES */

    /// @inheritdoc ICurrencies
    function add(address token, address feed, uint32 maxAgeSeconds) external restricted {
        Currency storage entry = _entries[token];
        if (entry.isEnabled) revert CurrenciesAlreadyAdded(token);
        if (entry.isKnown) {
            entry.isEnabled = true;
            emit CurrencyAdded(token, entry.index, entry.decimals);
        } else {
            if (_currencies.length == MAX_CURRENCIES) revert CurrenciesFull(MAX_CURRENCIES - 1);
            _enter(token, _decimalsOf(token));
        }
        _setFeed(token, feed, maxAgeSeconds);
    }

    /// @inheritdoc ICurrencies
    function setFeed(address currency, address feed, uint32 maxAgeSeconds) external restricted {
        if (!_entries[currency].isKnown) revert CurrenciesUnknown(currency);
        _setFeed(currency, feed, maxAgeSeconds);
    }

    /// @inheritdoc ICurrencies
    function disable(address token) external restricted {
        if (!_entries[token].isEnabled) revert CurrenciesNotEnabled(token);
        _entries[token].isEnabled = false;
        emit CurrencyDisabled(token);
    }

    /* VIEWS */

    /// @inheritdoc ICurrencies
    function indexOf(address token) external view returns (bool enabled, uint256 index, uint256 decimals) {
        Currency storage entry = _entries[token];
        return (entry.isEnabled, entry.index, entry.decimals);
    }

    /// @inheritdoc ICurrencies
    function currencyAt(uint256 index) external view returns (address currency) {
        if (index >= _currencies.length) revert CurrenciesUnknownIndex(index);
        return _currencies[index];
    }

    /// @inheritdoc ICurrencies
    function currencyCount() external view returns (uint256 count) {
        return _currencies.length;
    }

    /// @inheritdoc ICurrencies
    function feedOf(
        address currency
    ) external view returns (address feed, uint256 maxAgeSeconds, uint256 feedDecimals) {
        Currency storage entry = _entries[currency];
        return (entry.feed, entry.maxAgeSeconds, entry.feedDecimals);
    }

    /// @inheritdoc ICurrencies
    function fromUsdUp(address currency, uint256 usdE18) external view returns (uint256 amount) {
        _checkSequencer();
        (uint256 rate, uint256 scale) = _rateOf(currency);
        // The rate is below 2^128: no overflow below the line, and `mulDiv` has 512 bits above it.
        return Math.mulDiv(usdE18, scale, rate * 1e18, Math.Rounding.Ceil);
    }

    /// @inheritdoc ICurrencies
    function valueUp(address currency, uint256 amountWei) external view returns (uint256 amount) {
        if (currency == NATIVE) return amountWei;
        _checkSequencer();
        (uint256 nativeRate, uint256 nativeScale) = _rateOf(NATIVE);
        (uint256 rate, uint256 scale) = _rateOf(currency);
        // Rates are below 2^128 and scales below 2^120: neither product overflows for amounts below 2^128.
        return Math.mulDiv(amountWei * nativeRate, scale, rate * nativeScale, Math.Rounding.Ceil);
    }

    /* PRIVATE */

    function _enter(address currency, uint256 decimals) private {
        uint256 index = _currencies.length;
        _currencies.push(currency);
        Currency storage entry = _entries[currency];
        // At most 7 and at most 18.
        (entry.index, entry.decimals) = (uint8(index), uint8(decimals));
        (entry.isKnown, entry.isEnabled) = (true, true);
        emit CurrencyAdded(currency, index, decimals);
    }

    function _setFeed(address currency, address feed, uint32 maxAgeSeconds) private {
        uint256 feedDecimals = 0;
        if (feed != address(0)) {
            if (maxAgeSeconds == 0) revert CurrenciesZeroMaxAge();
            feedDecimals = _decimalsOf(feed);
        }
        Currency storage entry = _entries[currency];
        (entry.feed, entry.maxAgeSeconds, entry.feedDecimals) = (feed, maxAgeSeconds, uint8(feedDecimals));
        emit FeedSet(currency, feed, maxAgeSeconds);
    }

    /// @dev Tokens and feeds answer to the same selector.
    function _decimalsOf(address target) private view returns (uint256 decimals) {
        (bool success, bytes memory data) = target.staticcall(abi.encodeCall(IERC20Metadata.decimals, ()));
        if (!success || data.length < 32) revert CurrenciesNoDecimals(target);
        decimals = abi.decode(data, (uint256));
        if (decimals > MAX_DECIMALS) revert CurrenciesTooManyDecimals(target, decimals, MAX_DECIMALS);
    }

    /// @dev One whole of the currency is worth `rate / 10^feedDecimals` dollars; `scale` is its units times 10^feedDecimals.
    function _rateOf(address currency) private view returns (uint256 rate, uint256 scale) {
        Currency storage entry = _entries[currency];
        if (!entry.isEnabled) revert CurrenciesNotEnabled(currency);
        address feed = entry.feed;
        if (feed == address(0)) revert CurrenciesNoFeed(currency);
        Round memory round = _roundOf(feed);
        if (round.answer <= 0 || round.answer > int256(uint256(type(uint128).max))) {
            revert CurrenciesAnswerOutOfRange(feed, round.answer);
        }
        if (round.updatedAt == 0 || round.answeredIn < round.id) revert CurrenciesIncompleteRound(feed, round.id);
        if (round.updatedAt > block.timestamp) {
            revert CurrenciesFutureTimestamp(feed, round.updatedAt, block.timestamp);
        }
        if (block.timestamp - round.updatedAt > entry.maxAgeSeconds) {
            revert CurrenciesStaleAnswer(feed, round.updatedAt, block.timestamp - entry.maxAgeSeconds);
        }
        // Positive: checked above.
        return (uint256(round.answer), 10 ** (uint256(entry.decimals) + entry.feedDecimals));
    }

    function _checkSequencer() private view {
        if (SEQUENCER_FEED == address(0)) return;
        Round memory round = _roundOf(SEQUENCER_FEED);
        // A status that was never reported has no time.
        if (round.answer != 0 || round.startedAt == 0) revert CurrenciesSequencerDown(round.startedAt);
        if (round.startedAt > block.timestamp) {
            revert CurrenciesFutureTimestamp(SEQUENCER_FEED, round.startedAt, block.timestamp);
        }
        if (block.timestamp - round.startedAt <= SEQUENCER_GRACE_SECONDS) {
            revert CurrenciesSequencerGrace(round.startedAt, round.startedAt + SEQUENCER_GRACE_SECONDS);
        }
    }

    /// @dev A call of low level: a feed that is gone, reverts or answers nonsense must be named, and `try` names neither the first
    /// nor the last. Its gas bounds what can be copied. Words are decoded whole, so that no value can fail to decode.
    function _roundOf(address feed) private view returns (Round memory round) {
        bytes memory request = abi.encodeCall(AggregatorV3Interface.latestRoundData, ());
        (bool success, bytes memory data) = feed.staticcall{gas: FEED_GAS}(request);
        if (!success || data.length < ROUND_BYTES) revert CurrenciesFeedFailed(feed);
        return abi.decode(data, (Round));
    }
}
