// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PriceTerms, PriceUpdate} from "../types/Revenue.sol";
import {PriceLib} from "./PriceLib.sol";

/// @dev Everything a sale reads of a version, from the low bits up: floor 48, cap 48, manual price 48 (gwei); bound 14,
/// baseline 14, target 14, effective bound 14 (basis points); validUntil 40; exponent 2; manual 1, listed 1, staleAtFloor 1,
/// sharesFixed 1; oracle fund 5 (percent); 5 bits unused.
type PriceWord is uint256;

using PriceWordLib for PriceWord global;

/// @title Packing of the price word
library PriceWordLib {
    uint256 private constant GWEI = 1e9;

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

    uint256 private constant GWEI_MASK = type(uint48).max;
    uint256 private constant BPS_MASK = 0x3fff;
    uint256 private constant TIME_MASK = type(uint40).max;
    uint256 private constant EXPONENT_MASK = 0x3;
    uint256 private constant FUND_MASK = 0x1f;

    uint256 private constant TERMS_MASK =
        ((1 << BOUND_SHIFT) - 1) |
            (EXPONENT_MASK << EXPONENT_SHIFT) |
            (1 << IS_MANUAL_SHIFT) |
            (1 << IS_LISTED_SHIFT) |
            (1 << STALE_AT_FLOOR_SHIFT);
    uint256 private constant SCORE_MASK =
        (BPS_MASK << BOUND_SHIFT) |
            (BPS_MASK << BASELINE_SHIFT) |
            (BPS_MASK << TARGET_SHIFT) |
            (TIME_MASK << VALID_UNTIL_SHIFT);

    /* WRITES */

    function withTerms(PriceWord word, PriceTerms calldata terms) internal pure returns (PriceWord updated) {
        uint256 fields =
            uint256(terms.floorGwei) |
                (uint256(terms.capGwei) << CAP_SHIFT) |
                (uint256(terms.manualGwei) << MANUAL_SHIFT) |
                ((terms.exponent & EXPONENT_MASK) << EXPONENT_SHIFT) |
                (_bit(terms.manual) << IS_MANUAL_SHIFT) |
                (_bit(terms.listed) << IS_LISTED_SHIFT) |
                (_bit(terms.staleAtFloor) << STALE_AT_FLOOR_SHIFT);
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

    function withoutScore(PriceWord word) internal pure returns (PriceWord updated) {
        return PriceWord.wrap(PriceWord.unwrap(word) & ~SCORE_MASK);
    }

    /* READS */

    function floorWei(PriceWord word) internal pure returns (uint256 amount) {
        return (PriceWord.unwrap(word) & GWEI_MASK) * GWEI;
    }

    function manualWei(PriceWord word) internal pure returns (uint256 amount) {
        return ((PriceWord.unwrap(word) >> MANUAL_SHIFT) & GWEI_MASK) * GWEI;
    }

    /// @dev M-1 for the bound in the word.
    function suggestedWei(PriceWord word) internal pure returns (uint256 amount) {
        uint256 bits = PriceWord.unwrap(word);
        // 48 bits of gwei are below 2^78 wei.
        unchecked {
            return
                PriceLib.suggested(
                    (bits & GWEI_MASK) * GWEI,
                    ((bits >> CAP_SHIFT) & GWEI_MASK) * GWEI,
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
                exponent: uint8((bits >> EXPONENT_SHIFT) & EXPONENT_MASK),
                floorGwei: uint48(bits),
                capGwei: uint48(bits >> CAP_SHIFT),
                manualGwei: uint48(bits >> MANUAL_SHIFT)
            });
    }

    function _flag(PriceWord word, uint256 shift) private pure returns (bool answer) {
        return (PriceWord.unwrap(word) >> shift) & 1 == 1;
    }

    function _bit(bool value) private pure returns (uint256 bit) {
        return value ? 1 : 0;
    }
}
