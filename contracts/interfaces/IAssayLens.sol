// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BenchmarkId, PipelineId, VersionId} from "../types/Ids.sol";
import {ScoreStatus} from "../types/Score.sol";

/// @title Paged, flat, named views for explorers and dApps
/// @notice Holds nothing and is trusted with nothing; it may be replaced at any time.
interface IAssayLens {
    struct VersionView {
        VersionId versionId;
        PipelineId pipelineId;
        BenchmarkId benchmarkId;
        address owner;
        address contributor;
        uint256 registeredAt;
        bytes32 manifestDigest;
        bool proven;
        VersionId[] parents;
        ScoreStatus status;
        uint256 correct;
        uint256 total;
        uint256 boundBps;
        uint256 validUntil;
        bool stale;
        uint256 reportedCorrect;
        uint256 effectiveBoundBps;
        bool forSale;
        uint256 priceWei;
        uint256 suggestedPriceWei;
        uint256 salesWei;
        bool isRecordHolder;
    }

    struct BoardRow {
        uint256 rank;
        VersionId versionId;
        address contributor;
        uint256 correct;
        uint256 total;
        uint256 boundBps;
        bool stale;
        bool proven;
    }

    error AssayLensPageTooLong(uint256 size, uint256 max);

    /// @notice `NONE`, `REPORTED`, `VERIFIED` (a submitted batch inside its window) or `FINAL`. A new assessment of a Final
    /// version leaves it FINAL.
    function statusOf(VersionId versionId) external view returns (ScoreStatus status);
    function versionOf(VersionId versionId) external view returns (VersionView memory version);
    /// @notice Versions `from … from + size − 1` that exist; at most 100 a page.
    function versions(VersionId from, uint256 size) external view returns (VersionView[] memory page);
    /// @notice The board, best bound first, lower id first on ties; at most 102 rows.
    function board(BenchmarkId benchmarkId) external view returns (BoardRow[] memory rows);
}
