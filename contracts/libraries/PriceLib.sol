// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title The price that follows a score (docs/SPEC.md, M-1)
/// @notice Amounts in 10⁻¹⁸ of a whole coin, token or dollar, accuracies in basis points. Monotone in the bound, within [floor, cap], rounded down.
library PriceLib {
    /// @dev `floor + ⌊(cap − floor)·(bound − baseline)^k / (target − baseline)^k⌋`, the bound clamped to
    /// [baseline, target]. Needs `floorE18 <= capE18 < 2^128`, `exponent <= 3`, bounds `< 2^16`: nothing can overflow. A target
    /// that is not above the baseline gives the floor.
    function suggested(
        uint256 floorE18,
        uint256 capE18,
        uint256 boundBps,
        uint256 baselineBps,
        uint256 targetBps,
        uint256 exponent
    ) internal pure returns (uint256 priceE18) {
        if (boundBps <= baselineBps) return floorE18;
        if (boundBps >= targetBps) return targetBps > baselineBps ? capE18 : floorE18;
        // baseline < bound < target < 2^16, so that powers stay below 2^48 and the product below 2^176.
        unchecked {
            uint256 gain = (boundBps - baselineBps) ** exponent;
            uint256 range = (targetBps - baselineBps) ** exponent;
            return floorE18 + ((capE18 - floorE18) * gain) / range;
        }
    }
}
