// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {FigureTextLib} from "../../../contracts/libraries/FigureTextLib.sol";

contract FigureTextLibTest is Test {
    using FigureTextLib for uint256;

    function test_ToPercent() public pure {
        assertEq(uint256(0).toPercent(), "0.00");
        assertEq(uint256(5).toPercent(), "0.05");
        assertEq(uint256(9345).toPercent(), "93.45");
        assertEq(uint256(10_000).toPercent(), "100.00");
    }

    /// T-5: rounded down to six decimals, without zeros at the end.
    function test_ToUnits() public pure {
        assertEq(uint256(0).toUnits(), "0");
        assertEq(uint256(1).toUnits(), "< 0.000001");
        assertEq(uint256(1e12 - 1).toUnits(), "< 0.000001");
        assertEq(uint256(1e12).toUnits(), "0.000001");
        assertEq(uint256(1.999999999999 ether).toUnits(), "1.999999");
        assertEq(uint256(0.05 ether).toUnits(), "0.05");
        assertEq(uint256(10 ether).toUnits(), "10");
        assertEq(uint256(1 ether + 1).toUnits(), "1");
        assertEq(type(uint256).max.toUnits(), "115792089237316195423570985008687907853269984665640564039457.584007");
    }
}
