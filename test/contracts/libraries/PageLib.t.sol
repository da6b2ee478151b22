// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {PageLib} from "../../../contracts/libraries/PageLib.sol";

contract PageLibTest is Test {
    /// The rows of a page are exactly the ids that are both in it and there.
    function testFuzz_Cut_IsTheIntersection(uint256 from, uint256 size, uint256 count, uint256 id) public pure {
        size = bound(size, 0, 100);
        count = bound(count, 0, type(uint64).max);
        from = bound(from, 0, type(uint64).max);
        id = bound(id, 0, uint256(type(uint64).max) + 101);
        (uint256 first, uint256 length) = PageLib.cut(from, size, count);
        bool isIn = id >= first && id < first + length;
        assertEq(isIn, id >= 1 && id <= count && id >= from && id < from + size);
    }

    function test_RevertWhen_PageIsTooLong() public {
        vm.expectRevert(abi.encodeWithSelector(PageLib.PageTooLong.selector, 101, 100));
        this.cut(1, 101, 5);
    }

    function cut(uint256 from, uint256 size, uint256 count) external pure returns (uint256 first, uint256 length) {
        return PageLib.cut(from, size, count);
    }
}
