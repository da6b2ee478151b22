// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PriceTerms, PriceUpdate} from "../types/Revenue.sol";
import {PriceLib} from "./PriceLib.sol";

/// @dev Everything a sale reads of a version, from the low bits up: floor 48, cap 48, manual price 48 (nano); bound 14,
/// baseline 14, target 14, effective bound 14 (basis points); validUntil 40; exponent 2; manual 1, listed 1, staleAtFloor 1,
/// sharesFixed 1; oracle fund 5 (percent); currency 3, inUsd 1; hasUsePolicy 1. A void version has fixed shares and a
/// validUntil of 0.
type PriceWord is uint256;

using PriceWordLib for PriceWord global;

/// @title Packing of the price word
library PriceWordLib {
    /// @dev Units of 10⁻¹⁸ in a nano.
    uint256 private constant NANO = 1e9;

    uint256 private constant CAP_SHIFT = 48;
    uint256 private constant MANUAL_SHIFT = 96;
    uint256 private constant BOUND_SHIFT = 144;
    uint256 private constant BASELINE_SHIFT = 158;
    uint256 private constant TARGET_SHIFT = 172;
    uint256 private constant EFFECTIVE_SHIFT = 186;
    uint256 private constant VALID_UNTIL_SHIFT = 200;
    uint256 private constant EXPONENT_SHIFT = 240;
    uint256 private constant IS_MANUAL_SHIFT = 242;
    uint256 private constant IS_LISTED_SHIFT = 243;
    uint256 private constant STALE_AT_FLOOR_SHIFT = 244;
    uint256 private constant SHARES_FIXED_SHIFT = 245;
    uint256 private constant FUND_SHIFT = 246;
    uint256 private constant CURRENCY_SHIFT = 251;
    uint256 private constant IN_USD_SHIFT = 254;
    uint256 private constant HAS_USE_POLICY_SHIFT = 255;

    uint256 private constant NANO_MASK = type(uint48).max;
    uint256 private constant BPS_MASK = 0x3fff;
    uint256 private constant TIME_MASK = type(uint40).max;
    uint256 private constant EXPONENT_MASK = 0x3;
    uint256 private constant FUND_MASK = 0x1f;
    uint256 private constant CURRENCY_MASK = 0x7;

    uint256 private constant TERMS_MASK =
        ((1 << BOUND_SHIFT) - 1) |
            (EXPONENT_MASK << EXPONENT_SHIFT) |
            (1 << IS_MANUAL_SHIFT) |
            (1 << IS_LISTED_SHIFT) |
            (1 << STALE_AT_FLOOR_SHIFT) |
            (CURRENCY_MASK << CURRENCY_SHIFT) |
            (1 << IN_USD_SHIFT);
    uint256 private constant SCORE_MASK =
        (BPS_MASK << BOUND_SHIFT) |
            (BPS_MASK << BASELINE_SHIFT) |
            (BPS_MASK << TARGET_SHIFT) |
            (TIME_MASK << VALID_UNTIL_SHIFT);

    /* WRITES */

    function withTerms(PriceWord word, PriceTerms calldata terms) internal pure returns (PriceWord updated) {
        uint256 fields =
            uint256(terms.floorNano) |
                (uint256(terms.capNano) << CAP_SHIFT) |
                (uint256(terms.manualNano) << MANUAL_SHIFT) |
                ((uint256(terms.exponent) & EXPONENT_MASK) << EXPONENT_SHIFT) |
                (_bit(terms.manual) << IS_MANUAL_SHIFT) |
                (_bit(terms.listed) << IS_LISTED_SHIFT) |
                (_bit(terms.staleAtFloor) << STALE_AT_FLOOR_SHIFT) |
                ((uint256(terms.currency) & CURRENCY_MASK) << CURRENCY_SHIFT) |
                (_bit(terms.inUsd) << IN_USD_SHIFT);
        return PriceWord.wrap((PriceWord.unwrap(word) & ~TERMS_MASK) | fields);
    }

    /// @dev Basis points above 10,000 never come from Scores; the masks keep them from reaching another field.
    function withScore(PriceWord word, PriceUpdate calldata update) internal pure returns (PriceWord updated) {
        uint256 fields =
            ((update.boundBps & BPS_MASK) << BOUND_SHIFT) |
                ((update.baselineBps & BPS_MASK) << BASELINE_SHIFT) |
                ((update.targetBps & BPS_MASK) << TARGET_SHIFT) |
                (uint256(update.validUntil) << VALID_UNTIL_SHIFT);
        return PriceWord.wrap((PriceWord.unwrap(word) & ~SCORE_MASK) | fields);
    }

    /// @dev Once only: expects a word whose shares are not fixed.
    function withFixedShares(PriceWord word, uint256 fixedBps) internal pure returns (PriceWord updated) {
        return
            PriceWord.wrap(
                PriceWord.unwrap(word) | ((fixedBps & BPS_MASK) << EFFECTIVE_SHIFT) | (1 << SHARES_FIXED_SHIFT)
            );
    }

    function withFund(PriceWord word, uint256 percent) internal pure returns (PriceWord updated) {
        return
            PriceWord.wrap(
                (PriceWord.unwrap(word) & ~(FUND_MASK << FUND_SHIFT)) | ((percent & FUND_MASK) << FUND_SHIFT)
            );
    }

    function withUsePolicy(PriceWord word, bool hasPolicy) internal pure returns (PriceWord updated) {
        return
            PriceWord.wrap(
                (PriceWord.unwrap(word) & ~(uint256(1) << HAS_USE_POLICY_SHIFT)) |
                    (_bit(hasPolicy) << HAS_USE_POLICY_SHIFT)
            );
    }

    function withoutScore(PriceWord word) internal pure returns (PriceWord updated) {
        return PriceWord.wrap(PriceWord.unwrap(word) & ~SCORE_MASK);
    }

    /* READS */

    /// @dev In 10⁻¹⁸ of a whole coin, token or dollar: wei where the version is priced in the native coin. So are the others.
    function floorE18(PriceWord word) internal pure returns (uint256 amount) {
        return (PriceWord.unwrap(word) & NANO_MASK) * NANO;
    }

    function manualE18(PriceWord word) internal pure returns (uint256 amount) {
        return ((PriceWord.unwrap(word) >> MANUAL_SHIFT) & NANO_MASK) * NANO;
    }

    /// @dev M-1 for the bound in the word.
    function suggestedE18(PriceWord word) internal pure returns (uint256 amount) {
        uint256 bits = PriceWord.unwrap(word);
        // 48 bits of nano are below 2^78.
        unchecked {
            return
                PriceLib.suggested(
                    (bits & NANO_MASK) * NANO,
                    ((bits >> CAP_SHIFT) & NANO_MASK) * NANO,
                    (bits >> BOUND_SHIFT) & BPS_MASK,
                    (bits >> BASELINE_SHIFT) & BPS_MASK,
                    (bits >> TARGET_SHIFT) & BPS_MASK,
                    (bits >> EXPONENT_SHIFT) & EXPONENT_MASK
                );
        }
    }

    function boundBps(PriceWord word) internal pure returns (uint256 bps) {
        return (PriceWord.unwrap(word) >> BOUND_SHIFT) & BPS_MASK;
    }

    function effectiveBps(PriceWord word) internal pure returns (uint256 bps) {
        return (PriceWord.unwrap(word) >> EFFECTIVE_SHIFT) & BPS_MASK;
    }

    function validUntil(PriceWord word) internal pure returns (uint256 timestamp) {
        return (PriceWord.unwrap(word) >> VALID_UNTIL_SHIFT) & TIME_MASK;
    }

    function isManual(PriceWord word) internal pure returns (bool answer) {
        return _flag(word, IS_MANUAL_SHIFT);
    }

    function isListed(PriceWord word) internal pure returns (bool answer) {
        return _flag(word, IS_LISTED_SHIFT);
    }

    function sellsStaleAtFloor(PriceWord word) internal pure returns (bool answer) {
        return _flag(word, STALE_AT_FLOOR_SHIFT);
    }

    function areSharesFixed(PriceWord word) internal pure returns (bool answer) {
        return _flag(word, SHARES_FIXED_SHIFT);
    }

    /// @dev Priced in the native coin: neither another currency nor dollars.
    function isNative(PriceWord word) internal pure returns (bool answer) {
        return PriceWord.unwrap(word) & ((CURRENCY_MASK << CURRENCY_SHIFT) | (1 << IN_USD_SHIFT)) == 0;
    }

    function isInUsd(PriceWord word) internal pure returns (bool answer) {
        return _flag(word, IN_USD_SHIFT);
    }

    function currency(PriceWord word) internal pure returns (uint256 index) {
        return (PriceWord.unwrap(word) >> CURRENCY_SHIFT) & CURRENCY_MASK;
    }

    function hasUsePolicy(PriceWord word) internal pure returns (bool answer) {
        return _flag(word, HAS_USE_POLICY_SHIFT);
    }

    /// @dev Scores never pushes a validUntil of 0.
    function isVoid(PriceWord word) internal pure returns (bool answer) {
        return areSharesFixed(word) && validUntil(word) == 0;
    }

    function fundPercent(PriceWord word) internal pure returns (uint256 percent) {
        return (PriceWord.unwrap(word) >> FUND_SHIFT) & FUND_MASK;
    }

    function priceTerms(PriceWord word) internal pure returns (PriceTerms memory unpacked) {
        uint256 bits = PriceWord.unwrap(word);
        return
            PriceTerms({
                manual: isManual(word),
                listed: isListed(word),
                staleAtFloor: sellsStaleAtFloor(word),
                inUsd: isInUsd(word),
                currency: uint8(currency(word)),
                exponent: uint8((bits >> EXPONENT_SHIFT) & EXPONENT_MASK),
                floorNano: uint48(bits),
                capNano: uint48(bits >> CAP_SHIFT),
                manualNano: uint48(bits >> MANUAL_SHIFT)
            });
    }

    function _flag(PriceWord word, uint256 shift) private pure returns (bool answer) {
        return (PriceWord.unwrap(word) >> shift) & 1 == 1;
    }

    function _bit(bool value) private pure returns (uint256 bit) {
        return value ? 1 : 0;
    }
}
