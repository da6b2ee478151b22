// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Rules} from "../types/Benchmark.sol";

/// @title What follows from a benchmark's rules (docs/SPEC.md, S-5 and S-7)
library RulesLib {
    /// @notice Fee of one request.
    function feeWei(Rules memory rules) internal pure returns (uint256 fee) {
        return uint256(rules.committeeSize) * rules.feePerWorkerGwei * 1 gwei;
    }

    /// @notice End of the shard's term plus grace. Saturates: a score that outlives the 40-bit clock is valid until its end.
    function validUntil(Rules memory rules, uint256 shard) internal pure returns (uint40 until) {
        uint256 end = rules.startsAt + (shard + 1) * rules.termSeconds + rules.graceSeconds;
        return uint40(Math.min(end, type(uint40).max));
    }
}
