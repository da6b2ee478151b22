// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {LinkWord, LinkWordLib} from "../../contracts/libraries/LinkWordLib.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {PriceUpdate, Shares} from "../../contracts/types/Revenue.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

contract MarketSharesTest is MarketFixture {
    uint16 private constant ONE = 65_535;

    function test_OnScoresSettled_FixesSharesOfARoot() public {
        _register(V1);
        vm.prank(owner);
        market.setOracleFund(V1, 7);
        assertFalse(market.areSharesFixed(V1));
        vm.expectEmit(address(market));
        emit IMarket.SharesFixed(V1, 8000, LinkWord.unwrap(LinkWordLib.create(PROTOCOL_BPS, 7)));
        vm.expectEmit(address(market));
        emit IMarket.PriceUpdated(V1, 8000, START + VALID_SECONDS);
        _score(V1, 8000, true);
        assertTrue(market.areSharesFixed(V1));
        _assertShares(V1, 8000, 0, 0);
        assertEq(market.sharesOf(V1).protocolBps, PROTOCOL_BPS);
        assertEq(market.sharesOf(V1).oracleFundPercent, 7);
    }

    /// M-3, M-4: r = 3,000 / 3,400 of inflow, λ·r of own sales, rounded up.
    function test_OnScoresSettled_FixesThePrimaryEdge() public {
        _offer(V1, 8000);
        _registerChild(V2, V1);
        LinkWord link = LinkWordLib.create(PROTOCOL_BPS, 0).withEdge(0, 1, 34_695, 57_825);
        vm.expectEmit(address(market));
        emit IMarket.SharesFixed(V2, 8400, LinkWord.unwrap(link));
        _score(V2, 8400, true);
        _assertShares(V2, 8400, 34_695, 57_825);
        assertEq(VersionId.unwrap(market.sharesOf(V2).parents[0]), 1);
    }

    /// M-3: E is the parent's where nothing improved, whatever the bound; M-4: r is 1.
    function test_OnScoresSettled_GivesAllToTheParentWhereNothingImproved() public {
        _offer(V1, 8000);
        _registerChild(V2, V1);
        _score(V2, 8400, false);
        _assertShares(V2, 8000, 39_321, ONE);
        _registerChild(V3, V1);
        _score(V3, 8000, true);
        _assertShares(V3, 8000, 39_321, ONE);
        _registerChild(V4, V1);
        _score(V4, 7000, true);
        _assertShares(V4, 8000, 39_321, ONE);
        assertEq(market.suggestedPriceOf(V4), 0);
    }

    /// M-4: undefined at or below the baseline is 1; a parent at the baseline has no part in what was added.
    function test_OnScoresSettled_AtTheBaseline() public {
        _offer(V1, BASELINE);
        _offerChild(V2, V1, BASELINE);
        _assertShares(V2, BASELINE, 39_321, ONE);
        _offerChild(V3, V1, 6000);
        _assertShares(V3, 6000, 0, 0);
    }

    /// M-3, M-4: between benchmarks E is the whole and r is 1, improved or not; so is r of what descends from there.
    function test_OnScoresSettled_BetweenBenchmarks() public {
        pipelines.register(V1, owner, OTHER_BENCHMARK, _plainTerms());
        _score(V1, 9900, true);
        _registerChild(V2, V1);
        _score(V2, 6000, false);
        _assertShares(V2, 10_000, 39_321, ONE);
        _registerChild(V3, V2);
        _score(V3, 9000, true);
        _assertShares(V3, 10_000, 39_321, ONE);
    }

    /// M-5: a further parent gets φ of what the primary edge leaves; the primary is the proven one, not the best one.
    function test_OnScoresSettled_FixesCoParents() public {
        _offer(V1, 8000);
        _offer(V2, 8300);
        _register(V3);
        pipelines.setParents(V3, true, _list(V1, V2));
        _score(V3, 8400, true);
        Shares memory shares = market.sharesOf(V3);
        assertEq(shares.ownShares[0], 34_695);
        assertEq(shares.inflowShares[0], 57_825);
        assertEq(shares.ownShares[1], 771);
        assertEq(shares.inflowShares[1], 771);
        _assertPrimary(V3, V1, 0);
    }

    /// Declared parents: the highest E is primary, the lowest id on a tie, in any order of declaration.
    function test_OnScoresSettled_ChoosesThePrimaryOfDeclaredParents() public {
        _offer(V1, 8000);
        _offer(V2, 8300);
        _offer(V3, 8300);
        VersionId[] memory parents = new VersionId[](3);
        (parents[0], parents[1], parents[2]) = (V3, V1, V2);
        _register(V4);
        pipelines.setParents(V4, false, parents);
        _assertPrimary(V4, V2, 2);
        _score(V4, 8400, true);
        Shares memory shares = market.sharesOf(V4);
        assertEq(shares.inflowShares[2], 63_608); // ⌈65535 · 3300 / 3400⌉
        assertEq(shares.inflowShares[0], 192);
        assertEq(shares.inflowShares[1], 192);
        parents[2] = V1;
        parents[1] = V2;
        _register(V5);
        pipelines.setParents(V5, false, parents);
        _assertPrimary(V5, V2, 1);
    }

    function test_PrimaryParentOf_WithoutParents() public {
        _register(V1);
        _assertPrimary(V1, VersionId.wrap(0), 0);
    }

    function test_RevertWhen_PrimaryIsAskedBeforeTheParentsShares() public {
        _offer(V1, 8000);
        _register(V2);
        _register(V3);
        pipelines.setParents(V3, true, _list(V1, V2));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketSharesNotFixed.selector, V2));
        market.primaryParentOf(V3);
    }

    /// Shares are fixed once: no later score, fee or term moves them.
    function test_OnScoresSettled_FixesOnce() public {
        _offer(V1, 8000);
        _offerChild(V2, V1, 8400);
        bytes memory before = abi.encode(market.sharesOf(V2));
        market.setProtocolFee(500);
        _score(V1, 9000, true);
        _score(V2, 9900, true);
        _score(V2, 6000, false);
        assertEq(abi.encode(market.sharesOf(V2)), before);
        _offerChild(V3, V1, 9000);
        assertEq(market.sharesOf(V3).protocolBps, 500);
    }

    /// A parent and its child may be settled in one batch, parents first.
    function test_OnScoresSettled_TakesALineageInOneBatch() public {
        _register(V1);
        _registerChild(V2, V1);
        _registerChild(V3, V2);
        PriceUpdate[] memory updates = new PriceUpdate[](3);
        updates[0] = _update(V1, 7000, true);
        updates[1] = _update(V2, 8000, true);
        updates[2] = _update(V3, 9000, true);
        vm.prank(scores);
        market.onScoresSettled(updates);
        assertEq(market.sharesOf(V3).inflowShares[0], 49_152); // ⌈65535 · 3000 / 4000⌉
    }

    /// A version whose parent has no shares waits; the rest of the batch does not.
    function test_OnScoresSettled_SkipsAnOrphanOnly() public {
        _register(V1);
        _registerChild(V2, V1);
        _register(V3);
        PriceUpdate[] memory updates = new PriceUpdate[](2);
        updates[0] = _update(V2, 8000, true);
        updates[1] = _update(V3, 8000, true);
        vm.prank(scores);
        market.onScoresSettled(updates);
        assertFalse(market.areSharesFixed(V2));
        assertTrue(market.areSharesFixed(V3));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotScored.selector, V2));
        market.quote(V2, 1, NATIVE);
        _score(V1, 7000, true);
        _score(V2, 8000, true);
        assertTrue(market.areSharesFixed(V2));
    }

    /// No update within the types' ranges reverts, and invariant 14 holds for whatever it fixes.
    function testFuzz_OnScoresSettled_NeverReverts(
        PriceUpdate[4] memory updates,
        uint16[4] memory lambda,
        bool proven,
        bool sameBenchmark
    ) public {
        for (uint64 i = 0; i < 4; ++i) {
            VersionId id = VersionId.wrap(i + 1);
            LicenceTerms memory terms = _plainTerms();
            terms.royaltyBps = uint16(bound(lambda[i], 0, 9000));
            pipelines.register(id, owner, i == 0 && !sameBenchmark ? OTHER_BENCHMARK : BENCHMARK, terms);
            VersionId[] memory parents = new VersionId[](i);
            for (uint64 j = 0; j < i; ++j) parents[j] = VersionId.wrap(j + 1);
            pipelines.setParents(id, proven, parents);
            updates[i].versionId = id;
            updates[i].boundBps = uint16(bound(updates[i].boundBps, 0, 10_000));
            _push(updates[i]);
            Shares memory shares = market.sharesOf(id);
            (uint256 own, uint256 inflow) = (0, 0);
            for (uint256 j = 0; j < i; ++j) {
                own += shares.ownShares[j];
                inflow += shares.inflowShares[j];
            }
            assertLe(own, ONE, "own");
            assertLe(inflow, ONE, "inflow");
        }
    }

    /// Ids at the edge of the registry's range survive the packing.
    function test_OnScoresSettled_TakesTheLargestIds() public {
        VersionId parent = VersionId.wrap((1 << 28) - 2);
        VersionId child = VersionId.wrap((1 << 28) - 1);
        _offer(parent, 8000);
        _offerChild(child, parent, 8400);
        assertEq(VersionId.unwrap(market.sharesOf(child).parents[0]), VersionId.unwrap(parent));
        _buy(child);
        _settle(child, 0);
        (, uint256 inflow, ) = market.revenueOf(parent, NATIVE);
        assertGt(inflow, 0);
    }

    /// Invariant 10, the Market's part: nobody but Scores prices a version, not even its administrator.
    function test_RevertWhen_ScoresArePushedByAnyoneElse() public {
        PriceUpdate[] memory updates = new PriceUpdate[](0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketOnlyScores.selector, address(this)));
        market.onScoresSettled(updates);
        vm.prank(scores);
        market.onScoresSettled(updates);
    }

    function _assertShares(VersionId id, uint256 effective, uint256 own, uint256 inflow) private view {
        Shares memory shares = market.sharesOf(id);
        assertTrue(shares.isFixed);
        assertEq(shares.effectiveBoundBps, effective, "E");
        if (shares.parents.length == 0) return;
        assertEq(shares.ownShares[0], own, "own");
        assertEq(shares.inflowShares[0], inflow, "inflow");
    }

    function _assertPrimary(VersionId id, VersionId parent, uint256 index) private view {
        (VersionId actual, uint256 actualIndex) = market.primaryParentOf(id);
        assertEq(VersionId.unwrap(actual), VersionId.unwrap(parent));
        assertEq(actualIndex, index);
    }
}
