// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {ItemLib} from "../../../contracts/libraries/ItemLib.sol";
import {VersionId} from "../../../contracts/types/Ids.sol";
import {ScoreItem} from "../../../contracts/types/Score.sol";

contract ItemLibTest is Test {
    function itemAt(bytes calldata items, uint256 index) external pure returns (ScoreItem memory item) {
        return ItemLib.itemAt(items, index);
    }

    function countOf(bytes calldata items) external pure returns (uint256 count) {
        return ItemLib.countOf(items);
    }

    /// C-3: seven big-endian uint32, in order.
    function testFuzz_ItemAt_ReadsTheFields(uint32[7] memory first, uint32[7] memory second) external view {
        bytes memory items = bytes.concat(_pack(first), _pack(second));
        assertEq(this.countOf(items), 2);
        _assertFields(this.itemAt(items, 0), first);
        _assertFields(this.itemAt(items, 1), second);
    }

    function test_CountOf_IsZeroForPartsOfItems() external view {
        assertEq(this.countOf(""), 0);
        assertEq(this.countOf(new bytes(27)), 0);
        assertEq(this.countOf(new bytes(28)), 1);
        assertEq(this.countOf(new bytes(29)), 0);
    }

    function test_IsPossible_ChecksEveryCount() external pure {
        ScoreItem memory item = _item(60, 60, 40, 60, 40);
        assertTrue(ItemLib.isPossible(item, 100));
        assertFalse(ItemLib.isPossible(_item(101, 0, 0, 0, 0), 100));
        assertFalse(ItemLib.isPossible(_item(60, 61, 40, 60, 40), 100));
        assertFalse(ItemLib.isPossible(_item(60, 60, 41, 60, 40), 100));
        assertFalse(ItemLib.isPossible(_item(60, 60, 40, 61, 40), 100));
        assertFalse(ItemLib.isPossible(_item(60, 60, 40, 60, 41), 100));
    }

    function _item(
        uint32 correct,
        uint32 newlyRight,
        uint32 newlyWrong,
        uint32 parentRight,
        uint32 parentWrong
    ) private pure returns (ScoreItem memory item) {
        item.correct = correct;
        item.newlyRight = newlyRight;
        item.newlyWrong = newlyWrong;
        item.parentRight = parentRight;
        item.parentWrong = parentWrong;
    }

    function _pack(uint32[7] memory f) private pure returns (bytes memory packed) {
        return abi.encodePacked(f[0], f[1], f[2], f[3], f[4], f[5], f[6]);
    }

    function _assertFields(ScoreItem memory item, uint32[7] memory f) private pure {
        assertEq(VersionId.unwrap(item.versionId), f[0]);
        assertEq(item.correct, f[1]);
        assertEq(VersionId.unwrap(item.holder), f[2]);
        assertEq(item.newlyRight, f[3]);
        assertEq(item.newlyWrong, f[4]);
        assertEq(item.parentRight, f[5]);
        assertEq(item.parentWrong, f[6]);
    }
}
