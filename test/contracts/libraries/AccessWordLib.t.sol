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

    /// The only field that a caller can drive to its end does not run into its neighbour.
    function test_RevertWhen_TheEndDoesNotFit() public {
        uint256 tooLate = uint256(1) << 40;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 40, tooLate));
        this.create(tooLate, 0, 0, 0);
        this.create(tooLate - 1, 0, 0, 0);
    }

    function create(
        uint256 until,
        uint256 boughtAt,
        uint256 paid,
        uint256 boundBps
    ) external pure returns (AccessWord word) {
        return AccessWordLib.create(until, boughtAt, paid, boundBps);
    }
}
