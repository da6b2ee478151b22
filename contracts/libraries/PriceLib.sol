// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title The price that follows a score (docs/SPEC.md, M-1)
/// @notice Amounts in wei, accuracies in basis points. Monotone in the bound, within [floor, cap], rounded down.
library PriceLib {
    /// @dev `floor + ⌊(cap − floor)·(bound − baseline)^k / (target − baseline)^k⌋`, the bound clamped to
    /// [baseline, target]. Needs `floorWei <= capWei < 2^128`, `exponent <= 3`, bounds `< 2^16`: nothing can overflow. A target
    /// that is not above the baseline gives the floor.
    function suggested(
        uint256 floorWei,
        uint256 capWei,
        uint256 boundBps,
        uint256 baselineBps,
        uint256 targetBps,
        uint256 exponent
    ) internal pure returns (uint256 priceWei) {
        if (boundBps <= baselineBps) return floorWei;
        if (boundBps >= targetBps) return targetBps > baselineBps ? capWei : floorWei;
        // baseline < bound < target < 2^16, so that powers stay below 2^48 and the product below 2^176.
        unchecked {
            uint256 gain = (boundBps - baselineBps) ** exponent;
            uint256 range = (targetBps - baselineBps) ** exponent;
            return floorWei + ((capWei - floorWei) * gain) / range;
        }
    }
}
