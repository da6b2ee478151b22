// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {LicenceTerms} from "../types/LicenceTerms.sol";

/// @dev `λ14 | φ12 | minPriceGwei35 | spare1 | currencies8 | flags2`, the first at the lowest bits, 72 bits in all; 0 above
/// them and in the spare bit.
type PackedTerms is uint256;

using TermsLib for PackedTerms global;

/// @title Licence terms: range, order and packing
library TermsLib {
    /// @notice Highest λ, basis points: a derivative always earns at least a tenth of its own sales.
    uint256 internal constant MAX_ROYALTY_BPS = 9000;

    /// @notice Highest φ of one parent, and of all parents off the primary edge together, basis points.
    uint256 internal constant MAX_CO_PARENT_BPS = 3000;

    /// @notice Highest minimum price per period, gwei: 34.3 coins.
    uint256 internal constant MAX_MIN_PRICE_GWEI = (1 << 35) - 1;

    /// @notice Both flags.
    uint256 internal constant MAX_FLAGS = 3;

    /// @notice Flag: only versions of the same pipeline may descend.
    uint256 internal constant NO_DERIVATIVES = 1;

    /// @notice Flag: nothing that descends may be listed for sale.
    uint256 internal constant NON_COMMERCIAL = 2;

    uint256 internal constant PACKED_BITS = 72;
    uint256 internal constant MIN_PRICE_AT = 26;
    uint256 internal constant MIN_PRICE_MASK = MAX_MIN_PRICE_GWEI << MIN_PRICE_AT;
    /// @dev The bit that terms leave to the words they are stored in.
    uint256 internal constant SPARE_BIT = 1 << 61;
    /// @dev Every field but the minimum price.
    uint256 internal constant OTHERS_MASK = ROYALTY_MASK | CO_PARENT_MASK | CURRENCIES_MASK | FLAGS_MASK;

    uint256 private constant CO_PARENT_AT = 14;
    uint256 private constant CURRENCIES_AT = 62;
    uint256 private constant FLAGS_AT = 70;
    uint256 private constant ROYALTY_MASK = 0x3fff;
    uint256 private constant CO_PARENT_MASK = 0xfff << CO_PARENT_AT;
    uint256 private constant CURRENCIES_MASK = 0xff << CURRENCIES_AT;
    uint256 private constant FLAGS_MASK = 3 << FLAGS_AT;

    /// @notice Whether every field fits its range and some currency is allowed.
    function isInRange(LicenceTerms memory terms) internal pure returns (bool inRange) {
        inRange =
            terms.royaltyBps <= MAX_ROYALTY_BPS &&
            terms.coParentBps <= MAX_CO_PARENT_BPS &&
            terms.minPriceGwei <= MAX_MIN_PRICE_GWEI &&
            terms.currencies != 0 &&
            terms.flags <= MAX_FLAGS;
    }

    /// @notice Packs terms that are in range.
    function pack(LicenceTerms memory terms) internal pure returns (PackedTerms packed) {
        packed = PackedTerms.wrap(
            uint256(terms.royaltyBps) |
                (uint256(terms.coParentBps) << CO_PARENT_AT) |
                (uint256(terms.minPriceGwei) << MIN_PRICE_AT) |
                (uint256(terms.currencies) << CURRENCIES_AT) |
                (uint256(terms.flags) << FLAGS_AT)
        );
    }

    function unpack(PackedTerms packed) internal pure returns (LicenceTerms memory terms) {
        terms = LicenceTerms({
            royaltyBps: uint16(royaltyBps(packed)),
            coParentBps: uint16(coParentBps(packed)),
            minPriceGwei: uint64(minPriceGwei(packed)),
            currencies: uint8(PackedTerms.unwrap(packed) >> CURRENCIES_AT),
            flags: uint8(PackedTerms.unwrap(packed) >> FLAGS_AT)
        });
    }

    /// @notice The join: maximum of λ, φ and price, common currencies, either's flags.
    function join(PackedTerms a, PackedTerms b) internal pure returns (PackedTerms joined) {
        uint256 x = PackedTerms.unwrap(a);
        uint256 y = PackedTerms.unwrap(b);
        uint256 word = (x & y & CURRENCIES_MASK) | ((x | y) & FLAGS_MASK);
        word |= (x & ROYALTY_MASK) > (y & ROYALTY_MASK) ? (x & ROYALTY_MASK) : (y & ROYALTY_MASK);
        word |= (x & CO_PARENT_MASK) > (y & CO_PARENT_MASK) ? (x & CO_PARENT_MASK) : (y & CO_PARENT_MASK);
        word |= (x & MIN_PRICE_MASK) > (y & MIN_PRICE_MASK) ? (x & MIN_PRICE_MASK) : (y & MIN_PRICE_MASK);
        joined = PackedTerms.wrap(word);
    }

    function royaltyBps(PackedTerms packed) internal pure returns (uint256 bps) {
        bps = PackedTerms.unwrap(packed) & ROYALTY_MASK;
    }

    function coParentBps(PackedTerms packed) internal pure returns (uint256 bps) {
        bps = (PackedTerms.unwrap(packed) & CO_PARENT_MASK) >> CO_PARENT_AT;
    }

    function minPriceGwei(PackedTerms packed) internal pure returns (uint256 priceGwei) {
        priceGwei = (PackedTerms.unwrap(packed) & MIN_PRICE_MASK) >> MIN_PRICE_AT;
    }

    function hasCurrency(PackedTerms packed) internal pure returns (bool some) {
        some = PackedTerms.unwrap(packed) & CURRENCIES_MASK != 0;
    }

    /// @notice The same terms, with `NON_COMMERCIAL`.
    function withNonCommercial(PackedTerms packed) internal pure returns (PackedTerms changed) {
        changed = PackedTerms.wrap(PackedTerms.unwrap(packed) | (NON_COMMERCIAL << FLAGS_AT));
    }

    function forbidsDerivatives(PackedTerms packed) internal pure returns (bool forbids) {
        forbids = PackedTerms.unwrap(packed) & (NO_DERIVATIVES << FLAGS_AT) != 0;
    }
}
