// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {LicenceTerms} from "../types/LicenceTerms.sol";

/// @title Licence terms: range, order and packing
/// @dev A packed word is `λ14 | φ12 | minPriceGwei36 | currencies8 | flags2`, the first at the lowest bits, 72 bits in all.
library TermsLib {
    /// @notice Highest λ, basis points: a derivative always earns at least a tenth of its own sales.
    uint256 internal constant MAX_ROYALTY_BPS = 9000;

    /// @notice Highest φ of one parent, and of all parents off the primary edge together, basis points.
    uint256 internal constant MAX_CO_PARENT_BPS = 3000;

    /// @notice Highest minimum price per period, gwei: 68.7 coins.
    uint256 internal constant MAX_MIN_PRICE_GWEI = (1 << 36) - 1;

    /// @notice Flag bits there is room for: `NO_DERIVATIVES`, and bit 1, which is inherited but has no meaning yet.
    uint256 internal constant MAX_FLAGS = 3;

    /// @notice Flag: only versions of the same pipeline may descend.
    uint256 internal constant NO_DERIVATIVES = 1;

    uint256 internal constant PACKED_BITS = 72;

    /// @notice Whether every field fits its range and some currency is allowed.
    function isInRange(LicenceTerms memory terms) internal pure returns (bool inRange) {
        inRange =
            terms.royaltyBps <= MAX_ROYALTY_BPS &&
            terms.coParentBps <= MAX_CO_PARENT_BPS &&
            terms.minPriceGwei <= MAX_MIN_PRICE_GWEI &&
            terms.currencies != 0 &&
            terms.flags <= MAX_FLAGS;
    }

    /// @notice Makes `terms` at least as strict as `other`: maximum of λ, φ and price, common currencies, either's flags.
    function tighten(LicenceTerms memory terms, LicenceTerms memory other) internal pure {
        if (other.royaltyBps > terms.royaltyBps) terms.royaltyBps = other.royaltyBps;
        if (other.coParentBps > terms.coParentBps) terms.coParentBps = other.coParentBps;
        if (other.minPriceGwei > terms.minPriceGwei) terms.minPriceGwei = other.minPriceGwei;
        terms.currencies &= other.currencies;
        terms.flags |= other.flags;
    }

    /// @notice Packs terms that are in range.
    function pack(LicenceTerms memory terms) internal pure returns (uint256 word) {
        word =
            uint256(terms.royaltyBps) |
            (uint256(terms.coParentBps) << 14) |
            (uint256(terms.minPriceGwei) << 26) |
            (uint256(terms.currencies) << 62) |
            (uint256(terms.flags) << 70);
    }

    /// @notice Reads terms from the lowest 72 bits of a word.
    function unpack(uint256 word) internal pure returns (LicenceTerms memory terms) {
        terms.royaltyBps = uint16(word & 0x3fff);
        terms.coParentBps = uint16((word >> 14) & 0xfff);
        terms.minPriceGwei = uint64((word >> 26) & MAX_MIN_PRICE_GWEI);
        terms.currencies = uint8(word >> 62);
        terms.flags = uint8((word >> 70) & MAX_FLAGS);
    }
}
