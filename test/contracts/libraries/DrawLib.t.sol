// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {DrawLib} from "../../../contracts/libraries/DrawLib.sol";
import {PlacesLib} from "../../../contracts/libraries/PlacesLib.sol";

/// C-10
contract DrawLibTest is Test {
    uint256 private constant DRAWS = 2000;

    function testFuzz_Draw_HasSizeDistinctMembers(uint256 live, uint256 size, bytes32 seed) external pure {
        size = bound(size, 0, PlacesLib.countOf(live));
        uint256 drawn = DrawLib.draw(live, size, seed);
        assertEq(PlacesLib.countOf(drawn), size);
        assertEq(drawn & ~live, 0);
        assertEq(DrawLib.draw(live, size, seed), drawn);
    }

    /// 2,000 draws of 3 out of 10 places far apart: the counts' chi-square (9 degrees of freedom) stays below the value that one of 1,000
    /// fair runs exceeds, 27.9, also for the pairs of places (44 degrees of freedom, 78.7).
    function test_Draw_IsUniform() external pure {
        uint8[10] memory places = [0, 1, 17, 64, 100, 127, 128, 200, 254, 255];
        uint256 live;
        for (uint256 i = 0; i < 10; ++i) live |= 1 << places[i];
        uint256[10] memory counts;
        uint256[10][10] memory pairs;
        for (uint256 n = 0; n < DRAWS; ++n) {
            uint256 drawn = DrawLib.draw(live, 3, keccak256(abi.encode("assay", n)));
            for (uint256 i = 0; i < 10; ++i) {
                if (!PlacesLib.has(drawn, places[i])) continue;
                ++counts[i];
                for (uint256 j = 0; j < i; ++j) if (PlacesLib.has(drawn, places[j])) ++pairs[i][j];
            }
        }
        uint256 chiSquareOfPlaces;
        uint256 chiSquareOfPairs;
        // Expected: 2,000 × 3/10 and 2,000 × 3/45; a hundred times the sum of (count − expected)² / expected.
        for (uint256 i = 0; i < 10; ++i) {
            chiSquareOfPlaces += (_square(counts[i], 600) * 100) / 600;
            for (uint256 j = 0; j < i; ++j) chiSquareOfPairs += (_square(pairs[i][j] * 3, 400) * 100) / (3 * 400);
        }
        assertLt(chiSquareOfPlaces, 2790);
        assertLt(chiSquareOfPairs, 7870);
    }

    function _square(uint256 a, uint256 b) private pure returns (uint256 square) {
        uint256 difference = a > b ? a - b : b - a;
        return difference * difference;
    }
}
