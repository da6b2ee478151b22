// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "./Ids.sol";

/// @notice `NONE → REPORTED → VERIFIED → FINAL`, and VOID for ever after a lost dispute. Only FINAL prices. VERIFIED is a
/// committee's batch inside its challenge window: it is derived from the Committee and does not touch the Final score that prices.
enum ScoreStatus {
    NONE,
    REPORTED,
    VERIFIED,
    FINAL,
    VOID
}

/// @notice A version's Final score. `total` is the benchmark's constant.
/// @param correct samples answered correctly
/// @param boundBps lower end of the 95 % Wilson interval, basis points
/// @param validUntil end of the shard's term plus grace; stale afterwards; 0 when the version is void
/// @param settledAt time of settlement; 0 when there is no Final score
/// @param shard the term's number
/// @param boardPlace place on the board's words plus 1; 0 when off the board
struct Score {
    uint32 correct;
    uint16 boundBps;
    uint40 validUntil;
    uint40 settledAt;
    uint32 shard;
    uint8 boardPlace;
}

/// @notice A notarised claim of the contributor: shown, never priced.
/// @param source the score source that reported it
struct Report {
    uint32 correct;
    uint40 reportedAt;
    address source;
}

/// @notice An open request, closed by settlement or refund.
/// @param epoch the epoch it was made in; the committee signs one batch per (benchmark, epoch)
/// @param isClaim whether it only contests the record
struct ScoreRequest {
    address requester;
    uint40 epoch;
    uint48 feeGwei;
    bool isClaim;
}

/// @notice One result a committee signs; 28 bytes packed, big-endian, each field 4 bytes, in this order.
/// @param correct `UNAVAILABLE` (2^32 - 1) when the artefacts could not be had or are not what the chain says
/// @param holder the record holder compared with, 0 for none
/// @param newlyRight right here, wrong for the holder (c)
/// @param newlyWrong wrong here, right for the holder (b)
/// @param parentRight right here, wrong for the primary parent (cP); 0 without one
/// @param parentWrong wrong here, right for the primary parent (bP)
struct ScoreItem {
    VersionId versionId;
    uint32 correct;
    VersionId holder;
    uint32 newlyRight;
    uint32 newlyWrong;
    uint32 parentRight;
    uint32 parentWrong;
}
