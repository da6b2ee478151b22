// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FunctionsRequest} from "@chainlink/contracts/src/v0.8/functions/v1_0_0/libraries/FunctionsRequest.sol";
import {IFunctionsRouter} from "@chainlink/contracts/src/v0.8/functions/v1_0_0/interfaces/IFunctionsRouter.sol";
import {FunctionsClient} from "@chainlink/contracts/src/v0.8/functions/v1_3_0/FunctionsClient.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IFunctionsScoreSource} from "../../contracts/interfaces/IFunctionsScoreSource.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {ReportFailure, ReportRequest, ReportState} from "../../contracts/types/ReportRequest.sol";
import {FunctionsSourceFixture} from "../utils/FunctionsSourceFixture.sol";

contract FunctionsScoreSourceTest is FunctionsSourceFixture {
    using FunctionsRequest for FunctionsRequest.Request;

    /* CONSTRUCTION AND CONFIGURATION */

    function test_RevertWhen_CallbackGasOutOfRange() public {
        for (uint256 i = 0; i < 2; ++i) {
            uint32 gasLimit = i == 0 ? 159_999 : 300_001;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IFunctionsScoreSource.FunctionsScoreSourceCallbackGasOutOfRange.selector,
                    gasLimit,
                    160_000,
                    300_000
                )
            );
            _deploy(gasLimit, _gateways(1, "http://a"));
        }
    }

    function test_RevertWhen_GatewayCountOutOfRange() public {
        for (uint256 count = 0; count <= 5; count += 5) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IFunctionsScoreSource.FunctionsScoreSourceGatewayCountOutOfRange.selector,
                    count,
                    4
                )
            );
            _deploy(300_000, _gateways(count, "http://a"));
        }
    }

    function test_RevertWhen_GatewayLengthOutOfRange() public {
        for (uint256 length = 0; length <= 129; length += 129) {
            string[] memory origins = _gateways(2, "http://a");
            origins[1] = string(new bytes(length));
            vm.expectRevert(
                abi.encodeWithSelector(
                    IFunctionsScoreSource.FunctionsScoreSourceGatewayLengthOutOfRange.selector,
                    1,
                    length,
                    128
                )
            );
            vm.prank(admin);
            source.setGateways(origins);
        }
    }

    function test_SetGateways_ReplacesThem() public {
        string[] memory origins = _gateways(4, string(new bytes(128)));
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.GatewaysSet(origins);
        vm.prank(admin);
        source.setGateways(origins);
        assertEq(source.gateways(), origins);
    }

    function test_SetScriptDigest_ReplacesIt() public {
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.ScriptDigestSet(bytes32(uint256(1)));
        vm.prank(admin);
        source.setScriptDigest(bytes32(uint256(1)));
        assertEq(source.scriptDigest(), bytes32(uint256(1)));
    }

    function test_RevertWhen_ConfiguredByAnyoneElse() public {
        bytes memory unauthorized = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice);
        vm.startPrank(alice);
        vm.expectRevert(unauthorized);
        source.setGateways(_gateways(1, "http://a"));
        vm.expectRevert(unauthorized);
        source.setScriptDigest(0);
    }

    /* REQUESTS */

    function test_RequestReport_SendsScriptAndArguments() public {
        string[] memory args = new string[](6);
        args[0] = "0x00000000000000000000000000000000000000000000000000000000000000ab";
        args[1] = "7";
        args[2] = "3";
        args[3] = "100";
        args[4] = "http://one";
        args[5] = "http://two";
        FunctionsRequest.Request memory expected;
        expected.initializeRequestForInlineJavaScript(SCRIPT);
        expected.setArgs(args);
        vm.expectCall(
            router,
            abi.encodeCall(IFunctionsRouter.sendRequest, (SUBSCRIPTION, expected.encodeCBOR(), 1, 300_000, DON))
        );
        vm.expectEmit(true, true, true, true, address(source));
        emit FunctionsClient.RequestSent(FIRST);
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.ReportRequested(VERSION, FIRST, alice);
        assertEq(_request(FIRST), FIRST);

        (bytes32 requestId, ReportRequest memory request) = source.requestOf(VERSION);
        assertEq(requestId, FIRST);
        assertEq(VersionId.unwrap(request.versionId), 7);
        assertEq(request.total, TOTAL);
        assertEq(request.sentAt, block.timestamp);
        assertTrue(request.state == ReportState.PENDING);
        assertTrue(request.failure == ReportFailure.NONE);
    }

    function test_RevertWhen_RequestedByAnyoneButTheOwner() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IFunctionsScoreSource.FunctionsScoreSourceNotOwner.selector,
                VERSION,
                address(this),
                alice
            )
        );
        source.requestReport(VERSION, SCRIPT);
    }

    /// R-6: what Scores would refuse is not paid for, so that the guardian stops the spending at once.
    function test_RevertWhen_ScoresTakesNoReports() public {
        for (uint256 i = 0; i < 2; ++i) {
            _setKind(i == 0 ? IScores.SourceKind.NONE : IScores.SourceKind.VERIFIES);
            vm.expectRevert(IFunctionsScoreSource.FunctionsScoreSourceNotAdmitted.selector);
            _request(FIRST);
        }
    }

    function test_RevertWhen_ScriptIsAnother() public {
        string memory other = "return Functions.encodeUint256(1)";
        vm.expectRevert(
            abi.encodeWithSelector(
                IFunctionsScoreSource.FunctionsScoreSourceWrongScript.selector,
                sha256(bytes(other)),
                sha256(bytes(SCRIPT))
            )
        );
        vm.prank(alice);
        source.requestReport(VERSION, other);
    }

    function test_RevertWhen_AnAnswerMayStillCome() public {
        _request(FIRST);
        uint256 allowedAt = block.timestamp + 10 minutes;
        vm.warp(allowedAt - 1);
        _expectTooEarly(allowedAt);
        _request(SECOND);

        vm.warp(allowedAt);
        _request(SECOND);
    }

    function test_RevertWhen_AFailureIsAskedAgainAtOnce() public {
        _request(FIRST);
        uint256 allowedAt = block.timestamp + 10 minutes;
        _answer(FIRST, "", "NOT_FOUND");
        _expectTooEarly(allowedAt);
        _request(SECOND);
    }

    function test_RevertWhen_AlreadyReported() public {
        _request(FIRST);
        _answer(FIRST, _words(7, 93, TOTAL), "");
        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(
            abi.encodeWithSelector(IFunctionsScoreSource.FunctionsScoreSourceAlreadyReported.selector, VERSION)
        );
        _request(SECOND);
    }

    function test_RequestReport_ReplacesAnUnansweredRequest() public {
        _request(FIRST);
        vm.warp(block.timestamp + 10 minutes);
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.ReportReplaced(VERSION, FIRST);
        _request(SECOND);

        vm.expectCall(address(scores), abi.encodeWithSelector(IScores.report.selector), 0);
        _expectIgnored(FIRST);
        _answer(FIRST, _words(7, 93, TOTAL), "");
        _assertState(ReportState.PENDING, ReportFailure.NONE, "");
    }

    /* ANSWERS */

    function test_RevertWhen_AnsweredByAnyoneButTheRouter() public {
        _request(FIRST);
        vm.expectRevert(FunctionsClient.OnlyRouterCanFulfill.selector);
        source.handleOracleFulfillment(FIRST, _words(7, 93, TOTAL), "");
    }

    function test_Answer_ReportsToScores() public {
        _request(FIRST);
        vm.expectCall(address(scores), abi.encodeCall(IScores.report, (VERSION, 93, TOTAL)), 1);
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.ReportReceived(VERSION, FIRST, 93, TOTAL);
        _answer(FIRST, _words(7, 93, TOTAL), "");
        _assertState(ReportState.REPORTED, ReportFailure.NONE, "");

        _expectIgnored(FIRST);
        _answer(FIRST, _words(7, 94, TOTAL), "");
        _assertState(ReportState.REPORTED, ReportFailure.NONE, "");
    }

    function test_Answer_ToNothingAskedIsIgnored() public {
        _expectIgnored(SECOND);
        _answer(SECOND, _words(7, 93, TOTAL), "");
    }

    function test_Answer_WithAnErrorIsAState() public {
        _assertFailure("", "NOT_FOUND", ReportFailure.SCRIPT, "NOT_FOUND");
    }

    function test_Answer_WithResponseAndErrorFails() public {
        _assertFailure(_words(7, 93, TOTAL), "BOTH", ReportFailure.SCRIPT, "BOTH");
    }

    function test_Answer_WithALongErrorKeepsItsHead() public {
        bytes memory err = new bytes(256);
        for (uint256 i = 0; i < err.length; ++i) err[i] = "e";
        _assertFailure("", err, ReportFailure.SCRIPT, "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
    }

    function test_Answer_WithUnprintableErrorIsShownHarmless() public {
        _assertFailure("", hex"3c001b", ReportFailure.SCRIPT, "<");
        _assertFailure("", hex"3c1b7fe2807e20", ReportFailure.SCRIPT, "<????~ ");
        _assertFailure("", hex"00", ReportFailure.SCRIPT, "");
    }

    function test_Answer_OfWrongLengthFails() public {
        _assertFailure("", "", ReportFailure.MALFORMED, "");
        _assertFailure(new bytes(95), "", ReportFailure.MALFORMED, "");
        _assertFailure(bytes.concat(_words(7, 93, TOTAL), hex"00"), "", ReportFailure.MALFORMED, "");
    }

    function test_Answer_AboutAnotherVersionFails() public {
        _assertFailure(_words(8, 93, TOTAL), "", ReportFailure.MALFORMED, "");
        _assertFailure(_words(7 + (1 << 64), 93, TOTAL), "", ReportFailure.MALFORMED, "");
    }

    function test_Answer_OutOfRangeFails() public {
        _assertFailure(_words(7, TOTAL + 1, TOTAL), "", ReportFailure.OUT_OF_RANGE, "");
        _assertFailure(_words(7, 93, TOTAL + 1), "", ReportFailure.OUT_OF_RANGE, "");
        _assertFailure(_words(7, type(uint256).max, TOTAL + (1 << 32)), "", ReportFailure.OUT_OF_RANGE, "");
    }

    function test_Answer_RefusedByScoresFails() public {
        vm.mockCallRevert(
            address(scores),
            abi.encodeWithSelector(IScores.report.selector),
            abi.encodeWithSelector(IScores.ScoresPaused.selector)
        );
        _assertFailure(_words(7, 93, TOTAL), "", ReportFailure.REFUSED, "");
    }

    /// The smallest callback gas still suffices to record that Scores burnt all it was given.
    function test_Answer_SurvivesScoresThatBurnTheirGas() public {
        source = _deploy(160_000, _gateways(1, "http://a"));
        _request(FIRST);
        vm.clearMockedCalls();
        vm.etch(address(scores), hex"fe");
        vm.prank(router);
        source.handleOracleFulfillment{gas: 160_000}(FIRST, _words(7, 93, TOTAL), "");
        _assertState(ReportState.FAILED, ReportFailure.REFUSED, "");
    }

    /// Invariant 22: an oracle callback never reverts and fits 300k gas.
    function testFuzz_Answer_NeverReverts(
        bytes32 requestId,
        bytes memory response,
        bytes memory err,
        bool pending
    ) public {
        _request(FIRST);
        vm.prank(router);
        source.handleOracleFulfillment{gas: 300_000}(pending ? FIRST : requestId, response, err);
        (, ReportRequest memory request) = source.requestOf(VERSION);
        assertTrue(request.state == (pending || requestId == FIRST ? ReportState.FAILED : ReportState.PENDING));
    }

    /// Exactly the well-formed answers are reported.
    function testFuzz_Answer_ReportsWhatIsInRange(
        uint256 versionId,
        uint256 correct,
        uint256 total,
        uint256 bits
    ) public {
        if (bits & 1 == 1) versionId = 7;
        if (bits & 2 == 2) total = TOTAL;
        if (bits & 4 == 4) correct = _bound(correct, 0, 2 * TOTAL);
        bool good = versionId == 7 && total == TOTAL && correct <= TOTAL;
        _request(FIRST);
        vm.expectCall(address(scores), abi.encodeWithSelector(IScores.report.selector), good ? 1 : 0);
        _answer(FIRST, _words(versionId, correct, total), "");
        (, ReportRequest memory request) = source.requestOf(VERSION);
        assertTrue(request.state == (good ? ReportState.REPORTED : ReportState.FAILED));
    }

    /// Ten times what a network may answer, and the callback's 300k gas still suffice.
    function test_Answer_FitsItsGasAtItsLongest() public {
        _request(FIRST);
        bytes memory err = new bytes(2560);
        err[0] = "e";
        vm.prank(router);
        uint256 before = gasleft();
        source.handleOracleFulfillment{gas: 300_000}(FIRST, "", err);
        assertLt(before - gasleft(), 60_000);
        _assertState(ReportState.FAILED, ReportFailure.SCRIPT, "e");
    }

    /* HELPERS */

    /// @dev Answers a fresh request and checks event and state.
    function _assertFailure(
        bytes memory response,
        bytes memory err,
        ReportFailure failure,
        string memory message
    ) private {
        vm.warp(block.timestamp + 10 minutes);
        bytes32 requestId = keccak256(abi.encode(block.timestamp));
        _request(requestId);
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.ReportFailed(VERSION, requestId, failure, bytes32(err));
        _answer(requestId, response, err);
        _assertState(ReportState.FAILED, failure, message);
    }

    function _assertState(ReportState state, ReportFailure failure, string memory message) private view {
        (, ReportRequest memory request) = source.requestOf(VERSION);
        assertTrue(request.state == state);
        assertTrue(request.failure == failure);
        (ReportFailure lastFailure, string memory lastMessage) = source.lastErrorOf(VERSION);
        assertTrue(lastFailure == failure);
        assertEq(lastMessage, message);
    }

    function _expectTooEarly(uint256 allowedAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(IFunctionsScoreSource.FunctionsScoreSourceTooEarly.selector, VERSION, allowedAt)
        );
    }

    function _expectIgnored(bytes32 requestId) private {
        vm.expectEmit(true, true, true, true, address(source));
        emit IFunctionsScoreSource.AnswerIgnored(requestId);
    }
}
