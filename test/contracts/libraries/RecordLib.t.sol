// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {RecordLib} from "../../../contracts/libraries/RecordLib.sol";

contract RecordLibTest is Test {
    /// S-8: never fewer than 11 to 0.
    function test_IsImprovement_NeedsElevenToZero() external pure {
        assertFalse(RecordLib.isImprovement(0, 0));
        assertFalse(RecordLib.isImprovement(10, 0));
        assertTrue(RecordLib.isImprovement(11, 0));
    }

    /// S-8: one sample decides. (Equality never occurs: margin + 1 and c + b have the same parity.)
    function test_IsImprovement_TurnsAtOneSample() external pure {
        assertFalse(RecordLib.isImprovement(43, 19));
        assertTrue(RecordLib.isImprovement(44, 19));
        assertFalse(RecordLib.isImprovement(134, 89));
        assertTrue(RecordLib.isImprovement(135, 89));
    }

    function test_IsImprovement_NeedsMoreThanOneAhead() external pure {
        assertFalse(RecordLib.isImprovement(1, 0));
        assertFalse(RecordLib.isImprovement(5, 5));
        assertFalse(RecordLib.isImprovement(5, 4));
        assertFalse(RecordLib.isImprovement(4, 500));
    }

    /// S-8: the same answer as the rule over signed integers, and more newly right never hurts.
    function testFuzz_IsImprovement_IsTheRule(uint32 newlyRight, uint32 newlyWrong) external pure {
        int256 margin = int256(uint256(newlyRight)) - int256(uint256(newlyWrong)) - 1;
        bool expected = margin > 0 && margin * margin > 9 * (int256(uint256(newlyRight)) + int256(uint256(newlyWrong)));
        assertEq(RecordLib.isImprovement(newlyRight, newlyWrong), expected);
        if (expected && newlyRight < type(uint32).max) {
            assertTrue(RecordLib.isImprovement(uint256(newlyRight) + 1, newlyWrong));
        }
    }

    /// S-8: a version that is no better passes in at most 0.13 % of the shards: the sum of the binomial's tail, for every
    /// number of differing samples up to 100.
    function test_IsImprovement_ErrsAtMostThirteenInTenThousand() external pure {
        for (uint256 differing = 1; differing <= 100; ++differing) {
            uint256 tail;
            uint256 ways = 1;
            for (uint256 wrong = 0; wrong <= differing; ++wrong) {
                if (RecordLib.isImprovement(differing - wrong, wrong)) tail += ways;
                ways = (ways * (differing - wrong)) / (wrong + 1);
            }
            // At least one pair passes wherever the margin allows, so the bound is not met by refusing all.
            if (differing >= 11) assertGt(tail, 0);
            assertLe(tail * 10_000, 14 * 2 ** differing);
        }
    }
}
