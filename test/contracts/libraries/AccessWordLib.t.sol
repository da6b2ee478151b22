// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AccessWord, AccessWordLib} from "../../../contracts/libraries/AccessWordLib.sol";

contract AccessWordLibTest is Test {
    function testFuzz_Fields_AreReadBack(
        uint40 until,
        uint40 boughtAt,
        uint96 paid,
        uint16 boundBps,
        uint8 currency
    ) public pure {
        currency = uint8(bound(currency, 0, 7));
        AccessWord word = AccessWordLib.create(paid, boundBps, currency).withTimes(until, boughtAt);
        (uint256 a, uint256 b, uint256 c, uint256 d, uint256 e) = word.fields();
        assertEq(abi.encode(a, b, c, d, e), abi.encode(until, boughtAt, paid, boundBps, currency));
        assertEq(word.until(), until);
    }

    /// The fields that can be driven to their end do not run into their neighbours.
    function test_RevertWhen_TheEndDoesNotFit() public {
        uint256 tooLate = uint256(1) << 40;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 40, tooLate));
        this.create(tooLate, 0, 0, 0, 0);
        this.create(tooLate - 1, 0, 0, 0, 0);
        uint256 tooMuch = uint256(1) << 96;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 96, tooMuch));
        this.create(0, 0, tooMuch, 0, 0);
        this.create(0, 0, tooMuch - 1, 0, 0);
    }

    function create(
        uint256 until,
        uint256 boughtAt,
        uint256 paid,
        uint256 boundBps,
        uint256 currency
    ) external pure returns (AccessWord word) {
        return AccessWordLib.create(paid, boundBps, currency).withTimes(until, boughtAt);
    }
}
