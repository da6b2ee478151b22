// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FunctionsRequest} from "@chainlink/contracts/src/v0.8/functions/v1_0_0/libraries/FunctionsRequest.sol";
import {FunctionsClient} from "@chainlink/contracts/src/v0.8/functions/v1_3_0/FunctionsClient.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {IFunctionsScoreSource} from "./interfaces/IFunctionsScoreSource.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IScores} from "./interfaces/IScores.sol";
import {BenchmarkId, VersionId} from "./types/Ids.sol";
import {ReportFailure, ReportRequest, ReportState} from "./types/ReportRequest.sol";
import {Version} from "./types/Version.sol";

/// @title FunctionsScoreSource
/// @notice Reports the score that a version's own metrics file claims, fetched and hashed by a Chainlink Functions network.
///
/// Assumptions: the router is Chainlink's; it calls back at most once per request, and only with what a quorum of the nodes
/// signed. Benchmarks, Scores and the registry are this protocol's own.
/// Roles: `restricted` for the script and the gateways; the owner of a version's pipeline asks; anyone reads.
/// Units: counts of samples; seconds.
/// Not checked: whether the claim is true. Only a committee's re-execution makes a score Final.
///
/// The callback never reverts: whatever the nodes answer becomes a state and an event, so that LINK is paid and the owner
/// sees why. A pending request that never hears back is replaced by the next one.
contract FunctionsScoreSource is IFunctionsScoreSource, FunctionsClient, AccessManaged {
    using FunctionsRequest for FunctionsRequest.Request;
    using Strings for uint256;

    /// @notice Longer than the 5 minutes after which Chainlink's coordinators let a request time out.
    uint256 public constant RETRY_SECONDS = 10 minutes;
    uint256 public constant MAX_GATEWAYS = 4;
    uint256 public constant MAX_GATEWAY_BYTES = 128;
    /// @notice `REPORT_GAS` and as much again for the rest; and the router's limit for ordinary subscriptions.
    uint256 public constant MIN_CALLBACK_GAS = 160_000;
    uint256 public constant MAX_CALLBACK_GAS = 300_000;
    /// @dev What Scores may use, over twice what it does: whatever happens there, enough is left to record it.
    uint256 private constant REPORT_GAS = 80_000;
    /// @dev `abi.encode(uint256 versionId, uint256 correct, uint256 total)`
    uint256 private constant RESPONSE_BYTES = 96;

    IPipelineRegistry public immutable PIPELINES;
    IBenchmarks public immutable BENCHMARKS;
    IScores public immutable SCORES;
    uint64 public immutable SUBSCRIPTION_ID;
    bytes32 public immutable DON_ID;
    uint32 public immutable CALLBACK_GAS_LIMIT;

    /* STORAGE */

    bytes32 public scriptDigest;
    string[] private _gateways;
    mapping(bytes32 requestId => ReportRequest request) private _requests;
    mapping(VersionId versionId => bytes32 requestId) private _latestRequestIds;
    mapping(VersionId versionId => bytes32 message) private _errorMessages;

    constructor(
        address authority_,
        address router,
        IPipelineRegistry pipelines,
        IBenchmarks benchmarks,
        IScores scores,
        uint64 subscriptionId,
        bytes32 donId,
        uint32 callbackGasLimit,
        bytes32 scriptDigest_,
        string[] memory gateways_
    ) FunctionsClient(router) AccessManaged(authority_) {
        if (callbackGasLimit < MIN_CALLBACK_GAS || callbackGasLimit > MAX_CALLBACK_GAS) {
            revert FunctionsScoreSourceCallbackGasOutOfRange(callbackGasLimit, MIN_CALLBACK_GAS, MAX_CALLBACK_GAS);
        }
        PIPELINES = pipelines;
        BENCHMARKS = benchmarks;
        SCORES = scores;
        SUBSCRIPTION_ID = subscriptionId;
        DON_ID = donId;
        CALLBACK_GAS_LIMIT = callbackGasLimit;
        _setScriptDigest(scriptDigest_);
        _setGateways(gateways_);
    }

    /* REQUESTS */

    /// @inheritdoc IFunctionsScoreSource
    function requestReport(VersionId versionId, string calldata source) external returns (bytes32 requestId) {
        // Check: the caller, the script, that no answer is there or still possible, and that one would be taken.
        address owner = PIPELINES.ownerOfVersion(versionId);
        if (msg.sender != owner) revert FunctionsScoreSourceNotOwner(versionId, msg.sender, owner);
        bytes32 digest = sha256(bytes(source));
        if (digest != scriptDigest) revert FunctionsScoreSourceWrongScript(digest, scriptDigest);
        _retireLatest(versionId);
        // LINK is spent on nothing that Scores would refuse: removing this source there stops the spending at once.
        if (SCORES.sourceKindOf(address(this)) != IScores.SourceKind.REPORTS) revert FunctionsScoreSourceNotAdmitted();

        // Interaction: the router, which is trusted and calls nobody but its coordinator. It makes the id.
        (string[] memory args, uint32 total) = _argsOf(versionId);
        FunctionsRequest.Request memory request;
        request.initializeRequestForInlineJavaScript(source);
        request.setArgs(args);
        requestId = _sendRequest(request.encodeCBOR(), SUBSCRIPTION_ID, CALLBACK_GAS_LIMIT, DON_ID);

        // Effect.
        _latestRequestIds[versionId] = requestId;
        _requests[requestId] = ReportRequest({
            versionId: versionId,
            total: total,
            sentAt: uint40(block.timestamp),
            state: ReportState.PENDING,
            failure: ReportFailure.NONE
        });
        emit ReportRequested(versionId, requestId, msg.sender);
    }

    /* CONFIGURATION */

    /// @inheritdoc IFunctionsScoreSource
    function setScriptDigest(bytes32 scriptDigest_) external restricted {
        _setScriptDigest(scriptDigest_);
    }

    /// @inheritdoc IFunctionsScoreSource
    function setGateways(string[] calldata gateways_) external restricted {
        _setGateways(gateways_);
    }

    /* VIEWS */

    /// @inheritdoc IFunctionsScoreSource
    function gateways() external view returns (string[] memory origins) {
        return _gateways;
    }

    /// @inheritdoc IFunctionsScoreSource
    function requestOf(VersionId versionId) external view returns (bytes32 requestId, ReportRequest memory request) {
        requestId = _latestRequestIds[versionId];
        request = _requests[requestId];
    }

    /// @inheritdoc IFunctionsScoreSource
    function lastErrorOf(VersionId versionId) external view returns (ReportFailure failure, string memory message) {
        failure = _requests[_latestRequestIds[versionId]].failure;
        if (failure == ReportFailure.SCRIPT) message = _textOf(_errorMessages[versionId]);
    }

    /* CALLBACK */

    /// @dev Called by the router through `handleOracleFulfillment`. Reverts on no input.
    function _fulfillRequest(bytes32 requestId, bytes memory response, bytes memory err) internal override {
        // Check: known, pending, well-formed, in range.
        ReportRequest memory request = _requests[requestId];
        if (request.state != ReportState.PENDING) {
            emit AnswerIgnored(requestId);
            return;
        }
        (ReportFailure failure, uint256 correct) = _read(request, response, err);
        if (failure != ReportFailure.NONE) return _fail(requestId, request, failure, err);

        // Effect.
        request.state = ReportState.REPORTED;
        _requests[requestId] = request;
        emit ReportReceived(request.versionId, requestId, correct, request.total);

        // Interaction: Scores may be paused or have dropped this source; the answer then counts as failed, and may be asked again.
        try SCORES.report{gas: REPORT_GAS}(request.versionId, correct, request.total) {} catch {
            _fail(requestId, request, ReportFailure.REFUSED, "");
        }
    }

    /* INTERNAL */

    /// @dev Lets the latest request go, or reverts while its answer stands or may still come.
    function _retireLatest(VersionId versionId) private {
        bytes32 requestId = _latestRequestIds[versionId];
        ReportRequest storage request = _requests[requestId];
        ReportState state = request.state;
        if (state == ReportState.NONE) return;
        if (state == ReportState.REPORTED) revert FunctionsScoreSourceAlreadyReported(versionId);
        uint256 allowedAt = request.sentAt + RETRY_SECONDS;
        if (block.timestamp < allowedAt) revert FunctionsScoreSourceTooEarly(versionId, allowedAt);
        if (state == ReportState.PENDING) {
            request.state = ReportState.REPLACED;
            emit ReportReplaced(versionId, requestId);
        }
    }

    function _fail(bytes32 requestId, ReportRequest memory request, ReportFailure failure, bytes memory err) private {
        request.state = ReportState.FAILED;
        request.failure = failure;
        _requests[requestId] = request;
        bytes32 message = failure == ReportFailure.SCRIPT ? bytes32(err) : bytes32(0);
        if (failure == ReportFailure.SCRIPT) _errorMessages[request.versionId] = message;
        emit ReportFailed(request.versionId, requestId, failure, message);
    }

    function _setScriptDigest(bytes32 scriptDigest_) private {
        scriptDigest = scriptDigest_;
        emit ScriptDigestSet(scriptDigest_);
    }

    function _setGateways(string[] memory gateways_) private {
        uint256 count = gateways_.length;
        if (count == 0 || count > MAX_GATEWAYS) revert FunctionsScoreSourceGatewayCountOutOfRange(count, MAX_GATEWAYS);
        for (uint256 i = 0; i < count; ++i) {
            uint256 length = bytes(gateways_[i]).length;
            if (length == 0 || length > MAX_GATEWAY_BYTES) {
                revert FunctionsScoreSourceGatewayLengthOutOfRange(i, length, MAX_GATEWAY_BYTES);
            }
        }
        _gateways = gateways_;
        emit GatewaysSet(gateways_);
    }

    /// @dev Arguments of the script: manifest digest, version, benchmark, its total, then the gateways.
    function _argsOf(VersionId versionId) private view returns (string[] memory args, uint32 total) {
        Version memory version = PIPELINES.versionOf(versionId);
        (BenchmarkId benchmarkId, , , ) = PIPELINES.scoringOf(versionId);
        total = BENCHMARKS.rulesOf(benchmarkId).total;

        string[] memory origins = _gateways;
        args = new string[](4 + origins.length);
        args[0] = Strings.toHexString(uint256(version.manifestDigest), 32);
        args[1] = uint256(VersionId.unwrap(versionId)).toString();
        args[2] = uint256(BenchmarkId.unwrap(benchmarkId)).toString();
        args[3] = uint256(total).toString();
        for (uint256 i = 0; i < origins.length; ++i) {
            args[4 + i] = origins[i];
        }
    }

    function _read(
        ReportRequest memory request,
        bytes memory response,
        bytes memory err
    ) private pure returns (ReportFailure failure, uint256 correct) {
        if (err.length > 0) return (ReportFailure.SCRIPT, 0);
        if (response.length != RESPONSE_BYTES) return (ReportFailure.MALFORMED, 0);
        uint256 versionId;
        uint256 total;
        (versionId, correct, total) = abi.decode(response, (uint256, uint256, uint256));
        if (versionId != VersionId.unwrap(request.versionId)) return (ReportFailure.MALFORMED, 0);
        if (total != request.total || correct > total) return (ReportFailure.OUT_OF_RANGE, 0);
    }

    /// @dev The text up to the first zero byte. The nodes' bytes may be anything: all but printable ASCII becomes a question mark.
    function _textOf(bytes32 message) private pure returns (string memory text) {
        uint256 length = 0;
        while (length < 32 && message[length] != 0) ++length;
        bytes memory buffer = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            bytes1 char = message[i];
            buffer[i] = char < 0x20 || char > 0x7e ? bytes1("?") : char;
        }
        return string(buffer);
    }
}
