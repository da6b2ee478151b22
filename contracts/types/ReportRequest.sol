// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "./Ids.sol";

/// @notice `NONE → PENDING → REPORTED | FAILED`; a new request makes a pending one REPLACED, and its answer is ignored.
enum ReportState {
    NONE,
    PENDING,
    REPORTED,
    FAILED,
    REPLACED
}

/// @notice Why a request failed.
/// @dev SCRIPT: the nodes agreed on an error. MALFORMED: the answer has a wrong length or names another version.
/// OUT_OF_RANGE: the counts contradict each other or the benchmark. REFUSED: Scores did not take the report.
enum ReportFailure {
    NONE,
    SCRIPT,
    MALFORMED,
    OUT_OF_RANGE,
    REFUSED
}

/// @notice A question to the oracle network. One slot.
/// @param total samples of the version's benchmark, which the answer must repeat
/// @param sentAt time of the request
struct ReportRequest {
    VersionId versionId; // slot 0
    uint32 total; // slot 0
    uint40 sentAt; // slot 0
    ReportState state; // slot 0
    ReportFailure failure; // slot 0
}
