// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title The currencies that versions are sold in, and what they are worth in US dollars
/// @notice The native coin (`address(0)`) has index 0; at most 7 tokens follow, each in a place of its own for ever. Every
/// conversion rounds up, for the seller: never below the exact value, and less than one unit above it. A rate that cannot be
/// trusted reverts under its own name.
interface ICurrencies {
    event CurrencyAdded(address indexed token, uint256 index, uint256 decimals);
    event CurrencyDisabled(address indexed token);
    event FeedSet(address indexed currency, address indexed feed, uint256 maxAgeSeconds);

    error CurrenciesAlreadyAdded(address token);
    error CurrenciesFull(uint256 max);
    error CurrenciesUnknown(address currency);
    error CurrenciesUnknownIndex(uint256 index);
    error CurrenciesNotEnabled(address token);
    /// @notice No contract is there, or it does not tell its decimals.
    error CurrenciesNoDecimals(address target);
    error CurrenciesTooManyDecimals(address target, uint256 decimals, uint256 max);
    error CurrenciesZeroMaxAge();
    error CurrenciesNoFeed(address currency);
    /// @notice The feed reverted, used up its gas, is gone, or answered with less than a round.
    error CurrenciesFeedFailed(address feed);
    /// @notice Zero, negative, or 2¹²⁸ and more.
    error CurrenciesAnswerOutOfRange(address feed, int256 answer);
    error CurrenciesIncompleteRound(address feed, uint256 roundId);
    error CurrenciesStaleAnswer(address feed, uint256 updatedAt, uint256 oldestAllowed);
    error CurrenciesFutureTimestamp(address feed, uint256 timestamp, uint256 blockTimestamp);
    error CurrenciesSequencerDown(uint256 since);
    /// @notice The sequencer came back too recently: others could not act on the rate yet.
    error CurrenciesSequencerGrace(uint256 since, uint256 graceUntil);

    /// @notice Allows a token, in the next free place; one that was disabled comes back in the place it had. Restricted.
    /// @param token at most 18 decimals; no fee on transfer, no rebase (docs/SPEC.md, U-6)
    /// @param feed Chainlink's price of one whole token in US dollars, or 0: then it takes no prices in dollars
    /// @param maxAgeSeconds the oldest answer to be trusted; 0 without a feed
    function add(address token, address feed, uint32 maxAgeSeconds) external;

    /// @notice Replaces a currency's feed, also the native coin's; 0 removes it. Restricted.
    function setFeed(address currency, address feed, uint32 maxAgeSeconds) external;

    /// @notice Stops sales in a token at once; what was earned in it can be withdrawn for ever. Of the native coin, 0, it stops the
    /// rate: prices in dollars are not paid in it, and no licence's minimum is valued, until `add`. Restricted.
    function disable(address token) external;

    /// @notice A currency's place and decimals; an unknown token is not enabled, and has neither.
    function indexOf(address token) external view returns (bool enabled, uint256 index, uint256 decimals);

    /// @notice The currency in a place; reverts where none ever was.
    function currencyAt(uint256 index) external view returns (address currency);

    /// @notice How many places are taken, the native coin's included.
    function currencyCount() external view returns (uint256 count);

    function feedOf(address currency) external view returns (address feed, uint256 maxAgeSeconds, uint256 feedDecimals);

    /// @notice US dollars in units of a currency, rounded up.
    /// @param usdE18 dollars · 10¹⁸
    function fromUsdUp(address currency, uint256 usdE18) external view returns (uint256 amount);

    /// @notice What an amount of the native coin is worth in a currency, rounded up.
    /// @param amountWei below 2¹²⁸
    function valueUp(address currency, uint256 amountWei) external view returns (uint256 amount);
}
