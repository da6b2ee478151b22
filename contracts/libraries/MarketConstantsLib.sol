// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title The Market's limits
library MarketConstantsLib {
    /// @dev Seconds of access one period buys.
    uint256 internal constant PERIOD_SECONDS = 30 days;
    /// @dev Periods per purchase: nobody prepays beyond a year for a score that will be measured again.
    uint256 internal constant MAX_PERIODS = 12;
    /// @dev Basis points of what a version keeps; the link word has 9 bits for it.
    uint256 internal constant MAX_PROTOCOL_FEE_BPS = 500;
    /// @dev Percent of what a version keeps; the price word has 5 bits for it.
    uint256 internal constant MAX_FUND_PERCENT = 20;
    /// @dev Largest exponent of the price curve; the price word has 2 bits for it.
    uint256 internal constant MAX_EXPONENT = 3;
    /// @dev Largest index of a currency; `LicenceTerms.currencies`, the price word and the access word have room for 8.
    uint256 internal constant MAX_CURRENCY_INDEX = 7;
    /// @dev What a use policy may spend on an answer.
    uint256 internal constant POLICY_GAS = 100_000;
    /// @dev The native coin's place where a currency is named.
    address internal constant NATIVE = address(0);
}
