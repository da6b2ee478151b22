// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {WilsonLib} from "../../../contracts/libraries/WilsonLib.sol";

contract WilsonLibTest is Test {
    uint256 private constant Z = 3_841_459;
    uint256 private constant MAX_TOTAL = type(uint32).max;

    function boundBps(uint256 correct, uint256 total) external pure returns (uint256 bound) {
        return WilsonLib.boundBps(correct, total);
    }

    /// S-2: the bound is the exact interval's end, rounded down.
    function test_BoundBps_IsExactForSmallSamples() external pure {
        for (uint256 total = 1; total <= 60; ++total) {
            for (uint256 correct = 0; correct <= total; ++correct) {
                uint256 bound = WilsonLib.boundBps(correct, total);
                assertTrue(_isBelowInterval(bound, correct, total), "above the interval's end");
                assertFalse(_isBelowInterval(bound + 1, correct, total), "a basis point too low");
            }
        }
    }

    /// S-2, computed with 60 decimal digits elsewhere: (correct, total, bound).
    function test_BoundBps_MatchesTable() external pure {
        uint256[3][12] memory table = [
            [uint256(0), 10, 0],
            [uint256(1), 1, 2065],
            [uint256(10), 10, 7224],
            [uint256(95), 100, 8882],
            [uint256(100), 100, 9630],
            [uint256(700), 1000, 6708],
            [uint256(950), 1000, 9346],
            [uint256(9500), 10_000, 9455],
            [uint256(1), MAX_TOTAL, 0],
            [uint256(2_147_483_648), MAX_TOTAL, 4999],
            [MAX_TOTAL - 1, MAX_TOTAL, 9999],
            [MAX_TOTAL, MAX_TOTAL, 9999]
        ];
        for (uint256 i = 0; i < table.length; ++i) {
            assertEq(WilsonLib.boundBps(table[i][0], table[i][1]), table[i][2]);
        }
    }

    /// Invariant 8: within a basis point of the exact end, never above it, never above the accuracy, monotone in `correct`.
    function testFuzz_BoundBps_HoldsUpToTheLargestSample(uint256 correct, uint256 total) external pure {
        total = bound(total, 1, MAX_TOTAL);
        correct = bound(correct, 0, total);
        uint256 bps = WilsonLib.boundBps(correct, total);
        assertTrue(_isBelowInterval(bps, correct, total));
        assertFalse(_isBelowInterval(bps + 2, correct, total));
        assertLe(bps * total, 10_000 * correct);
        if (correct < total) assertLe(bps, WilsonLib.boundBps(correct + 1, total));
    }

    function test_RevertWhen_OutOfRange() external {
        vm.expectRevert(abi.encodeWithSelector(WilsonLib.WilsonOutOfRange.selector, 2, 1));
        this.boundBps(2, 1);
        vm.expectRevert(abi.encodeWithSelector(WilsonLib.WilsonOutOfRange.selector, 0, 0));
        this.boundBps(0, 0);
        vm.expectRevert(abi.encodeWithSelector(WilsonLib.WilsonOutOfRange.selector, 1, MAX_TOTAL + 1));
        this.boundBps(1, MAX_TOTAL + 1);
    }

    /// @dev Wilson's own definition, without a square root: p is at or below the lower end iff p ≤ c/n and
    /// (c/n − p)² ≥ z²·p·(1 − p)/n. All integers, nothing rounded.
    function _isBelowInterval(uint256 bps, uint256 correct, uint256 total) private pure returns (bool below) {
        if (bps * total > 10_000 * correct) return false;
        uint256 distance = 10_000 * correct - bps * total;
        return distance * distance * 1e6 >= Z * bps * (10_000 - bps) * total;
    }
}
