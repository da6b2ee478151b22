// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Lower end of the 95 % Wilson score interval, in integers (docs/SPEC.md, S-2)
/// @notice E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
/// @dev Rounds against the score at every step: the radicand and its root up, the quotient down.
library WilsonLib {
    // Z = 3,841,459 is z² of the two-sided 95 % interval (z = 1.959964) in millionths. Products are literals: the compiler
    // does not fold checked arithmetic on named constants.

    /// @dev 4·Z·10^18
    uint256 private constant SPREAD = 4 * 3_841_459 * 1e18;
    /// @dev Z²·10^12
    uint256 private constant Z_SQUARED = 3_841_459 * 3_841_459 * 1e12;
    /// @dev Z·10^6
    uint256 private constant Z_SCALED = 3_841_459 * 1e6;
    /// @dev 2·10^12, the weight of one sample in the scale of `Z_SCALED`
    uint256 private constant SAMPLE = 2e12;
    uint256 private constant BPS = 10_000;

    error WilsonOutOfRange(uint256 correct, uint256 total);

    /// @param correct 0..total
    /// @param total 1..2^32 - 1; no intermediate then exceeds 147 bits
    /// @return bound basis points, never above `correct / total`, not falling in `correct`
    function boundBps(uint256 correct, uint256 total) internal pure returns (uint256 bound) {
        if (correct > total || total == 0 || total > type(uint32).max) revert WilsonOutOfRange(correct, total);
        // Every product stays below 2^147, and root ≤ SAMPLE·correct + Z_SCALED, because the square of the right side exceeds
        // the unrounded radicand by 4·10^24·c² + 4·10^18·Z·c²/n and equals it at c = 0.
        unchecked {
            uint256 radicand = Math.ceilDiv(SPREAD * correct * (total - correct), total) + Z_SQUARED;
            uint256 root = Math.sqrt(radicand);
            if (root * root < radicand) ++root;
            return (BPS * (SAMPLE * correct + Z_SCALED - root)) / (SAMPLE * total + 2 * Z_SCALED);
        }
    }
}
