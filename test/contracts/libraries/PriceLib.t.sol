// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {PriceLib} from "../../../contracts/libraries/PriceLib.sol";

contract PriceLibTest is Test {
    uint256 private constant FLOOR = 1e15;
    uint256 private constant CAP = 5e15;

    /// M-1: half of the range pays half, a quarter and an eighth of the difference for k = 1, 2, 3.
    function test_Suggested_FollowsTheExponent() public pure {
        assertEq(PriceLib.suggested(FLOOR, CAP, 7000, 5000, 9000, 1), 3e15);
        assertEq(PriceLib.suggested(FLOOR, CAP, 7000, 5000, 9000, 2), 2e15);
        assertEq(PriceLib.suggested(FLOOR, CAP, 7000, 5000, 9000, 3), 1.5e15);
    }

    /// M-1: the bound is clamped to [baseline, target].
    function test_Suggested_IsClamped() public pure {
        assertEq(PriceLib.suggested(FLOOR, CAP, 0, 5000, 9000, 1), FLOOR);
        assertEq(PriceLib.suggested(FLOOR, CAP, 5000, 5000, 9000, 1), FLOOR);
        assertEq(PriceLib.suggested(FLOOR, CAP, 9000, 5000, 9000, 1), CAP);
        assertEq(PriceLib.suggested(FLOOR, CAP, 10_000, 5000, 9000, 1), CAP);
    }

    /// M-1: rounded down, for the buyer: 1 wei · 1/3 and 2/3 are 0, one step below the target is not yet the cap.
    function test_Suggested_RoundsDown() public pure {
        assertEq(PriceLib.suggested(0, 1, 1, 0, 3, 1), 0);
        assertEq(PriceLib.suggested(0, 1, 2, 0, 3, 1), 0);
        assertEq(PriceLib.suggested(7, 9, 2, 0, 3, 1), 8);
        assertEq(PriceLib.suggested(0, 1e9, 9999, 0, 10_000, 3), 999_700_029);
    }

    /// A range that is empty or upside down gives the floor and no division by zero.
    function test_Suggested_EmptyRangeGivesTheFloor() public pure {
        assertEq(PriceLib.suggested(FLOOR, CAP, 6000, 5000, 5000, 1), FLOOR);
        assertEq(PriceLib.suggested(FLOOR, CAP, 6000, 5000, 4000, 2), FLOOR);
    }

    /// Invariant 7: monotone in the bound and within [floor, cap], for any terms that fit the price word.
    function testFuzz_Suggested_IsMonotoneAndBounded(
        uint48 floorNano,
        uint48 capNano,
        uint16 lower,
        uint16 higher,
        uint16 baseline,
        uint16 target,
        uint256 exponent
    ) public pure {
        (uint256 floorWei, uint256 capWei) = (uint256(floorNano) * 1e9, uint256(capNano) * 1e9);
        if (floorWei > capWei) (floorWei, capWei) = (capWei, floorWei);
        if (lower > higher) (lower, higher) = (higher, lower);
        exponent = bound(exponent, 1, 3);
        uint256 low = PriceLib.suggested(floorWei, capWei, lower, baseline, target, exponent);
        uint256 high = PriceLib.suggested(floorWei, capWei, higher, baseline, target, exponent);
        assertLe(low, high, "monotone");
        assertGe(low, floorWei, "floor");
        assertLe(high, capWei, "cap");
    }

    /// M-1 as an inequality: the result is the largest integer not above the exact price.
    function testFuzz_Suggested_IsTheFloorOfTheExactPrice(
        uint48 spanGwei,
        uint16 gain,
        uint16 range,
        uint256 k
    ) public pure {
        range = uint16(bound(range, 2, 10_000));
        gain = uint16(bound(gain, 1, range - 1));
        k = bound(k, 1, 3);
        uint256 span = uint256(spanGwei) * 1e9;
        uint256 above = PriceLib.suggested(0, span, gain, 0, range, k);
        assertLe(above * uint256(range) ** k, span * uint256(gain) ** k);
        assertGt((above + 1) * uint256(range) ** k, span * uint256(gain) ** k);
    }
}
