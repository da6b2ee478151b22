// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AccessWord, AccessWordLib} from "../../../contracts/libraries/AccessWordLib.sol";

contract AccessWordLibTest is Test {
    function testFuzz_Fields_AreReadBack(uint40 until, uint40 boughtAt, uint96 paid, uint16 boundBps) public pure {
        AccessWord word = AccessWordLib.create(until, boughtAt, paid, boundBps);
        (uint256 a, uint256 b, uint256 c, uint256 d) = word.fields();
        assertEq(abi.encode(a, b, c, d), abi.encode(until, boughtAt, paid, boundBps));
        assertEq(word.until(), until);
    }

    /// No field can run into its neighbour.
    function test_RevertWhen_AFieldOverflows() public {
        _expectOverflow(40, uint256(1) << 40);
        this.create(uint256(1) << 40, 0, 0, 0);
        _expectOverflow(40, uint256(1) << 40);
        this.create(0, uint256(1) << 40, 0, 0);
        _expectOverflow(96, uint256(1) << 96);
        this.create(0, 0, uint256(1) << 96, 0);
        _expectOverflow(16, uint256(1) << 16);
        this.create(0, 0, 0, uint256(1) << 16);
    }

    function create(uint256 until, uint256 boughtAt, uint256 paid, uint256 boundBps) external pure returns (AccessWord word) {
        return AccessWordLib.create(until, boughtAt, paid, boundBps);
    }

    function _expectOverflow(uint8 bits, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, bits, value));
    }
}
