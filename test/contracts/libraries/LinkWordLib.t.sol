// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {LinkWord, LinkWordLib} from "../../../contracts/libraries/LinkWordLib.sol";

contract LinkWordLibTest is Test {
    /// M-11: every field is read back, whatever the others hold.
    function testFuzz_Fields_DoNotOverlap(
        uint256 feeBps,
        uint256 fund,
        uint256 count,
        uint256[4] memory parents,
        uint16[4] memory own,
        uint16[4] memory inflow
    ) public pure {
        feeBps = bound(feeBps, 0, 511);
        fund = bound(fund, 0, 127);
        count = bound(count, 0, 4);
        LinkWord word = LinkWordLib.create(feeBps, fund);
        for (uint256 i = 0; i < count; ++i) {
            parents[i] = bound(parents[i], 1, (1 << 28) - 1);
            word = word.withEdge(i, parents[i], own[i], inflow[i]);
        }
        assertEq(word.protocolBps(), feeBps);
        assertEq(word.fundPercent(), fund);
        assertEq(word.parentCount(), count);
        for (uint256 i = 0; i < 5; ++i) {
            (uint256 parent, uint256 ownShare, uint256 inflowShare) = word.edgeAt(i);
            assertEq(parent, i < count ? parents[i] : 0);
            assertEq(ownShare, i < count ? own[i] : 0);
            assertEq(inflowShare, i < count ? inflow[i] : 0);
        }
    }

    /// M-6: kept is what no edge takes; the fee and the fund are not edges.
    function test_KeptShares_AreTheRest() public pure {
        LinkWord word = LinkWordLib.create(500, 20);
        (uint256 own, uint256 inflow) = word.keptShares();
        assertEq(own, 65_535);
        assertEq(inflow, 65_535);
        word = word.withEdge(0, 7, 50_000, 60_000);
        word = word.withEdge(1, 3, 535, 5535);
        word = word.withEdge(2, 4, 0, 0);
        word = word.withEdge(3, 5, 15_000, 0);
        (own, inflow) = word.keptShares();
        assertEq(own, 0);
        assertEq(inflow, 0);
    }

    /// M-11: the layout that readers of `SharesFixed` rely on.
    function test_Layout() public pure {
        LinkWord word = LinkWordLib.create(250, 10).withEdge(0, 1, 2, 3).withEdge(3, 4, 5, 6);
        uint256 expected =
            1 | (2 << 28) | (3 << 44) | (4 << 180) | (5 << 208) | (6 << 224) | (250 << 240) | (10 << 249);
        assertEq(LinkWord.unwrap(word), expected);
    }
}
