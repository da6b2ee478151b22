// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "../types/Ids.sol";
import {ReportFailure, ReportRequest} from "../types/ReportRequest.sol";

/// @title Reported scores through Chainlink Functions
/// @notice Each node of the oracle network runs one script, fixed by its digest: it fetches the version's own metrics file and
/// checks it against the digest on chain. What it shows is what the contributor claims, not that the claim is true.
interface IFunctionsScoreSource {
    event ReportRequested(VersionId indexed versionId, bytes32 indexed requestId, address indexed requester);
    event ReportReplaced(VersionId indexed versionId, bytes32 indexed requestId);
    event ReportReceived(VersionId indexed versionId, bytes32 indexed requestId, uint256 correct, uint256 total);
    /// @param message first 32 bytes of the script's error; 0 unless `failure` is SCRIPT
    event ReportFailed(VersionId indexed versionId, bytes32 indexed requestId, ReportFailure failure, bytes32 message);
    /// @notice An answer to no pending request: unknown, replaced, or answered before.
    event AnswerIgnored(bytes32 indexed requestId);
    event ScriptDigestSet(bytes32 scriptDigest);
    event GatewaysSet(string[] gateways);

    error FunctionsScoreSourceNotOwner(VersionId versionId, address caller, address owner);
    error FunctionsScoreSourceWrongScript(bytes32 given, bytes32 expected);
    /// @notice Scores takes no reports from this source, not yet or no longer.
    error FunctionsScoreSourceNotAdmitted();
    /// @notice The claim is part of the version and does not change: one report is enough.
    error FunctionsScoreSourceAlreadyReported(VersionId versionId);
    error FunctionsScoreSourceTooEarly(VersionId versionId, uint256 allowedAt);
    error FunctionsScoreSourceGatewayCountOutOfRange(uint256 count, uint256 max);
    error FunctionsScoreSourceGatewayLengthOutOfRange(uint256 index, uint256 length, uint256 max);
    error FunctionsScoreSourceCallbackGasOutOfRange(uint256 callbackGasLimit, uint256 min, uint256 max);

    /// @notice Asks the oracle network to report the version's own metrics. The owner of its pipeline only, once every
    /// `RETRY_SECONDS` until one succeeds; the protocol's LINK subscription pays.
    /// @param source the script, whose SHA-256 must be `scriptDigest`: `functions-source/fetch-metrics.js`
    function requestReport(VersionId versionId, string calldata source) external returns (bytes32 requestId);

    /// @notice Names the script that may run. Restricted.
    /// @param scriptDigest_ SHA-256 of its UTF-8 text
    function setScriptDigest(bytes32 scriptDigest_) external;

    /// @notice Names the IPFS gateways that the script asks. Restricted.
    /// @param gateways_ 1..4 HTTP origins without a trailing slash, at most 128 bytes each
    function setGateways(string[] calldata gateways_) external;

    function scriptDigest() external view returns (bytes32 digest);
    function gateways() external view returns (string[] memory origins);

    /// @notice The latest request of a version; all zero without one.
    function requestOf(VersionId versionId) external view returns (bytes32 requestId, ReportRequest memory request);

    /// @notice Why the latest request of a version failed; `NONE` unless it did.
    /// @param message the script's error, at most 32 characters of printable ASCII; empty unless `failure` is SCRIPT
    function lastErrorOf(VersionId versionId) external view returns (ReportFailure failure, string memory message);
}
