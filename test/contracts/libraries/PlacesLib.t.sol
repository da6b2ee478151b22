// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {PlacesLib} from "../../../contracts/libraries/PlacesLib.sol";

contract PlacesLibTest is Test {
    function test_CountOf_ReachesAllPlaces() external pure {
        assertEq(PlacesLib.countOf(0), 0);
        assertEq(PlacesLib.countOf(1), 1);
        assertEq(PlacesLib.countOf(type(uint256).max), 256);
        assertEq(PlacesLib.countOf(type(uint256).max - 1), 255);
    }

    function testFuzz_CountOf_IsThatOfTheBits(uint256 set) external pure {
        uint256 count;
        for (uint256 i = 0; i < 256; ++i) count += (set >> i) & 1;
        assertEq(PlacesLib.countOf(set), count);
        uint8[] memory places = PlacesLib.listOf(set);
        assertEq(places.length, count);
        for (uint256 i = 0; i < places.length; ++i) {
            assertTrue(PlacesLib.has(set, places[i]));
            assertEq(PlacesLib.seatOf(set, places[i]), i);
            if (i != 0) assertGt(places[i], places[i - 1]);
        }
    }

    /// Seats are ranks; those beyond the committee are nobody's.
    function testFuzz_MembersIn_AreThoseOfTheSeats(uint256 set, uint32 seats) external pure {
        uint8[] memory places = PlacesLib.listOf(set);
        uint256 expected;
        for (uint256 i = 0; i < places.length && i < 32; ++i) {
            if ((seats >> i) & 1 != 0) expected |= 1 << places[i];
        }
        assertEq(PlacesLib.membersIn(set, seats), expected);
    }
}
