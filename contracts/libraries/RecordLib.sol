// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title The test that a version must pass to take the record (docs/SPEC.md, S-8)
/// @notice McNemar's paired test with continuity correction at three standard deviations: a version that is no better
/// passes in at most 0.13 % of the shards.
library RecordLib {
    /// @dev Square of the three standard deviations asked for.
    uint256 private constant SIGMAS_SQUARED = 9;

    /// @param newlyRight c, samples right here and wrong for the holder; below 2^127
    /// @param newlyWrong b, samples wrong here and right for the holder; below 2^127
    function isImprovement(uint256 newlyRight, uint256 newlyWrong) internal pure returns (bool improved) {
        if (newlyRight <= newlyWrong + 1) return false;
        uint256 margin = newlyRight - newlyWrong - 1;
        return margin * margin > SIGMAS_SQUARED * (newlyRight + newlyWrong);
    }
}
