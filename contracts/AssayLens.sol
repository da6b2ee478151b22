// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssayLens} from "./interfaces/IAssayLens.sol";
import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {ICommittee} from "./interfaces/ICommittee.sol";
import {ICurrencies} from "./interfaces/ICurrencies.sol";
import {IDatasetRegistry} from "./interfaces/IDatasetRegistry.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IScores} from "./interfaces/IScores.sol";
import {LicenceLib} from "./libraries/LicenceLib.sol";
import {PageLib} from "./libraries/PageLib.sol";
import {TermsLib} from "./libraries/TermsLib.sol";
import {VisibleTextLib} from "./libraries/VisibleTextLib.sol";
import {Rules} from "./types/Benchmark.sol";
import {BenchmarkId, DatasetId, VersionId} from "./types/Ids.sol";
import {PriceTerms, Shares} from "./types/Revenue.sol";
import {Report, Score, ScoreRequest, ScoreStatus} from "./types/Score.sol";
import {DatasetInput, Version} from "./types/Version.sol";

/// @title A version seen from every side: flat, named, paged views for explorers and dApps
/// @notice Reads only, and never for a transaction: `versions` and `trainedOn` cost millions of gas. An unknown version id
/// reverts as in the registry; a version that is unscored, unpriced or on an unknown benchmark does not, its fields are 0.
contract AssayLens is IAssayLens {
    using LicenceLib for bytes32;

    /// @dev What `trainedOn` has seen: the versions to look at, in order, and the datasets found.
    struct Walk {
        VersionId[] versions;
        uint256 versionCount;
        TrainedOnRow[] rows;
        uint256 rowCount;
        bool complete;
    }

    /* CONSTANTS */

    /// @notice Most versions of a page.
    uint256 public constant MAX_PAGE_SIZE = PageLib.MAX_PAGE_SIZE;

    /// @notice Most versions that `trainedOn` looks at, the one asked for included, and most datasets that it lists.
    uint256 public constant MAX_WALK = 100;

    address private constant NATIVE_COIN = address(0);
    uint256 private constant BPS = 10_000;
    /// @dev Denominator of the shares of sales and inflow.
    uint256 private constant SHARE_ONE = 65_535;

    /* IMMUTABLES */

    IPipelineRegistry public immutable PIPELINES;
    IDatasetRegistry public immutable DATASETS;
    IBenchmarks public immutable BENCHMARKS;
    IScores public immutable SCORES;
    ICommittee public immutable COMMITTEE;
    IMarket public immutable MARKET;
    ICurrencies public immutable CURRENCIES;

    constructor(
        IPipelineRegistry pipelines,
        IDatasetRegistry datasets,
        IBenchmarks benchmarks,
        IScores scores,
        ICommittee committee,
        IMarket market,
        ICurrencies currencies
    ) {
        PIPELINES = pipelines;
        DATASETS = datasets;
        BENCHMARKS = benchmarks;
        SCORES = scores;
        COMMITTEE = committee;
        MARKET = market;
        CURRENCIES = currencies;
    }

    /* VIEWS */

    /// @inheritdoc IAssayLens
    function statusOf(VersionId versionId) external view returns (ScoreStatus status) {
        (BenchmarkId benchmarkId, , ) = PIPELINES.lineageOf(versionId);
        status = _statusOf(versionId, benchmarkId);
    }

    /// @inheritdoc IAssayLens
    function versionOf(VersionId versionId) external view returns (VersionView memory version) {
        version = _versionOf(versionId);
    }

    /// @inheritdoc IAssayLens
    function versions(VersionId from, uint256 size) external view returns (VersionView[] memory page) {
        (uint256 first, uint256 length) = PageLib.cut(VersionId.unwrap(from), size, PIPELINES.versionCount());
        page = new VersionView[](length);
        for (uint256 i = 0; i < length; ++i) page[i] = _versionOf(VersionId.wrap(uint64(first + i)));
    }

    /// @inheritdoc IAssayLens
    function pricesOf(VersionId versionId) external view returns (PriceRow[] memory prices) {
        prices = _pricesOf(versionId);
    }

    /// @inheritdoc IAssayLens
    function ownerOf(VersionId versionId) external view returns (address owner) {
        owner = PIPELINES.ownerOfVersion(versionId);
    }

    /// @inheritdoc IAssayLens
    function datasetsOf(VersionId versionId) external view returns (DatasetRow[] memory datasets) {
        DatasetInput[] memory inputs = PIPELINES.datasetsOf(versionId);
        datasets = new DatasetRow[](inputs.length);
        for (uint256 i = 0; i < inputs.length; ++i) {
            DatasetRow memory row = datasets[i];
            row.datasetId = inputs[i].datasetId;
            row.royaltyBps = inputs[i].royaltyBps;
            (row.owner, row.manifestDigest, , ) = DATASETS.datasetOf(row.datasetId);
            (row.licence, row.nonCommercial) = _licenceOf(row.datasetId);
        }
    }

    /// @inheritdoc IAssayLens
    function trainedOn(
        VersionId versionId
    ) external view returns (TrainedOnRow[] memory datasets, uint256 versionsWalked, bool complete) {
        // Breadth first, so that the version nearest to the one asked for brings a dataset.
        Walk memory walk = Walk(new VersionId[](MAX_WALK), 1, new TrainedOnRow[](MAX_WALK), 0, true);
        walk.versions[0] = versionId;
        while (versionsWalked < walk.versionCount) {
            _visit(walk, walk.versions[versionsWalked]);
            ++versionsWalked;
        }
        datasets = new TrainedOnRow[](walk.rowCount);
        for (uint256 i = 0; i < datasets.length; ++i) {
            TrainedOnRow memory row = walk.rows[i];
            row.isDirect = _isSame(row.versionId, versionId);
            (row.owner, row.manifestDigest, , ) = DATASETS.datasetOf(row.datasetId);
            (row.licence, row.nonCommercial) = _licenceOf(row.datasetId);
            datasets[i] = row;
        }
        complete = walk.complete;
    }

    /// @inheritdoc IAssayLens
    function revenueShareOf(
        VersionId versionId
    ) external view returns (PayeeRow[] memory payees, EdgeRow[] memory edges, bool isFixed) {
        Shares memory shares = MARKET.sharesOf(versionId);
        payees = _payeesOf(versionId, shares);
        edges = _edgesOf(shares);
        isFixed = shares.isFixed;
    }

    /// @inheritdoc IAssayLens
    function revenueShareOf(
        VersionId versionId,
        address account
    ) external view returns (uint256 keptBps, uint256 keptE8, uint256 salesShare, uint256 inflowShare) {
        Shares memory shares = MARKET.sharesOf(versionId);
        PayeeRow[] memory payees = _payeesOf(versionId, shares);
        for (uint256 i = 0; i < payees.length; ++i) {
            // Rows of nobody in particular have the payee 0.
            if (payees[i].payee == account && account != address(0)) keptE8 += payees[i].keptE8;
        }
        keptBps = keptE8 / BPS;
        EdgeRow[] memory edges = _edgesOf(shares);
        for (uint256 i = 0; i < edges.length; ++i) {
            if (edges[i].parentOwner != account) continue;
            salesShare += edges[i].salesShare;
            inflowShare += edges[i].inflowShare;
        }
    }

    /* PRIVATE */

    function _versionOf(VersionId versionId) private view returns (VersionView memory row) {
        Version memory version = PIPELINES.versionOf(versionId);
        (BenchmarkId benchmarkId, bool proven, ) = PIPELINES.lineageOf(versionId);
        row.versionId = versionId;
        row.pipelineId = version.pipelineId;
        row.pipelineName = VisibleTextLib.toVisible(bytes(PIPELINES.nameOf(version.pipelineId)));
        row.isLatest = _isSame(PIPELINES.latestOf(version.pipelineId), versionId);
        row.isStable = _isSame(PIPELINES.stableOf(version.pipelineId), versionId);
        row.licence = PIPELINES.licenceOf(versionId).toText();
        row.nonCommercial = version.terms.flags & TermsLib.NON_COMMERCIAL != 0;
        row.benchmarkId = benchmarkId;
        row.owner = PIPELINES.ownerOfVersion(versionId);
        row.contributor = version.contributor;
        row.registeredAt = version.registeredAt;
        row.manifestDigest = version.manifestDigest;
        row.proven = proven;
        row.parents = version.parents;
        _addScore(row);
        _addPrice(row);
    }

    function _addScore(VersionView memory row) private view {
        Score memory score = SCORES.scoreOf(row.versionId);
        row.status = _statusOf(row.versionId, row.benchmarkId);
        row.correct = score.correct;
        row.total = _totalOf(row.benchmarkId);
        row.boundBps = score.boundBps;
        row.validUntil = score.validUntil;
        row.stale = score.settledAt != 0 && block.timestamp > score.validUntil;
        row.reportedCorrect = SCORES.reportOf(row.versionId).correct;
        row.isRecordHolder = score.settledAt != 0 && _isSame(SCORES.recordOf(row.benchmarkId), row.versionId);
    }

    function _addPrice(VersionView memory row) private view {
        row.effectiveBoundBps = MARKET.sharesOf(row.versionId).effectiveBoundBps;
        row.suggestedPriceE18 = MARKET.suggestedPriceOf(row.versionId);
        (row.salesWei, , ) = MARKET.revenueOf(row.versionId, NATIVE_COIN);
        PriceTerms memory terms = MARKET.priceTermsOf(row.versionId);
        row.inUsd = terms.inUsd;
        if (!row.inUsd) row.currency = CURRENCIES.currencyAt(terms.currency);
        PriceRow[] memory prices = _pricesOf(row.versionId);
        if (prices.length == 0) return;
        row.forSale = true;
        // In dollars the first one; otherwise there is no other.
        row.currency = prices[0].currency;
        row.price = prices[0].price;
    }

    function _pricesOf(VersionId versionId) private view returns (PriceRow[] memory prices) {
        PriceRow[] memory found = new PriceRow[](CURRENCIES.currencyCount());
        uint256 count;
        for (uint256 i = 0; i < found.length; ++i) {
            address currency = CURRENCIES.currencyAt(i);
            // `quote` reverts exactly where `buy` would: unscored, unlisted, stale, void, another currency, no rate.
            try MARKET.quote(versionId, 1, currency) returns (uint256 price, uint256, uint256) {
                found[count++] = PriceRow(currency, price);
            } catch {
                continue;
            }
        }
        prices = new PriceRow[](count);
        for (uint256 i = 0; i < count; ++i) prices[i] = found[i];
    }

    function _statusOf(VersionId versionId, BenchmarkId benchmarkId) private view returns (ScoreStatus status) {
        if (SCORES.isVoid(versionId)) return ScoreStatus.VOID;
        if (SCORES.scoreOf(versionId).settledAt != 0) return ScoreStatus.FINAL;
        ScoreRequest memory request = SCORES.requestOf(versionId);
        if (request.requester != address(0)) {
            (ICommittee.BatchState state, , , ) = COMMITTEE.batchOf(benchmarkId, request.epoch);
            if (state == ICommittee.BatchState.SUBMITTED || state == ICommittee.BatchState.CHALLENGED) {
                return ScoreStatus.VERIFIED;
            }
        }
        Report memory report = SCORES.reportOf(versionId);
        status = report.reportedAt == 0 ? ScoreStatus.NONE : ScoreStatus.REPORTED;
    }

    /// @dev 0 for an unknown benchmark: a pipeline may name one before it exists.
    function _totalOf(BenchmarkId benchmarkId) private view returns (uint256 total) {
        try BENCHMARKS.rulesOf(benchmarkId) returns (Rules memory rules) {
            total = rules.total;
        } catch {
            total = 0;
        }
    }

    /* PRIVATE: DATASETS */

    /// @dev Notes the datasets of a version and queues its parents, each once.
    function _visit(Walk memory walk, VersionId versionId) private view {
        Version memory version = PIPELINES.versionOf(versionId);
        for (uint256 i = 0; i < version.datasets.length; ++i) _note(walk, versionId, version.datasets[i]);
        for (uint256 i = 0; i < version.parents.length; ++i) _queue(walk, version.parents[i]);
    }

    function _note(Walk memory walk, VersionId versionId, DatasetInput memory input) private pure {
        for (uint256 i = 0; i < walk.rowCount; ++i) {
            if (DatasetId.unwrap(walk.rows[i].datasetId) == DatasetId.unwrap(input.datasetId)) return;
        }
        if (walk.rowCount == MAX_WALK) {
            walk.complete = false;
            return;
        }
        TrainedOnRow memory row = walk.rows[walk.rowCount++];
        row.datasetId = input.datasetId;
        row.versionId = versionId;
        row.royaltyBps = input.royaltyBps;
    }

    function _queue(Walk memory walk, VersionId versionId) private pure {
        for (uint256 i = 0; i < walk.versionCount; ++i) {
            if (_isSame(walk.versions[i], versionId)) return;
        }
        if (walk.versionCount == MAX_WALK) walk.complete = false;
        else walk.versions[walk.versionCount++] = versionId;
    }

    function _licenceOf(DatasetId datasetId) private view returns (string memory licence, bool nonCommercial) {
        bytes32 word;
        (word, nonCommercial) = DATASETS.licenceOf(datasetId);
        licence = word.toText();
    }

    /* PRIVATE: SHARES */

    /// @dev M-7. Before the shares are fixed, the fee that is in force.
    function _payeesOf(VersionId versionId, Shares memory shares) private view returns (PayeeRow[] memory rows) {
        (uint256 protocolBps, address treasury) = MARKET.protocolFee();
        if (shares.isFixed) protocolBps = shares.protocolBps;
        DatasetInput[] memory inputs = PIPELINES.datasetsOf(versionId);
        (, uint256 collaboratorsBps) = PIPELINES.collaboratorsOf(versionId);
        uint256 fundBps = 100 * uint256(shares.oracleFundPercent);

        uint256 count = 2 + inputs.length + (fundBps == 0 ? 0 : 1) + (collaboratorsBps == 0 ? 0 : 1);
        rows = new PayeeRow[](count);
        uint256 restBps = BPS - protocolBps - fundBps;
        rows[1] = _payee(treasury, "protocol", protocolBps * BPS);
        for (uint256 i = 0; i < inputs.length; ++i) {
            (address datasetOwner, , , ) = DATASETS.datasetOf(inputs[i].datasetId);
            rows[2 + i] = _payee(datasetOwner, "dataset", uint256(inputs[i].royaltyBps) * BPS);
            rows[2 + i].datasetId = inputs[i].datasetId;
            restBps -= inputs[i].royaltyBps;
        }
        rows[0] = _payee(PIPELINES.ownerOfVersion(versionId), "owner", restBps * (BPS - collaboratorsBps));
        if (fundBps != 0) rows[2 + inputs.length] = _payee(address(0), "oracle fund", fundBps * BPS);
        if (collaboratorsBps != 0) rows[count - 1] = _payee(address(0), "collaborators", restBps * collaboratorsBps);
    }

    function _payee(address payee, string memory kind, uint256 keptE8) private pure returns (PayeeRow memory row) {
        row.payee = payee;
        row.kind = kind;
        row.keptE8 = keptE8;
        row.keptBps = keptE8 / BPS;
    }

    function _edgesOf(Shares memory shares) private view returns (EdgeRow[] memory rows) {
        rows = new EdgeRow[](shares.parents.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            EdgeRow memory row = rows[i];
            row.parent = shares.parents[i];
            row.parentOwner = PIPELINES.ownerOfVersion(row.parent);
            row.salesShare = shares.ownShares[i];
            row.inflowShare = shares.inflowShares[i];
            row.salesBps = (row.salesShare * BPS) / SHARE_ONE;
            row.inflowBps = (row.inflowShare * BPS) / SHARE_ONE;
        }
    }

    function _isSame(VersionId a, VersionId b) private pure returns (bool same) {
        same = VersionId.unwrap(a) == VersionId.unwrap(b);
    }
}
