// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {ShareLib} from "../../../contracts/libraries/ShareLib.sol";

contract ShareLibTest is Test {
    uint256 private constant ONE = 65_535;

    /// M-3.
    function test_EffectiveBound_TakesTheParentsWhereNothingImproved() public pure {
        assertEq(ShareLib.effectiveBound(8400, 8000, true, true), 8400, "improved");
        assertEq(ShareLib.effectiveBound(8400, 8000, true, false), 8000, "noise");
        assertEq(ShareLib.effectiveBound(8000, 8000, true, true), 8000, "equal");
        assertEq(ShareLib.effectiveBound(7900, 8000, true, true), 8000, "lower");
        assertEq(ShareLib.effectiveBound(7900, 8000, false, true), 10_000, "another benchmark");
    }

    /// M-4: 3,000 of 3,400 points were the parent's.
    function test_PrimaryShares_FollowTheIncrement() public pure {
        (uint256 own, uint256 inflow) = ShareLib.primarySharesUp(8400, 8000, 5000, true, 9000);
        assertEq(inflow, 57_825); // 65535 · 3000 / 3400, exactly
        assertEq(own, 52_043); // ⌈65535 · 0.9 · 3000 / 3400⌉
    }

    /// M-4: 1 where undefined, where nothing improved, between benchmarks; 0 for a parent at or below the baseline.
    function test_PrimaryShares_Corners() public pure {
        _assertShares(5000, 5000, 5000, true, ONE, 39_321);
        _assertShares(4000, 4500, 5000, true, ONE, 39_321);
        _assertShares(8000, 8000, 5000, true, ONE, 39_321);
        _assertShares(6000, 9000, 5000, false, ONE, 39_321);
        _assertShares(8000, 5000, 5000, true, 0, 0);
        _assertShares(8000, 4000, 5000, true, 0, 0);
    }

    /// M-5, rounded down.
    function test_CoParentShare_IsOfWhatThePrimaryLeaves() public pure {
        assertEq(ShareLib.coParentShareDown(0, 1000), 6553);
        assertEq(ShareLib.coParentShareDown(57_825, 1000), 771);
        assertEq(ShareLib.coParentShareDown(ONE, 3000), 0);
    }

    /// M-6 and M-7, rounded down.
    function test_Entitlements_RoundDown() public pure {
        assertEq(ShareLib.entitlementDown(ONE, ONE, 10, 7), 17);
        assertEq(ShareLib.entitlementDown(ONE - 1, ONE - 1, 10, 7), 15);
        assertEq(ShareLib.bpsDown(39_999, 250), 999);
        assertEq(ShareLib.restDown(9999, 9750, 10_000), 9749);
        assertEq(ShareLib.restDown(type(uint128).max, 10_000, 10_000), type(uint128).max);
    }

    /// Invariant 14: for any scores and any terms within L-5, own shares and inflow shares each sum to at most 100 %.
    function testFuzz_Shares_SumToAtMostOne(
        uint16 child,
        uint16 parent,
        uint16 baseline,
        bool comparable,
        uint16 royaltyBps,
        uint16[3] memory coParentBps
    ) public pure {
        child = uint16(bound(child, 0, 10_000));
        parent = uint16(bound(parent, 0, comparable ? child : 10_000));
        baseline = uint16(bound(baseline, 0, 9999));
        royaltyBps = uint16(bound(royaltyBps, 0, 9000));
        (uint256 own, uint256 inflow) = ShareLib.primarySharesUp(child, parent, baseline, comparable, royaltyBps);
        uint256 left = 3000;
        uint256 sum;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 phi = bound(coParentBps[i], 0, left);
            left -= phi;
            sum += ShareLib.coParentShareDown(inflow, phi);
        }
        assertLe(own, inflow, "lambda is at most 1");
        assertLe(own + sum, ONE, "own");
        assertLe(inflow + sum, ONE, "inflow");
    }

    /// M-4 as inequalities: each share is the smallest 65,535th not below the exact one.
    function testFuzz_PrimaryShares_AreCeilings(
        uint16 child,
        uint16 parent,
        uint16 baseline,
        uint16 lambda
    ) public pure {
        baseline = uint16(bound(baseline, 0, 9998));
        child = uint16(bound(child, baseline + 1, 9999));
        parent = uint16(bound(parent, baseline, child));
        lambda = uint16(bound(lambda, 0, 9000));
        (uint256 own, uint256 inflow) = ShareLib.primarySharesUp(child, parent, baseline, true, lambda);
        (uint256 numerator, uint256 denominator) = (uint256(parent - baseline) * ONE, uint256(child - baseline));
        assertGe(inflow * denominator, numerator);
        assertLt(inflow * denominator, numerator + denominator);
        assertGe(own * denominator * 10_000, numerator * lambda);
        assertLt(own * denominator * 10_000, numerator * lambda + denominator * 10_000);
    }

    function _assertShares(
        uint256 child,
        uint256 parent,
        uint256 baseline,
        bool comparable,
        uint256 inflowExpected,
        uint256 ownExpected
    ) private pure {
        (uint256 own, uint256 inflow) = ShareLib.primarySharesUp(child, parent, baseline, comparable, 6000);
        assertEq(inflow, inflowExpected, "inflow");
        assertEq(own, ownExpected, "own");
    }
}
