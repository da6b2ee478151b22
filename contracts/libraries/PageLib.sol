// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Pages of sequential ids
/// @notice Ids begin at 1. A page is `from … from + size − 1`, cut to the ids that exist.
library PageLib {
    /// @dev Rows of a page: a node answers that many within its gas limit for calls, whatever the rows read.
    uint256 internal constant MAX_PAGE_SIZE = 100;

    error PageTooLong(uint256 size, uint256 max);

    /// @param from the first id wanted; 0 counts as a place before the first
    /// @param count how many ids exist
    /// @return first the page's first id
    /// @return length how many rows it has; 0 beyond the last id
    function cut(uint256 from, uint256 size, uint256 count) internal pure returns (uint256 first, uint256 length) {
        if (size > MAX_PAGE_SIZE) revert PageTooLong(size, MAX_PAGE_SIZE);
        first = from == 0 ? 1 : from;
        if (from > count) return (first, 0);
        uint256 end = from + size;
        if (end > count + 1) end = count + 1;
        length = end > first ? end - first : 0;
    }
}
