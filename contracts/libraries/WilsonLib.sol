// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Lower end of the 95 % Wilson score interval, in integers (docs/SPEC.md, S-2)
/// @notice E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
/// @dev Rounds against the score at every step: the radicand and its root up, the quotient down.
library WilsonLib {
    /// @dev z² of the two-sided 95 % interval (z = 1.959964), in millionths.
    uint256 private constant Z = 3_841_459;
    /// @dev Unit of `Z`.
    uint256 private constant MILLION = 1e6;
    uint256 private constant BPS = 10_000;

    error WilsonOutOfRange(uint256 correct, uint256 total);

    /// @param correct 0..total
    /// @param total 1..2^32 - 1; no intermediate then exceeds 147 bits
    /// @return bound basis points, never above `correct / total`, not falling in `correct`
    function boundBps(uint256 correct, uint256 total) internal pure returns (uint256 bound) {
        if (correct > total || total == 0 || total > type(uint32).max) revert WilsonOutOfRange(correct, total);
        uint256 radicand =
            Math.ceilDiv(4 * Z * MILLION * MILLION ** 2 * correct * (total - correct), total) + Z * Z * MILLION ** 2;
        uint256 root = Math.sqrt(radicand, Math.Rounding.Ceil);
        return (BPS * (MILLION * (2 * MILLION * correct + Z) - root)) / (2 * MILLION * (MILLION * total + Z));
    }
}
