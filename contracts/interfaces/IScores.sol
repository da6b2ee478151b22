// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BenchmarkId, VersionId} from "../types/Ids.sol";
import {Report, Score, ScoreRequest} from "../types/Score.sol";

/// @title Score requests, Final scores, the board and the record
/// @notice Sources push results; Scores turns a settled batch into bound, board, record and the Market's price word.
interface IScores {
    /// @dev What a score source may do.
    enum SourceKind {
        NONE,
        REPORTS,
        VERIFIES,
        DISPUTES
    }

    event ScoreRequested(
        VersionId indexed versionId,
        BenchmarkId indexed benchmarkId,
        uint256 indexed epoch,
        address requester,
        uint256 feeWei
    );
    /// @notice The request that `ScoreRequested` just named only contests the record.
    event RecordClaimed(VersionId indexed versionId, BenchmarkId indexed benchmarkId, uint256 indexed epoch);
    event ScoreReported(VersionId indexed versionId, address indexed source, uint256 correct, uint256 total);
    event ScoreSettled(
        VersionId indexed versionId,
        BenchmarkId indexed benchmarkId,
        uint256 correct,
        uint256 total,
        uint256 boundBps,
        uint256 validUntil
    );
    /// @notice The committee agreed that the version could not be measured, or the version is void by now; the fee is spent, no
    /// score changes.
    event ScoreUnavailable(VersionId indexed versionId, BenchmarkId indexed benchmarkId);
    /// @notice An item answers no open request of that epoch, or is out of range; nothing changed.
    event ItemSkipped(VersionId indexed versionId, BenchmarkId indexed benchmarkId, uint256 epoch);
    /// @notice A claim was measured against `holder`; the record changed hands iff `RecordTaken` says so.
    event RecordContested(
        VersionId indexed versionId,
        BenchmarkId indexed benchmarkId,
        VersionId indexed holder,
        uint256 newlyRight,
        uint256 newlyWrong
    );
    /// @notice Both counts are 0 where the record was empty.
    event RecordTaken(
        BenchmarkId indexed benchmarkId,
        VersionId indexed versionId,
        VersionId indexed previousHolder,
        uint256 newlyRight,
        uint256 newlyWrong
    );
    event RecordVacated(BenchmarkId indexed benchmarkId, VersionId indexed previousHolder);
    event ScoreVoided(VersionId indexed versionId, BenchmarkId indexed benchmarkId, address indexed source);
    event BoardChanged(BenchmarkId indexed benchmarkId, VersionId indexed versionId, uint256 place, bool entered);
    event RequestsHeld(BenchmarkId indexed benchmarkId, uint256 indexed epoch, uint256 until);
    event RequestRefunded(VersionId indexed versionId, address indexed requester, uint256 feeWei);
    /// @notice A refund.
    event FeesCredited(address indexed account, uint256 amountWei);
    /// @notice Each signer was credited `⌊feesWei / signers⌋`, the first also the remainder.
    event FeesShared(BenchmarkId indexed benchmarkId, uint256 indexed epoch, uint256 feesWei, address[] signers);
    event FeesWithdrawn(address indexed account, address indexed to, uint256 amountWei);
    event SourceSet(address indexed source, SourceKind kind);
    event RequestsPaused(bool paused);

    error ScoresPaused();
    error ScoresNotStarted(BenchmarkId benchmarkId, uint256 startsAt);
    error ScoresFeeMismatch(uint256 sentWei, uint256 feeWei);
    error ScoresRequestOpen(VersionId versionId, uint256 epoch);
    error ScoresNoRequest(VersionId versionId);
    error ScoresRefundTooEarly(VersionId versionId, uint256 refundableAt);
    /// @notice The parent's shares are not fixed: its first score must become Final before a child can be assessed.
    error ScoresParentNotFinal(VersionId versionId, VersionId parent);
    error ScoresEpochFull(BenchmarkId benchmarkId, uint256 epoch, uint256 max);
    error ScoresNotSource(address caller, SourceKind needed);
    error ScoresReportOutOfRange(uint256 correct, uint256 total);
    error ScoresNothingOwed(address account);
    error ScoresTransferFailed(address to, uint256 amountWei);
    error ScoresNoScore(VersionId versionId);
    error ScoresOnlyMarket(address caller);
    error ScoresMalformedItems(uint256 length);
    error ScoresNoSigners();
    error ScoresVersionVoid(VersionId versionId);
    error ScoresScoreExpired(VersionId versionId, uint256 validUntil);
    error ScoresHoldsRecord(VersionId versionId, BenchmarkId benchmarkId);
    error ScoresReassessmentTooEarly(VersionId versionId, uint256 possibleFrom);

    /// @notice Asks the committee to score a version in this epoch. Send exactly `requestFee`.
    function requestScore(VersionId versionId) external payable;

    /// @notice The same, paid by the version's own oracle fund; only for a version whose score is stale or expires within
    /// one grace period, so that nobody can drain the fund. Anyone may call.
    function requestScoreFromFund(VersionId versionId) external;

    /// @notice Asks the committee to compare a version with the holder of the record again, after it has changed hands. Only for a
    /// Final, unexpired version that does not hold it. Whatever comes out, the score that prices stays. Send exactly `requestFee`.
    function claimRecord(VersionId versionId) external payable;

    /// @notice Returns the fee of a request that no settled batch answered within `REQUEST_TIMEOUT_SECONDS` after its
    /// epoch plus the challenge window, nor before the end of a hold.
    function refundRequest(VersionId versionId) external;

    /// @notice Keeps the requests of an epoch from being refunded before `until`: its batch is challenged. Verifying sources only. A
    /// hold only grows, and ends at most `MAX_HOLD_SECONDS` after the call, whatever is asked for.
    function holdRequests(BenchmarkId benchmarkId, uint40 epoch, uint40 until) external;

    /// @notice Records a Reported score. Reporting sources only.
    function report(VersionId versionId, uint256 correct, uint256 total) external;

    /// @notice Settles a signed batch: bound, board, record, price word, and fees credited to `signers`, each
    /// `floor(fees / signers)`, the remainder to the first. Verifying sources only; they guarantee quorum and window. An empty
    /// record goes to the batch's best valid version, unless a valid member of the board has a higher bound.
    /// @param items packed `ScoreItem`s, 28 bytes each
    function settleBatch(
        BenchmarkId benchmarkId,
        uint40 epoch,
        uint32 shard,
        bytes calldata items,
        address[] calldata signers
    ) external;

    /// @notice Ends a version for ever: off the board, out of the record, not for sale, never scored again. Dispute sources only.
    function voidVersion(VersionId versionId) external;

    /// @notice Sends the caller's credited fees and refunds to `to`. Never paused.
    function withdrawFees(address to) external returns (uint256 amountWei);

    /// @notice Inserts a version that belongs on the board, or removes a stale one. Anyone may call.
    function poke(VersionId versionId) external;

    /// @notice Adds or removes a score source. Restricted (adding waits; removal is the guardian's, `removeSource`).
    function setSource(address source, SourceKind kind) external;
    function removeSource(address source) external;
    function setPaused(bool paused_) external;

    function requestFee(VersionId versionId) external view returns (uint256 feeWei);
    function requestOf(VersionId versionId) external view returns (ScoreRequest memory request);
    /// @notice How many requests the running epoch still takes.
    function requestsLeftOf(BenchmarkId benchmarkId) external view returns (uint256 count);
    function requestCountOf(BenchmarkId benchmarkId) external view returns (uint256 epoch, uint256 count);
    /// @notice Until when the requests of an epoch are held; 0 for no hold.
    function holdOf(BenchmarkId benchmarkId, uint40 epoch) external view returns (uint256 until);
    function isVoid(VersionId versionId) external view returns (bool void_);
    function scoreOf(VersionId versionId) external view returns (Score memory score);
    function reportOf(VersionId versionId) external view returns (Report memory report_);
    function recordOf(BenchmarkId benchmarkId) external view returns (VersionId holder);
    /// @notice The board's members in storage order, at most 102, and their bounds.
    function boardOf(
        BenchmarkId benchmarkId
    ) external view returns (VersionId[] memory versionIds, uint16[] memory boundsBps);
    function creditOf(address account) external view returns (uint256 amountWei);
    function sourceKindOf(address source) external view returns (SourceKind kind);
    function isPaused() external view returns (bool paused);
    /// @notice Lower end of the 95 % Wilson score interval (Wilson 1927), basis points, rounded down.
    function wilsonBound(uint256 correct, uint256 total) external pure returns (uint256 boundBps);
    /// @notice The record's test: `c > b + 1` and `(c − b − 1)² > 9·(c + b)` (McNemar with continuity correction, 3 σ).
    function isImprovement(uint256 newlyRight, uint256 newlyWrong) external pure returns (bool improved);
}
