// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Incremental-value royalties (docs/SPEC.md, M-3 to M-7)
/// @notice Shares have the denominator `ONE`; accuracies and terms are basis points. Every function is pure and cannot
/// overflow for shares up to `ONE`, basis points up to 10,000 and amounts below 2^128.
library ShareLib {
    /// @dev Denominator of shares: the largest 16-bit number, so that a whole fits its field.
    uint256 internal constant ONE = 65_535;
    uint256 internal constant BPS = 10_000;

    /// @dev M-3: E of a version that has a primary parent. On another benchmark it is the whole, so that no descendant there is
    /// above it: the ancestors' benchmark cannot say what such a descendant added.
    /// @param comparable the primary parent was scored on the same benchmark
    /// @param improved the improvement over the primary parent passes the record's test
    function effectiveBound(
        uint256 boundBps,
        uint256 parentBoundBps,
        bool comparable,
        bool improved
    ) internal pure returns (uint256 effectiveBps) {
        if (!comparable) return BPS;
        return improved && boundBps > parentBoundBps ? boundBps : parentBoundBps;
    }

    /// @dev M-4, rounded up: for the ancestor. `childBps` is at least `parentBps` where they are comparable.
    /// @param royaltyBps λ, at most 10,000
    function primarySharesUp(
        uint256 childBps,
        uint256 parentBps,
        uint256 baselineBps,
        bool comparable,
        uint256 royaltyBps
    ) internal pure returns (uint256 ownShare, uint256 inflowShare) {
        uint256 numerator = 1;
        uint256 denominator = 1;
        if (comparable && childBps > baselineBps) {
            numerator = parentBps > baselineBps ? parentBps - baselineBps : 0;
            denominator = childBps - baselineBps;
        }
        ownShare = _ceilDiv(royaltyBps * numerator * ONE, BPS * denominator);
        inflowShare = _ceilDiv(numerator * ONE, denominator);
    }

    /// @dev M-5, rounded down: what any other parent gets of own sales and of inflow.
    /// @param coParentBps φ, at most 10,000
    function coParentShareDown(uint256 primaryInflowShare, uint256 coParentBps) internal pure returns (uint256 share) {
        return (coParentBps * (ONE - primaryInflowShare)) / BPS;
    }

    /// @dev M-6: a part of own sales and a part of inflow, each rounded down. An edge's entitlement, or what is kept.
    function entitlementDown(
        uint256 ownShare,
        uint256 inflowShare,
        uint256 sales,
        uint256 inflow
    ) internal pure returns (uint256 amount) {
        // Shares of 16 bits, amounts of 128: every product is below 2^144.
        unchecked {
            return (ownShare * sales) / ONE + (inflowShare * inflow) / ONE;
        }
    }

    /// @dev M-7, rounded down: protocol, oracle fund and dataset inputs.
    function bpsDown(uint256 kept, uint256 bps) internal pure returns (uint256 amount) {
        return (kept * bps) / BPS;
    }

    /// @dev M-7, rounded down: a collaborator's or the owner's part of the rest.
    function restDown(uint256 kept, uint256 restBps, uint256 partBps) internal pure returns (uint256 amount) {
        return (kept * restBps * partBps) / (BPS * BPS);
    }

    function _ceilDiv(uint256 numerator, uint256 denominator) private pure returns (uint256 quotient) {
        return numerator == 0 ? 0 : (numerator - 1) / denominator + 1;
    }
}
