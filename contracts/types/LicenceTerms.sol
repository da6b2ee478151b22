// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice What a pipeline asks of versions derived from it. Monotone along the lineage (docs/SPEC.md, L-4).
/// @param royaltyBps λ, the part of a derivative's own sales that its primary parent may claim; 0..9000 basis points
/// @param coParentBps φ, the part of what is left after the primary edge that any other parent gets; 0..3000 basis points
/// @param minPriceGwei the lowest price per 30-day period of a derivative; 0..2^35 - 1 gwei
/// @param currencies bit set of currencies a derivative may be sold in; bit 0 is the native coin
/// @param flags bit 0 (`NO_DERIVATIVES`): only versions of the same pipeline may descend; bit 1 (`NON_COMMERCIAL`): no version
/// with it, nor any that descends from one, may be listed for sale
struct LicenceTerms {
    uint16 royaltyBps;
    uint16 coParentBps;
    uint64 minPriceGwei;
    uint8 currencies;
    uint8 flags;
}
