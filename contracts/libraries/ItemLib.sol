// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "../types/Ids.sol";
import {ScoreItem} from "../types/Score.sol";

/// @title Packed batch items: seven big-endian uint32 each (docs/SPEC.md, C-3)
library ItemLib {
    /// @dev Bytes of one item.
    uint256 internal constant SIZE = 28;
    /// @dev `correct` of a version that could not be measured.
    uint32 internal constant UNAVAILABLE = type(uint32).max;

    /// @notice Number of items; 0 where `items` is no whole number of them.
    function countOf(bytes calldata items) internal pure returns (uint256 count) {
        return items.length % SIZE == 0 ? items.length / SIZE : 0;
    }

    /// @notice The seven fields as one number, the version's id on top.
    /// @param index below `countOf(items)`
    function wordAt(bytes calldata items, uint256 index) internal pure returns (uint256 word) {
        // The index is below 2^64 (calldata holds the items): no overflow. The slice checks the bounds.
        uint256 offset;
        unchecked {
            offset = index * SIZE;
        }
        return uint224(bytes28(items[offset:]));
    }

    /// @param index below `countOf(items)`
    function itemAt(bytes calldata items, uint256 index) internal pure returns (ScoreItem memory) {
        uint256 word = wordAt(items, index);
        return
            ScoreItem({
                versionId: VersionId.wrap(uint32(word >> 192)),
                correct: uint32(word >> 160),
                holder: VersionId.wrap(uint32(word >> 128)),
                newlyRight: uint32(word >> 96),
                newlyWrong: uint32(word >> 64),
                parentRight: uint32(word >> 32),
                parentWrong: uint32(word)
            });
    }

    /// @notice Whether the counts are possible with `total` samples: nothing newly right that is not right, nothing newly
    /// wrong that is not wrong.
    function isPossible(ScoreItem memory item, uint256 total) internal pure returns (bool possible) {
        uint256 right = item.correct;
        if (right > total) return false;
        uint256 wrong;
        // Not above the total, as just checked.
        unchecked {
            wrong = total - right;
        }
        return
            item.newlyRight <= right &&
            item.parentRight <= right &&
            item.newlyWrong <= wrong &&
            item.parentWrong <= wrong;
    }
}
