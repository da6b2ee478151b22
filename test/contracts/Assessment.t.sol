// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DatasetRegistry} from "../../contracts/DatasetRegistry.sol";
import {Currencies} from "../../contracts/Currencies.sol";
import {Market} from "../../contracts/Market.sol";
import {PipelineRegistry} from "../../contracts/PipelineRegistry.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IPolicies} from "../../contracts/interfaces/IPolicies.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {Scores} from "../../contracts/Scores.sol";
import {BatchHeader} from "../../contracts/types/BatchHeader.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {DatasetId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {PriceTerms} from "../../contracts/types/Revenue.sol";
import {Policies} from "../../contracts/Policies.sol";
import {CommitteeFixture} from "../utils/CommitteeFixture.sol";

/// @dev The real registries, Market, Scores and Committee together: from a request to a price, a sale and a reassessment.
contract AssessmentTest is CommitteeFixture {
    PipelineRegistry private _pipelines;
    Market private _market;

    /// @dev Replaces the mocks of the fixture.
    function setUp() public override {
        super.setUp();
        vm.warp(START - EPOCH_SECONDS);
        DatasetRegistry datasets = new DatasetRegistry(address(manager), new Policies());
        _pipelines = new PipelineRegistry(address(manager), datasets);
        _market = new Market(
            address(manager),
            _pipelines,
            datasets,
            new Currencies(address(manager), address(0), 0),
            IPolicies(address(0)),
            250,
            stranger
        );
        scores = new Scores(address(manager), _pipelines, benchmarks, _market);
        _market.setScores(address(scores));
        benchmark = benchmarks.createBenchmark(_benchmarkParams());
        committee = _newCommittee();
        scores.setSource(address(committee), IScores.SourceKind.VERIFIES);
        for (uint256 i = 0; i < WORKERS; ++i) _join(workers[i]);
        vm.warp(START);

        vm.startPrank(owner);
        LicenceTerms memory terms = LicenceTerms({
            royaltyBps: 5000,
            coParentBps: 0,
            minPriceGwei: 0,
            currencies: 1,
            flags: 0
        });
        _pipelines.mint(
            IPipelineRegistry.MintParams({
                benchmarkId: benchmark,
                specDigest: keccak256("spec"),
                licence: 0,
                name: "",
                terms: terms
            })
        );
        _registerVersion(new VersionId[](0));
        VersionId[] memory parents = new VersionId[](1);
        parents[0] = _id(1);
        _registerVersion(parents);
        vm.stopPrank();
    }

    /// S-4, S-3, M-1: a child waits for its parent; only Final prices.
    function test_FromRequestToSale() external {
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresParentNotFinal.selector, _id(2), _id(1)));
        _request(2);
        _assess(1, 700);
        assertTrue(_market.areSharesFixed(_id(1)));
        _assess(2, 900);

        PriceTerms memory terms;
        (terms.listed, terms.exponent, terms.floorNano, terms.capNano) = (true, 1, 1e6, 3e6);
        vm.prank(owner);
        _market.setPriceTerms(_id(2), terms);
        uint256 boundBps = scores.scoreOf(_id(2)).boundBps;
        (uint256 price, uint256 quotedBps, uint256 validUntil) = _market.quote(_id(2), 1, address(0));
        assertEq(quotedBps, boundBps);
        assertEq(validUntil, scores.scoreOf(_id(2)).validUntil);
        assertEq(price, (1e6 + (2e6 * (boundBps - 5000)) / 4500) * 1 gwei);
        vm.prank(buyer);
        _market.buy{value: price}(_id(2), 1, buyer, price, boundBps, block.timestamp);
        assertTrue(_market.hasAccess(_id(2), buyer));
    }

    /// S-12, invariant 11: a void version is not sold, not even at the stale floor; a record it held is free.
    function test_VoidVersion_EndsSales() external {
        _assess(1, 700);
        PriceTerms memory terms;
        (terms.listed, terms.exponent, terms.floorNano, terms.capNano) = (true, 1, 1e6, 3e6);
        terms.staleAtFloor = true;
        vm.prank(owner);
        _market.setPriceTerms(_id(1), terms);
        _market.quote(_id(1), 1, address(0));

        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketOnlyScores.selector, address(this)));
        _market.onVersionVoided(_id(1));
        scores.setSource(address(this), IScores.SourceKind.DISPUTES);
        vm.expectEmit();
        emit IMarket.VersionVoided(_id(1));
        scores.voidVersion(_id(1));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketVersionVoid.selector, _id(1)));
        _market.quote(_id(1), 1, address(0));
        assertTrue(_market.areSharesFixed(_id(1)));
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 0);
        // Its children are assessed as before: what they owe it is fixed.
        _assess(2, 800);
        assertEq(VersionId.unwrap(scores.recordOf(benchmark)), 2);
    }

    /// S-10: the fund of real sales pays for the next score.
    function test_ReassessmentFromTheFund() external {
        vm.prank(owner);
        _market.setOracleFund(_id(1), 20);
        _assess(1, 700);
        PriceTerms memory terms;
        (terms.listed, terms.exponent, terms.floorNano, terms.capNano) = (true, 1, 1e6, 3e6);
        vm.prank(owner);
        _market.setPriceTerms(_id(1), terms);
        vm.prank(buyer);
        _market.buy{value: 1 ether}(_id(1), 1, buyer, 1 ether, 0, block.timestamp);

        vm.warp(START + TERM_SECONDS);
        uint256 fund = _market.oracleFundOf(_id(1));
        assertGt(fund, FEE_WEI);
        scores.requestScoreFromFund(_id(1));
        assertEq(_market.oracleFundOf(_id(1)), fund - FEE_WEI);
        assertEq(address(scores).balance, 2 * FEE_WEI);
        _answer(1, 720);
        assertEq(scores.scoreOf(_id(1)).correct, 720);
        assertEq(scores.scoreOf(_id(1)).shard, 1);
    }

    /// S-10: an empty fund pays nothing, and the request does not stay.
    function test_RevertWhen_TheFundIsEmpty() external {
        _assess(1, 700);
        vm.warp(START + TERM_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketFundTooSmall.selector, _id(1), FEE_WEI, 0));
        scores.requestScoreFromFund(_id(1));
        assertEq(scores.requestOf(_id(1)).requester, address(0));
    }

    function _registerVersion(VersionId[] memory parents) private {
        _pipelines.registerVersion(
            IPipelineRegistry.VersionParams({
                pipelineId: PipelineId.wrap(1),
                manifestDigest: MANIFEST,
                trainingCommitment: 0,
                parents: parents,
                datasets: new DatasetId[](0),
                collaborators: new Collaborator[](0),
                maxRoyaltyBps: 9000
            })
        );
    }

    function _assess(uint64 id, uint32 correct) private {
        _request(id);
        _answer(id, correct);
    }

    /// @dev Submits after the running epoch and settles after the window.
    function _answer(uint64 id, uint32 correct) private {
        BatchHeader memory header = _header();
        header.epoch = uint40(benchmarks.currentEpoch());
        vm.warp((header.epoch + 1) * EPOCH_SECONDS);
        committee.closeEpoch(header.epoch);
        header.shard = benchmarks.shardAt(benchmark, block.timestamp - 1);
        bytes memory items = _pack(_item(id, correct));
        committee.submit(header, items, _attest(header, items, WORKERS));
        vm.warp(block.timestamp + WINDOW_SECONDS);
        committee.settle(header, items);
    }
}
