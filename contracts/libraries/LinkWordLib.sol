// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ShareLib} from "./ShareLib.sol";

/// @dev A version's fixed shares (docs/SPEC.md, M-11), from the low bits up: 4 × (parent 28, own share 16, inflow share 16), then
/// protocol fee 9 (basis points), oracle fund 7 (percent).
type LinkWord is uint256;

using LinkWordLib for LinkWord global;

/// @title Packing of the link word
library LinkWordLib {
    uint256 internal constant MAX_PARENTS = 4;

    uint256 private constant EDGE_BITS = 60;
    uint256 private constant OWN_SHIFT = 28;
    uint256 private constant INFLOW_SHIFT = 44;
    uint256 private constant PROTOCOL_SHIFT = 240;
    uint256 private constant FUND_SHIFT = 249;

    uint256 private constant PARENT_MASK = (1 << 28) - 1;
    uint256 private constant SHARE_MASK = type(uint16).max;
    uint256 private constant PROTOCOL_MASK = 0x1ff;

    /* WRITES */

    /// @param feeBps protocol fee, at most 511 basis points
    /// @param oracleFund at most 127 percent
    function create(uint256 feeBps, uint256 oracleFund) internal pure returns (LinkWord word) {
        return LinkWord.wrap((feeBps << PROTOCOL_SHIFT) | (oracleFund << FUND_SHIFT));
    }

    /// @dev Fills an empty place. `index < 4`, `parent < 2^28`, shares at most `ShareLib.ONE`.
    function withEdge(
        LinkWord word,
        uint256 index,
        uint256 parent,
        uint256 ownShare,
        uint256 inflowShare
    ) internal pure returns (LinkWord updated) {
        uint256 edge = parent | (ownShare << OWN_SHIFT) | (inflowShare << INFLOW_SHIFT);
        return LinkWord.wrap(LinkWord.unwrap(word) | (edge << (EDGE_BITS * index)));
    }

    /* READS */

    /// @return parent 0 where the version has no such parent
    function edgeAt(
        LinkWord word,
        uint256 index
    ) internal pure returns (uint256 parent, uint256 ownShare, uint256 inflowShare) {
        if (index >= MAX_PARENTS) return (0, 0, 0);
        uint256 edge = LinkWord.unwrap(word) >> (EDGE_BITS * index);
        return (edge & PARENT_MASK, (edge >> OWN_SHIFT) & SHARE_MASK, (edge >> INFLOW_SHIFT) & SHARE_MASK);
    }

    function parentCount(LinkWord word) internal pure returns (uint256 count) {
        uint256 bits = LinkWord.unwrap(word);
        while (count < MAX_PARENTS && bits & PARENT_MASK != 0) {
            bits >>= EDGE_BITS;
            ++count;
        }
    }

    /// @dev What the version keeps of its own sales and of inflow. The sums never exceed `ShareLib.ONE` (L-5, M-4, M-5).
    function keptShares(LinkWord word) internal pure returns (uint256 ownShare, uint256 inflowShare) {
        uint256 bits = LinkWord.unwrap(word);
        ownShare = ShareLib.ONE;
        inflowShare = ShareLib.ONE;
        for (uint256 i = 0; i < MAX_PARENTS && bits & PARENT_MASK != 0; ++i) {
            ownShare -= (bits >> OWN_SHIFT) & SHARE_MASK;
            inflowShare -= (bits >> INFLOW_SHIFT) & SHARE_MASK;
            bits >>= EDGE_BITS;
        }
    }

    function protocolBps(LinkWord word) internal pure returns (uint256 bps) {
        return (LinkWord.unwrap(word) >> PROTOCOL_SHIFT) & PROTOCOL_MASK;
    }

    function fundPercent(LinkWord word) internal pure returns (uint256 percent) {
        return LinkWord.unwrap(word) >> FUND_SHIFT;
    }
}
