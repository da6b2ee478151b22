// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BenchmarkId, DatasetId, PipelineId, VersionId} from "../types/Ids.sol";
import {ScoreStatus} from "../types/Score.sol";

/// @title A version seen from every side: flat, named, paged views for explorers and dApps
/// @notice Holds nothing and is trusted with nothing; it may be replaced at any time. Shares of what a version keeps are given in
/// basis points, rounded down, and exactly in 10⁻⁸ (docs/SPEC.md, M-7).
interface IAssayLens {
    /// @notice `price` is what 30 days cost now in units of `currency`: the one that the version is priced in; where it is priced in US
    /// dollars, the first that takes payment now. `suggestedPriceE18` is the accuracy-tied price in 10⁻¹⁸ of a whole coin, token or dollar,
    /// whether or not it is asked for. `salesWei` are sales in the native coin. `pipelineName` shows U+FFFD for bytes that are no visible text. `licence` is an SPDX expression, "SHA-256 0x…" of a
    /// licence's text, or "all rights reserved"; whoever buys accepts it.
    struct VersionView {
        VersionId versionId;
        PipelineId pipelineId;
        string pipelineName;
        bool isLatest;
        bool isStable;
        string licence;
        bool nonCommercial;
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
        bool inUsd;
        address currency;
        uint256 price;
        uint256 suggestedPriceE18;
        uint256 salesWei;
        bool isRecordHolder;
    }

    /// @notice A currency that a version can be bought with now.
    /// @param currency 0 for the native coin
    /// @param price what 30 days cost, in the currency's units
    struct PriceRow {
        address currency;
        uint256 price;
    }

    /// @notice A dataset under a version.
    /// @param owner who holds the dataset now, and is paid its royalty
    /// @param licence SPDX expression, or "SHA-256 0x…" of the licence's text
    /// @param nonCommercial no version trained on it may be offered for sale
    /// @param royaltyBps part of what the version keeps, as it was at the version's registration
    struct DatasetRow {
        DatasetId datasetId;
        address owner;
        bytes32 manifestDigest;
        string licence;
        bool nonCommercial;
        uint256 royaltyBps;
    }

    /// @notice A dataset under a version or one of its ancestors.
    /// @param versionId the version that was trained on it: the nearest to the one asked for
    /// @param isDirect whether that is the one asked for
    /// @param royaltyBps part of what that version keeps
    struct TrainedOnRow {
        DatasetId datasetId;
        VersionId versionId;
        bool isDirect;
        address owner;
        bytes32 manifestDigest;
        string licence;
        bool nonCommercial;
        uint256 royaltyBps;
    }

    /// @notice Someone who is paid out of what a version keeps.
    /// @param payee 0 for the oracle fund, which pays the version's reassessments, and for the collaborators, whose list stands in
    /// the version's `VersionRegistered` event
    /// @param kind "owner", "protocol", "dataset", "oracle fund" or "collaborators"
    /// @param datasetId which dataset; 0 for the other kinds
    /// @param keptBps part of what the version keeps, basis points, rounded down
    /// @param keptE8 the same, exactly, in 10⁻⁸
    struct PayeeRow {
        address payee;
        string kind;
        DatasetId datasetId;
        uint256 keptBps;
        uint256 keptE8;
    }

    /// @notice What a version passes up to a parent.
    /// @param parentOwner who holds the parent's pipeline now
    /// @param salesBps part of the version's own sales, basis points, rounded down
    /// @param inflowBps part of what flows in from descendants, basis points, rounded down
    /// @param salesShare the first of them exactly, in 65,535ths
    /// @param inflowShare the second exactly, in 65,535ths
    struct EdgeRow {
        VersionId parent;
        address parentOwner;
        uint256 salesBps;
        uint256 inflowBps;
        uint256 salesShare;
        uint256 inflowShare;
    }

    /// @notice `NONE`, `REPORTED`, `VERIFIED` (a submitted batch inside its window) or `FINAL`. A new assessment of a Final
    /// version leaves it FINAL.
    function statusOf(VersionId versionId) external view returns (ScoreStatus status);

    function versionOf(VersionId versionId) external view returns (VersionView memory version);

    /// @notice Versions `from … from + size − 1` that exist; at most 100 a page.
    function versions(VersionId from, uint256 size) external view returns (VersionView[] memory page);

    /// @notice Every currency that the version can be bought with now; none where it is not for sale.
    function pricesOf(VersionId versionId) external view returns (PriceRow[] memory prices);

    /// @notice Who holds the version's pipeline now.
    function ownerOf(VersionId versionId) external view returns (address owner);

    /// @notice The datasets that the version itself was trained on.
    function datasetsOf(VersionId versionId) external view returns (DatasetRow[] memory datasets);

    /// @notice Every dataset under the version: its own and all its ancestors', each once, the nearest first.
    /// @return datasets at most 100
    /// @return versionsWalked the version and the ancestors that were looked at, at most 100
    /// @return complete whether that was all of them; if not, ask again from the ancestors that are missing
    function trainedOn(
        VersionId versionId
    ) external view returns (TrainedOnRow[] memory datasets, uint256 versionsWalked, bool complete);

    /// @notice Who is paid when the version sells: parents out of its sales and inflow, payees out of what it keeps.
    /// @return payees who is paid out of what the version keeps; their parts are the whole
    /// @return edges what is passed up to each parent; what is left of it is what the version keeps
    /// @return isFixed whether the shares are fixed for ever. Before the first Final score nothing is passed up, and the rows say what
    /// payees would get if there were no parents.
    function revenueShareOf(
        VersionId versionId
    ) external view returns (PayeeRow[] memory payees, EdgeRow[] memory edges, bool isFixed);

    /// @notice One account's shares: as owner, protocol treasury and dataset owner of what the version keeps, and as owner of parents
    /// of its sales and inflow. What it gets as a collaborator is not known to the chain.
    /// @return keptBps part of what the version keeps, basis points, rounded down
    /// @return keptE8 the same, exactly, in 10⁻⁸
    /// @return salesShare part of the version's own sales, in 65,535ths
    /// @return inflowShare part of what flows in from descendants, in 65,535ths
    function revenueShareOf(
        VersionId versionId,
        address account
    ) external view returns (uint256 keptBps, uint256 keptE8, uint256 salesShare, uint256 inflowShare);
}
