// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssayLens} from "./interfaces/IAssayLens.sol";
import {ICommittee} from "./interfaces/ICommittee.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IScores} from "./interfaces/IScores.sol";
import {BenchmarkParams} from "./types/Benchmark.sol";
import {BenchmarkId, VersionId} from "./types/Ids.sol";
import {Report, Score, ScoreRequest, ScoreStatus} from "./types/Score.sol";
import {Version} from "./types/Version.sol";

/// @title Paged, flat, named views for explorers and dApps
/// @notice Reads only, and never for a transaction: `board` and `versions` cost millions of gas. An unknown version id
/// reverts as in the registry; a version that is unscored, unpriced or on an unknown benchmark does not, its fields are 0.
contract AssayLens is IAssayLens {
    /* CONSTANTS */

    /// @notice Most versions of a page.
    uint256 public constant MAX_PAGE_SIZE = 100;

    address private constant NATIVE_COIN = address(0);

    /* IMMUTABLES */

    IPipelineRegistry public immutable PIPELINES;
    IScores public immutable SCORES;
    ICommittee public immutable COMMITTEE;
    IMarket public immutable MARKET;

    constructor(IPipelineRegistry pipelines, IScores scores, ICommittee committee, IMarket market) {
        PIPELINES = pipelines;
        SCORES = scores;
        COMMITTEE = committee;
        MARKET = market;
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
        if (size > MAX_PAGE_SIZE) revert AssayLensPageTooLong(size, MAX_PAGE_SIZE);
        uint256 end = uint256(VersionId.unwrap(from)) + size;
        uint256 afterLast = PIPELINES.versionCount() + 1;
        if (end > afterLast) end = afterLast;
        // Ids begin at 1.
        uint256 start = VersionId.unwrap(from) == 0 ? 1 : VersionId.unwrap(from);
        if (start >= end) return page;
        page = new VersionView[](end - start);
        for (uint256 id = start; id < end; ++id) {
            page[id - start] = _versionOf(VersionId.wrap(uint64(id)));
        }
    }

    /// @inheritdoc IAssayLens
    function board(BenchmarkId benchmarkId) external view returns (BoardRow[] memory rows) {
        (VersionId[] memory ids, uint16[] memory bounds) = SCORES.boardOf(benchmarkId);
        _sort(ids, bounds);
        uint256 total = _totalOf(benchmarkId);
        rows = new BoardRow[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            Version memory version = PIPELINES.versionOf(ids[i]);
            Score memory score = SCORES.scoreOf(ids[i]);
            rows[i] = BoardRow({
                rank: i + 1,
                versionId: ids[i],
                contributor: version.contributor,
                correct: score.correct,
                total: total,
                boundBps: bounds[i],
                stale: block.timestamp > score.validUntil,
                proven: version.trainingCommitment != 0
            });
        }
    }

    /* PRIVATE */

    function _versionOf(VersionId versionId) private view returns (VersionView memory row) {
        Version memory version = PIPELINES.versionOf(versionId);
        (BenchmarkId benchmarkId, bool proven, ) = PIPELINES.lineageOf(versionId);
        row.versionId = versionId;
        row.pipelineId = version.pipelineId;
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
        row.isRecordHolder = score.settledAt != 0 && _holderOf(row.benchmarkId) == VersionId.unwrap(row.versionId);
    }

    function _addPrice(VersionView memory row) private view {
        row.effectiveBoundBps = MARKET.sharesOf(row.versionId).effectiveBoundBps;
        row.suggestedPriceWei = MARKET.suggestedPriceOf(row.versionId);
        (row.salesWei, , ) = MARKET.revenueOf(row.versionId, NATIVE_COIN);
        // `quote` reverts exactly where `buy` would: unscored, unlisted, stale.
        try MARKET.quote(row.versionId, 1, NATIVE_COIN) returns (uint256 price, uint256, uint256) {
            row.forSale = true;
            row.priceWei = price;
        } catch {
            row.forSale = false;
        }
    }

    function _statusOf(VersionId versionId, BenchmarkId benchmarkId) private view returns (ScoreStatus status) {
        if (SCORES.scoreOf(versionId).settledAt != 0) return ScoreStatus.FINAL;
        ScoreRequest memory request = SCORES.requestOf(versionId);
        if (request.requester != address(0)) {
            (ICommittee.BatchState state, , , ) = COMMITTEE.batchOf(benchmarkId, request.epoch);
            if (state == ICommittee.BatchState.SUBMITTED) return ScoreStatus.VERIFIED;
        }
        Report memory report = SCORES.reportOf(versionId);
        status = report.reportedAt == 0 ? ScoreStatus.NONE : ScoreStatus.REPORTED;
    }

    /// @dev 0 for an unknown benchmark: a pipeline may name one before it exists.
    function _totalOf(BenchmarkId benchmarkId) private view returns (uint256 total) {
        try SCORES.benchmarkOf(benchmarkId) returns (address, BenchmarkParams memory params) {
            total = params.total;
        } catch {
            total = 0;
        }
    }

    function _holderOf(BenchmarkId benchmarkId) private view returns (uint64 holder) {
        holder = VersionId.unwrap(SCORES.recordOf(benchmarkId));
    }

    /// @dev Insertion sort of at most 102 members: higher bound first, lower id first on ties.
    function _sort(VersionId[] memory ids, uint16[] memory bounds) private pure {
        for (uint256 i = 1; i < ids.length; ++i) {
            VersionId id = ids[i];
            uint16 bound = bounds[i];
            uint256 place = i;
            while (place > 0 && _isBefore(id, bound, ids[place - 1], bounds[place - 1])) {
                ids[place] = ids[place - 1];
                bounds[place] = bounds[place - 1];
                --place;
            }
            ids[place] = id;
            bounds[place] = bound;
        }
    }

    function _isBefore(VersionId a, uint16 boundA, VersionId b, uint16 boundB) private pure returns (bool before) {
        before = boundA != boundB ? boundA > boundB : VersionId.unwrap(a) < VersionId.unwrap(b);
    }
}
