// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {IBoardLens} from "./interfaces/IBoardLens.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IScores} from "./interfaces/IScores.sol";
import {LicenceLib} from "./libraries/LicenceLib.sol";
import {PageLib} from "./libraries/PageLib.sol";
import {VisibleTextLib} from "./libraries/VisibleTextLib.sol";
import {Rules} from "./types/Benchmark.sol";
import {BenchmarkId, PipelineId, VersionId} from "./types/Ids.sol";
import {Score} from "./types/Score.sol";
import {Version} from "./types/Version.sol";

/// @title Who is best, most bought, and holds the records
/// @notice Reads only, and never for a transaction: a page costs millions of gas. Nothing here reverts but for a page that is too
/// long.
contract BoardLens is IBoardLens {
    /* CONSTANTS */

    /// @notice Most rows of a page.
    uint256 public constant MAX_PAGE_SIZE = PageLib.MAX_PAGE_SIZE;

    address private constant NATIVE_COIN = address(0);

    /* IMMUTABLES */

    IPipelineRegistry public immutable PIPELINES;
    IBenchmarks public immutable BENCHMARKS;
    IScores public immutable SCORES;
    IMarket public immutable MARKET;

    constructor(IPipelineRegistry pipelines, IBenchmarks benchmarks, IScores scores, IMarket market) {
        PIPELINES = pipelines;
        BENCHMARKS = benchmarks;
        SCORES = scores;
        MARKET = market;
    }

    /* VIEWS */

    /// @inheritdoc IBoardLens
    function board(BenchmarkId benchmarkId) external view returns (BoardRow[] memory rows) {
        (VersionId[] memory ids, uint16[] memory bounds) = SCORES.boardOf(benchmarkId);
        _sort(ids, bounds);
        uint256 total = _totalOf(benchmarkId);
        VersionId holder = SCORES.recordOf(benchmarkId);
        rows = new BoardRow[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            Version memory version = PIPELINES.versionOf(ids[i]);
            Score memory score = SCORES.scoreOf(ids[i]);
            rows[i] = BoardRow({
                rank: i + 1,
                versionId: ids[i],
                pipelineId: version.pipelineId,
                pipelineName: _nameOf(version.pipelineId),
                licence: LicenceLib.toText(PIPELINES.licenceOf(ids[i])),
                contributor: version.contributor,
                correct: score.correct,
                total: total,
                boundBps: bounds[i],
                validUntil: score.validUntil,
                stale: block.timestamp > score.validUntil,
                proven: version.trainingCommitment != 0,
                isRecordHolder: _isSame(ids[i], holder)
            });
        }
    }

    /// @inheritdoc IBoardLens
    function popularity(VersionId from, uint256 size) external view returns (PopularityRow[] memory rows) {
        (uint256 first, uint256 length) = PageLib.cut(VersionId.unwrap(from), size, PIPELINES.versionCount());
        rows = new PopularityRow[](length);
        for (uint256 i = 0; i < length; ++i) rows[i] = _popularityOf(VersionId.wrap(uint64(first + i)));
    }

    /// @inheritdoc IBoardLens
    function contributors(VersionId from, uint256 size) external view returns (ContributorRow[] memory rows) {
        (uint256 first, uint256 length) = PageLib.cut(VersionId.unwrap(from), size, PIPELINES.versionCount());
        ContributorRow[] memory found = new ContributorRow[](length);
        uint256 count;
        for (uint256 i = 0; i < length; ++i) {
            PopularityRow memory version = _popularityOf(VersionId.wrap(uint64(first + i)));
            uint256 place = _placeOf(found, count, version.contributor);
            if (place == count) {
                ++count;
                found[place].contributor = version.contributor;
            }
            ContributorRow memory row = found[place];
            ++row.versionCount;
            row.feeWei += version.feeWei;
            row.salesWei += version.salesWei;
            if (version.isRecordHolder) ++row.recordCount;
        }
        rows = new ContributorRow[](count);
        for (uint256 i = 0; i < count; ++i) rows[i] = found[i];
    }

    /// @inheritdoc IBoardLens
    function records(BenchmarkId from, uint256 size) external view returns (RecordRow[] memory rows) {
        (uint256 first, uint256 length) = PageLib.cut(BenchmarkId.unwrap(from), size, BENCHMARKS.benchmarkCount());
        rows = new RecordRow[](length);
        for (uint256 i = 0; i < length; ++i) rows[i] = _recordOf(BenchmarkId.wrap(uint64(first + i)));
    }

    /* PRIVATE */

    function _popularityOf(VersionId versionId) private view returns (PopularityRow memory row) {
        Version memory version = PIPELINES.versionOf(versionId);
        row.versionId = versionId;
        row.pipelineId = version.pipelineId;
        row.pipelineName = _nameOf(version.pipelineId);
        (row.benchmarkId, , ) = PIPELINES.lineageOf(versionId);
        row.contributor = version.contributor;
        row.feeWei = MARKET.popularityOf(versionId);
        (row.salesWei, , ) = MARKET.revenueOf(versionId, NATIVE_COIN);
        row.isRecordHolder = _isSame(SCORES.recordOf(row.benchmarkId), versionId);
    }

    function _recordOf(BenchmarkId benchmarkId) private view returns (RecordRow memory row) {
        row.benchmarkId = benchmarkId;
        row.holder = SCORES.recordOf(benchmarkId);
        if (VersionId.unwrap(row.holder) == 0) return row;
        Version memory version = PIPELINES.versionOf(row.holder);
        Score memory score = SCORES.scoreOf(row.holder);
        row.pipelineId = version.pipelineId;
        row.pipelineName = _nameOf(version.pipelineId);
        row.contributor = version.contributor;
        row.correct = score.correct;
        row.total = _totalOf(benchmarkId);
        row.boundBps = score.boundBps;
        row.stale = block.timestamp > score.validUntil;
    }

    /// @dev 0 for an unknown benchmark: a pipeline may name one before it exists.
    function _totalOf(BenchmarkId benchmarkId) private view returns (uint256 total) {
        try BENCHMARKS.rulesOf(benchmarkId) returns (Rules memory rules) {
            total = rules.total;
        } catch {
            total = 0;
        }
    }

    function _nameOf(PipelineId pipelineId) private view returns (string memory visibleName) {
        visibleName = VisibleTextLib.toVisible(bytes(PIPELINES.nameOf(pipelineId)));
    }

    /// @dev `count` where the contributor has no row yet.
    function _placeOf(
        ContributorRow[] memory found,
        uint256 count,
        address contributor
    ) private pure returns (uint256 place) {
        while (place < count && found[place].contributor != contributor) ++place;
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

    function _isSame(VersionId a, VersionId b) private pure returns (bool same) {
        same = VersionId.unwrap(a) == VersionId.unwrap(b);
    }
}
