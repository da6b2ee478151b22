// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AssayLens} from "../../contracts/AssayLens.sol";
import {IAssayLens} from "../../contracts/interfaces/IAssayLens.sol";
import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {ICurrencies} from "../../contracts/interfaces/ICurrencies.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {PageLib} from "../../contracts/libraries/PageLib.sol";
import {Rules} from "../../contracts/types/Benchmark.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {PriceTerms, Shares} from "../../contracts/types/Revenue.sol";
import {Report, Score, ScoreRequest, ScoreStatus} from "../../contracts/types/Score.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// @dev The registry is real; scores, batches and prices are the answers that their contracts' interfaces allow.
contract AssayLensTest is RegistryFixture {
    address private constant BENCHMARKS = address(0xbe);
    address private constant SCORES = address(0x5c0);
    address private constant COMMITTEE = address(0xc0);
    address private constant MARKET = address(0x3a);
    address private constant CURRENCIES = address(0xcc);
    address private constant TOKEN = address(0x70);
    address private constant TREASURY = address(0x7e);
    uint40 private constant EPOCH = 12;

    AssayLens private lens;
    PipelineId private pipeline;
    VersionId private version;

    function setUp() public override {
        super.setUp();
        lens = new AssayLens(
            registry,
            datasets,
            IBenchmarks(BENCHMARKS),
            IScores(SCORES),
            ICommittee(COMMITTEE),
            IMarket(MARKET),
            ICurrencies(CURRENCIES)
        );
        pipeline = _mint(alice, _plainTerms());
        version = _register(alice, _params(pipeline));
        _answerNothing();
    }

    /// S-3: NONE → REPORTED → VERIFIED → FINAL → VOID; a new assessment of a Final version leaves it FINAL.
    function test_StatusOf_FollowsTheLadder() public {
        _assertStatus(ScoreStatus.NONE);
        _answerReport(Report({correct: 5, reportedAt: 1, source: SCORES}));
        _assertStatus(ScoreStatus.REPORTED);
        // A request alone verifies nothing.
        _answerRequest(ScoreRequest({requester: bob, epoch: EPOCH, feeGwei: 1, isClaim: false}));
        _assertStatus(ScoreStatus.REPORTED);
        _answerBatch(ICommittee.BatchState.SUBMITTED);
        _assertStatus(ScoreStatus.VERIFIED);
        _answerScore(version, Score(70, 600, uint40(block.timestamp), 1, 0, 0));
        _assertStatus(ScoreStatus.FINAL);
        vm.mockCall(SCORES, abi.encodeCall(IScores.isVoid, (version)), abi.encode(true));
        _assertStatus(ScoreStatus.VOID);
    }

    /// S-3: VERIFIED needs an open request and an unsettled batch of its epoch.
    function test_StatusOf_IsVerifiedOnlyInsideTheWindow() public {
        _answerRequest(ScoreRequest({requester: bob, epoch: EPOCH, feeGwei: 1, isClaim: false}));
        _answerBatch(ICommittee.BatchState.SETTLED);
        _assertStatus(ScoreStatus.NONE);
        _answerBatch(ICommittee.BatchState.CANCELLED);
        _assertStatus(ScoreStatus.NONE);
        _answerBatch(ICommittee.BatchState.SUBMITTED);
        _answerRequest(ScoreRequest({requester: address(0), epoch: EPOCH, feeGwei: 0, isClaim: false}));
        _assertStatus(ScoreStatus.NONE);
    }

    function test_VersionOf_ShowsAnUnscoredVersion() public view {
        IAssayLens.VersionView memory row = lens.versionOf(version);
        assertEq(_id(row.versionId), 1);
        assertEq(PipelineId.unwrap(row.pipelineId), 1);
        assertEq(BenchmarkId.unwrap(row.benchmarkId), BenchmarkId.unwrap(BENCHMARK));
        assertEq(row.owner, alice);
        assertEq(row.contributor, alice);
        assertEq(row.registeredAt, block.timestamp);
        assertEq(row.manifestDigest, MANIFEST);
        assertFalse(row.proven);
        assertEq(uint8(row.status), uint8(ScoreStatus.NONE));
        assertEq(row.total, 0);
        assertFalse(row.stale);
        assertFalse(row.forSale);
        assertFalse(row.isRecordHolder);
    }

    function test_VersionOf_ShowsScorePriceAndRecord() public {
        _answerBenchmark(100);
        _answerReport(Report({correct: 71, reportedAt: 1, source: SCORES}));
        _answerScore(version, Score(70, 6043, uint40(block.timestamp), 1, 3, 1));
        vm.mockCall(SCORES, abi.encodeCall(IScores.recordOf, (BENCHMARK)), abi.encode(version));
        Shares memory shares;
        shares.effectiveBoundBps = 6000;
        vm.mockCall(MARKET, abi.encodeCall(IMarket.sharesOf, (version)), abi.encode(shares));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.suggestedPriceOf, (version)), abi.encode(8));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.revenueOf, (version, address(0))), abi.encode(30, 4, 29));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.quote, (version, 1, address(0))), abi.encode(9, 6043, 0));

        IAssayLens.VersionView memory row = lens.versionOf(version);
        assertEq(uint8(row.status), uint8(ScoreStatus.FINAL));
        assertEq(row.correct, 70);
        assertEq(row.total, 100);
        assertEq(row.boundBps, 6043);
        assertEq(row.validUntil, block.timestamp);
        assertFalse(row.stale);
        assertEq(row.reportedCorrect, 71);
        assertEq(row.effectiveBoundBps, 6000);
        assertTrue(row.forSale);
        assertEq(row.price, 9);
        assertEq(row.currency, address(0));
        assertFalse(row.inUsd);
        assertEq(row.suggestedPriceE18, 8);
        assertEq(row.salesWei, 30);
        assertTrue(row.isRecordHolder);

        // S-7: stale after `validUntil`.
        vm.warp(block.timestamp + 1);
        assertTrue(lens.versionOf(version).stale);
    }

    /// L-13, L-14: the pipeline's name and licence, and its aliases.
    function test_VersionOf_ShowsNameLicenceAndAliases() public {
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        // A byte that no text has, and a mark that would turn the direction of what follows.
        params.name = string(bytes(hex"7370616dffe280ae"));
        params.licence = "MIT";
        vm.prank(alice);
        PipelineId named = registry.mint(params);
        VersionId first = _register(alice, _params(named));
        VersionId second = _register(alice, _params(named));
        vm.prank(alice);
        registry.setStable(named, first);

        IAssayLens.VersionView memory row = lens.versionOf(first);
        assertEq(row.pipelineName, unicode"spam\uFFFD\uFFFD");
        assertEq(row.licence, "MIT");
        assertFalse(row.nonCommercial);
        assertFalse(row.isLatest);
        assertTrue(row.isStable);
        row = lens.versionOf(second);
        assertTrue(row.isLatest);
        assertFalse(row.isStable);
        row = lens.versionOf(version);
        assertEq(row.pipelineName, "");
        assertEq(row.licence, "all rights reserved");
    }

    /// A-1, L-8: a non-commercial dataset marks the version and what descends from it.
    function test_VersionOf_ShowsNonCommercial() public {
        IDatasetRegistry.DatasetParams memory params = _datasetParams(keccak256("data"), 0, DatasetId.wrap(0));
        params.licence = sha256("a licence with more words");
        params.nonCommercial = true;
        vm.prank(bob);
        DatasetId datasetId = datasets.register(params);
        VersionId trained = _registerOn(_list(datasetId), new VersionId[](0));
        VersionId child = _registerOn(new DatasetId[](0), _list(trained));
        assertTrue(lens.versionOf(child).nonCommercial);
        (IAssayLens.TrainedOnRow[] memory rows, , ) = lens.trainedOn(child);
        assertTrue(rows[0].nonCommercial);
        assertEq(rows[0].licence, string.concat("SHA-256 ", vm.toString(sha256("a licence with more words"))));
    }

    function test_Versions_PagesWhatExists() public {
        VersionId second = _register(alice, _paramsWithParents(pipeline, _list(version)));
        _register(alice, _params(pipeline));
        _assertPage(1, 100, 1, 3);
        _assertPage(2, 1, 2, 1);
        _assertPage(0, 2, 1, 1);
        _assertPage(3, 100, 3, 1);
        assertEq(lens.versions(VersionId.wrap(4), 100).length, 0);
        assertEq(lens.versions(VersionId.wrap(type(uint64).max), 100).length, 0);
        assertEq(lens.versions(second, 0).length, 0);
        assertEq(_id(lens.versions(second, 1)[0].parents[0]), 1);
        vm.expectRevert(abi.encodeWithSelector(PageLib.PageTooLong.selector, 101, 100));
        lens.versions(version, 101);
    }

    function test_RevertWhen_VersionIsUnknown() public {
        bytes memory unknown = abi.encodeWithSelector(
            IPipelineRegistry.PipelineRegistryUnknownVersion.selector,
            VersionId.wrap(9)
        );
        vm.expectRevert(unknown);
        lens.statusOf(VersionId.wrap(9));
        vm.expectRevert(unknown);
        lens.versionOf(VersionId.wrap(9));
    }

    function test_PricesOf_ListsWhatTakesPayment() public {
        assertEq(lens.pricesOf(version).length, 0);
        PriceTerms memory terms;
        terms.currency = 1;
        vm.mockCall(MARKET, abi.encodeCall(IMarket.priceTermsOf, (version)), abi.encode(terms));
        // Not for sale yet: the currency is shown, without a price.
        IAssayLens.VersionView memory row = lens.versionOf(version);
        assertFalse(row.forSale);
        assertEq(row.currency, TOKEN);
        assertEq(row.price, 0);

        vm.mockCall(MARKET, abi.encodeCall(IMarket.quote, (version, 1, TOKEN)), abi.encode(25e6, 6043, 0));
        IAssayLens.PriceRow[] memory prices = lens.pricesOf(version);
        assertEq(prices.length, 1);
        assertEq(prices[0].currency, TOKEN);
        assertEq(prices[0].price, 25e6);
        row = lens.versionOf(version);
        assertTrue(row.forSale);
        assertEq(row.currency, TOKEN);
        assertEq(row.price, 25e6);
    }

    /// In dollars: every currency with a rate takes payment; the first one is shown.
    function test_PricesOf_InDollarsNamesEveryCurrency() public {
        PriceTerms memory terms;
        terms.inUsd = true;
        vm.mockCall(MARKET, abi.encodeCall(IMarket.priceTermsOf, (version)), abi.encode(terms));
        vm.mockCall(MARKET, abi.encodeCall(IMarket.quote, (version, 1, TOKEN)), abi.encode(25e6, 6043, 0));
        IAssayLens.VersionView memory row = lens.versionOf(version);
        assertTrue(row.inUsd);
        assertEq(row.currency, TOKEN);
        vm.mockCall(MARKET, abi.encodeCall(IMarket.quote, (version, 1, address(0))), abi.encode(1e16, 6043, 0));
        IAssayLens.PriceRow[] memory prices = lens.pricesOf(version);
        assertEq(prices.length, 2);
        assertEq(prices[1].price, 25e6);
        row = lens.versionOf(version);
        assertEq(row.currency, address(0));
        assertEq(row.price, 1e16);
    }

    function test_OwnerOf_FollowsThePipeline() public {
        assertEq(lens.ownerOf(version), alice);
        vm.prank(alice);
        registry.transferFrom(alice, bob, PipelineId.unwrap(pipeline));
        assertEq(lens.ownerOf(version), bob);
    }

    function test_DatasetsOf_NamesOwnersAndRoyalties() public {
        DatasetId first = _registerDataset(bob, 300);
        DatasetId second = _registerDataset(alice, 0);
        VersionId trained = _registerOn(_list(first, second), new VersionId[](0));
        IAssayLens.DatasetRow[] memory rows = lens.datasetsOf(trained);
        assertEq(rows.length, 2);
        assertEq(DatasetId.unwrap(rows[0].datasetId), 1);
        assertEq(rows[0].owner, bob);
        assertEq(rows[0].manifestDigest, keccak256("data"));
        assertEq(rows[0].licence, "CC0-1.0");
        assertFalse(rows[0].nonCommercial);
        assertEq(rows[0].royaltyBps, 300);
        assertEq(rows[1].owner, alice);
        assertEq(lens.datasetsOf(version).length, 0);
    }

    /// B-5: each dataset once, with the nearest version that was trained on it.
    function test_TrainedOn_WalksTheLineageNearestFirst() public {
        (DatasetId a, DatasetId b, DatasetId c) = (
            _registerDataset(bob, 0),
            _registerDataset(bob, 0),
            _registerDataset(bob, 0)
        );
        VersionId root = _registerOn(_list(a, b), new VersionId[](0));
        VersionId left = _registerOn(_list(b), _list(root));
        VersionId right = _registerOn(_list(c), _list(root));
        VersionId merged = _registerOn(_list(c), _list(left, right));
        (IAssayLens.TrainedOnRow[] memory rows, uint256 walked, bool complete) = lens.trainedOn(merged);
        assertEq(walked, 4);
        assertTrue(complete);
        assertEq(rows.length, 3);
        _assertRow(rows[0], c, merged, true);
        _assertRow(rows[1], b, left, false);
        _assertRow(rows[2], a, root, false);

        (rows, walked, complete) = lens.trainedOn(version);
        assertEq(rows.length, 0);
        assertEq(walked, 1);
        assertTrue(complete);
    }

    /// B-5: at most 100 versions are looked at, and the answer says that it is not all.
    function test_TrainedOn_IsBoundedAndSaysSo() public {
        DatasetId far = _registerDataset(bob, 100);
        VersionId tip = _registerOn(_list(far), new VersionId[](0));
        for (uint256 i = 1; i < 100; ++i) tip = _register(alice, _paramsWithParents(pipeline, _list(tip)));
        (IAssayLens.TrainedOnRow[] memory rows, uint256 walked, bool complete) = lens.trainedOn(tip);
        assertEq(walked, 100);
        assertTrue(complete);
        assertEq(rows.length, 1);
        assertEq(rows[0].royaltyBps, 100);

        tip = _register(alice, _paramsWithParents(pipeline, _list(tip)));
        (rows, walked, complete) = lens.trainedOn(tip);
        assertEq(walked, 100);
        assertFalse(complete);
        assertEq(rows.length, 0);
    }

    /// B-5: 26 versions with 4 datasets each are more than the 100 rows.
    function test_TrainedOn_ListsAtMostOneHundredDatasets() public {
        VersionId tip = version;
        for (uint256 i = 0; i < 26; ++i) {
            DatasetId[] memory four = new DatasetId[](4);
            for (uint256 j = 0; j < 4; ++j) four[j] = _registerDataset(bob, 0);
            tip = _registerOn(four, _list(tip));
            (IAssayLens.TrainedOnRow[] memory rows, , bool complete) = lens.trainedOn(tip);
            assertEq(rows.length, i < 25 ? 4 * (i + 1) : 100);
            assertEq(complete, i < 25);
        }
    }

    /// M-7: the parts of what is kept are the whole.
    function test_RevenueShareOf_NamesEveryPayee() public {
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, _list(version));
        params.datasets = _list(_registerDataset(bob, 300));
        params.collaborators = new Collaborator[](1);
        params.collaborators[0] = Collaborator({account: bob, shareBps: 3333});
        VersionId sold = _register(alice, params);
        _answerShares(sold, 20);

        (IAssayLens.PayeeRow[] memory payees, IAssayLens.EdgeRow[] memory edges, bool isFixed) = lens.revenueShareOf(
            sold
        );
        assertTrue(isFixed);
        assertEq(payees.length, 5);
        // What protocol (2.5 %), dataset (3 %) and fund (20 %) leave: 74.5 %.
        _assertPayee(payees[0], alice, "owner", 7450 * 6667);
        _assertPayee(payees[1], TREASURY, "protocol", 250 * 10_000);
        _assertPayee(payees[2], bob, "dataset", 300 * 10_000);
        assertEq(DatasetId.unwrap(payees[2].datasetId), 1);
        _assertPayee(payees[3], address(0), "oracle fund", 2000 * 10_000);
        _assertPayee(payees[4], address(0), "collaborators", 7450 * 3333);
        uint256 sum;
        for (uint256 i = 0; i < payees.length; ++i) sum += payees[i].keptE8;
        assertEq(sum, 1e8);

        assertEq(edges.length, 1);
        assertEq(_id(edges[0].parent), 1);
        assertEq(edges[0].parentOwner, alice);
        assertEq(edges[0].salesShare, 13_107);
        assertEq(edges[0].salesBps, 2000);
        assertEq(edges[0].inflowShare, 65_535);
        assertEq(edges[0].inflowBps, 10_000);
    }

    function test_RevenueShareOf_AddsUpAnAccount() public {
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, _list(version));
        params.datasets = _list(_registerDataset(alice, 300));
        VersionId sold = _register(alice, params);
        _answerShares(sold, 20);
        (uint256 keptBps, uint256 keptE8, uint256 salesShare, uint256 inflowShare) = lens.revenueShareOf(sold, alice);
        assertEq(keptE8, (7450 + 300) * 10_000);
        assertEq(keptBps, 7750);
        assertEq(salesShare, 13_107);
        assertEq(inflowShare, 65_535);
        (keptBps, keptE8, salesShare, inflowShare) = lens.revenueShareOf(sold, TREASURY);
        assertEq(keptBps, 250);
        assertEq(salesShare + inflowShare, 0);
        // Nobody's rows are not the zero address's.
        (, keptE8, , ) = lens.revenueShareOf(sold, address(0));
        assertEq(keptE8, 0);
    }

    /// Before the first Final score: the fee in force, and nothing passed up.
    function test_RevenueShareOf_BeforeSharesAreFixed() public view {
        (IAssayLens.PayeeRow[] memory payees, IAssayLens.EdgeRow[] memory edges, bool isFixed) = lens.revenueShareOf(
            version
        );
        assertFalse(isFixed);
        assertEq(edges.length, 0);
        assertEq(payees.length, 2);
        _assertPayee(payees[0], alice, "owner", 9900 * 10_000);
        _assertPayee(payees[1], TREASURY, "protocol", 100 * 10_000);
    }

    /// What Scores, Committee and Market say of a version that nobody assessed, on a benchmark that does not exist.
    function _answerNothing() private {
        Score memory score;
        Report memory report;
        ScoreRequest memory request;
        Shares memory shares;
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.scoreOf.selector), abi.encode(score));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.isVoid.selector), abi.encode(false));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.reportOf.selector), abi.encode(report));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.requestOf.selector), abi.encode(request));
        vm.mockCall(SCORES, abi.encodeWithSelector(IScores.recordOf.selector), abi.encode(0));
        vm.mockCallRevert(
            BENCHMARKS,
            abi.encodeWithSelector(IBenchmarks.rulesOf.selector),
            abi.encodeWithSelector(IBenchmarks.BenchmarksUnknown.selector, BENCHMARK)
        );
        _answerBatch(ICommittee.BatchState.NONE);
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.sharesOf.selector), abi.encode(shares));
        PriceTerms memory terms;
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.priceTermsOf.selector), abi.encode(terms));
        vm.mockCall(CURRENCIES, abi.encodeCall(ICurrencies.currencyCount, ()), abi.encode(2));
        vm.mockCall(CURRENCIES, abi.encodeCall(ICurrencies.currencyAt, (0)), abi.encode(address(0)));
        vm.mockCall(CURRENCIES, abi.encodeCall(ICurrencies.currencyAt, (1)), abi.encode(TOKEN));
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.protocolFee.selector), abi.encode(100, TREASURY));
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.suggestedPriceOf.selector), abi.encode(0));
        vm.mockCall(MARKET, abi.encodeWithSelector(IMarket.revenueOf.selector), abi.encode(0, 0, 0));
        vm.mockCallRevert(
            MARKET,
            abi.encodeWithSelector(IMarket.quote.selector),
            abi.encodeWithSelector(IMarket.MarketNotForSale.selector, version)
        );
    }

    function _answerScore(VersionId id, Score memory score) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.scoreOf, (id)), abi.encode(score));
    }

    /// Fixed: the protocol takes 2.5 %; the only parent gets 20 % of sales and all of the inflow.
    function _answerShares(VersionId id, uint8 fundPercent) private {
        Shares memory shares;
        shares.isFixed = true;
        shares.protocolBps = 250;
        shares.oracleFundPercent = fundPercent;
        shares.parents = _list(version);
        shares.ownShares = new uint16[](1);
        shares.ownShares[0] = 13_107;
        shares.inflowShares = new uint16[](1);
        shares.inflowShares[0] = 65_535;
        vm.mockCall(MARKET, abi.encodeCall(IMarket.sharesOf, (id)), abi.encode(shares));
    }

    function _answerReport(Report memory report) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.reportOf, (version)), abi.encode(report));
    }

    function _answerRequest(ScoreRequest memory request) private {
        vm.mockCall(SCORES, abi.encodeCall(IScores.requestOf, (version)), abi.encode(request));
    }

    function _answerBatch(ICommittee.BatchState state) private {
        vm.mockCall(
            COMMITTEE,
            abi.encodeCall(ICommittee.batchOf, (BENCHMARK, EPOCH)),
            abi.encode(state, uint256(0), uint256(0), uint256(0))
        );
    }

    function _answerBenchmark(uint32 total) private {
        Rules memory rules;
        rules.total = total;
        vm.mockCall(BENCHMARKS, abi.encodeCall(IBenchmarks.rulesOf, (BENCHMARK)), abi.encode(rules));
    }

    function _assertStatus(ScoreStatus expected) private view {
        assertEq(uint8(lens.statusOf(version)), uint8(expected));
        assertEq(uint8(lens.versionOf(version).status), uint8(expected));
    }

    function _assertPage(uint64 from, uint256 size, uint256 first, uint256 length) private view {
        IAssayLens.VersionView[] memory page = lens.versions(VersionId.wrap(from), size);
        assertEq(page.length, length);
        for (uint256 i = 0; i < length; ++i) assertEq(_id(page[i].versionId), first + i);
    }

    function _registerOn(DatasetId[] memory ids, VersionId[] memory parents) private returns (VersionId versionId) {
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, parents);
        params.datasets = ids;
        versionId = _register(alice, params);
    }

    function _list(DatasetId a) private pure returns (DatasetId[] memory ids) {
        ids = new DatasetId[](1);
        ids[0] = a;
    }

    function _list(DatasetId a, DatasetId b) private pure returns (DatasetId[] memory ids) {
        ids = new DatasetId[](2);
        (ids[0], ids[1]) = (a, b);
    }

    function _assertRow(
        IAssayLens.TrainedOnRow memory row,
        DatasetId datasetId,
        VersionId by,
        bool isDirect
    ) private view {
        assertEq(DatasetId.unwrap(row.datasetId), DatasetId.unwrap(datasetId));
        assertEq(_id(row.versionId), _id(by));
        assertEq(row.isDirect, isDirect);
        assertEq(row.owner, bob);
        assertEq(row.manifestDigest, keccak256("data"));
        assertEq(row.licence, "CC0-1.0");
        assertFalse(row.nonCommercial);
    }

    function _assertPayee(
        IAssayLens.PayeeRow memory row,
        address payee,
        string memory kind,
        uint256 keptE8
    ) private pure {
        assertEq(row.payee, payee);
        assertEq(row.kind, kind);
        assertEq(row.keptE8, keptE8);
        assertEq(row.keptBps, keptE8 / 10_000);
    }
}
