// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BenchmarkId, PipelineId, VersionId} from "../types/Ids.sol";

/// @title Who is best, most bought, and holds the records: flat, named, paged views for explorers and dApps
/// @notice Holds nothing and is trusted with nothing; it may be replaced at any time. Popularity is protocol fee paid in the native
/// coin, so that a rank costs exactly the difference of fees (docs/SPEC.md, B-2).
interface IBoardLens {
    /// @param rank from 1 on: best bound first, lower id first on ties
    /// @param pipelineName shows U+FFFD for bytes that are no visible text, here and below
    /// @param licence SPDX expression, "SHA-256 0x…" of the licence's text, or "all rights reserved"
    struct BoardRow {
        uint256 rank;
        VersionId versionId;
        PipelineId pipelineId;
        string pipelineName;
        string licence;
        address contributor;
        uint256 correct;
        uint256 total;
        uint256 boundBps;
        uint256 validUntil;
        bool stale;
        bool proven;
        bool isRecordHolder;
    }

    /// @param feeWei protocol fee the version has paid in the native coin
    /// @param salesWei its own sales in the native coin
    /// @param isRecordHolder whether it holds its benchmark's record
    struct PopularityRow {
        VersionId versionId;
        PipelineId pipelineId;
        string pipelineName;
        BenchmarkId benchmarkId;
        address contributor;
        uint256 feeWei;
        uint256 salesWei;
        bool isRecordHolder;
    }

    /// @param versionCount the contributor's versions within the page
    /// @param feeWei protocol fee that they have paid in the native coin
    /// @param salesWei their own sales in the native coin
    /// @param recordCount records that they hold
    struct ContributorRow {
        address contributor;
        uint256 versionCount;
        uint256 feeWei;
        uint256 salesWei;
        uint256 recordCount;
    }

    /// @param holder the version that holds the record; 0 while nobody does, and then all that follows is 0
    struct RecordRow {
        BenchmarkId benchmarkId;
        VersionId holder;
        PipelineId pipelineId;
        string pipelineName;
        address contributor;
        uint256 correct;
        uint256 total;
        uint256 boundBps;
        bool stale;
    }

    /// @notice The board of a benchmark, at most 102 rows; none for an unknown benchmark.
    function board(BenchmarkId benchmarkId) external view returns (BoardRow[] memory rows);

    /// @notice One row for each of the versions `from … from + size − 1` that exist, in the order of ids; at most 100.
    function popularity(VersionId from, uint256 size) external view returns (PopularityRow[] memory rows);

    /// @notice The contributors of the versions `from … from + size − 1`, each once, in the order of their first version there. Adding up
    /// the rows of consecutive pages gives every contributor's totals exactly.
    function contributors(VersionId from, uint256 size) external view returns (ContributorRow[] memory rows);

    /// @notice One row for each of the benchmarks `from … from + size − 1` that exist; at most 100.
    function records(BenchmarkId from, uint256 size) external view returns (RecordRow[] memory rows);
}
