// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IFunctionsRouter} from "@chainlink/contracts/src/v0.8/functions/v1_0_0/interfaces/IFunctionsRouter.sol";
import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {FunctionsScoreSource} from "../../contracts/FunctionsScoreSource.sol";
import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {Rules} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {Version} from "../../contracts/types/Version.sol";

/// @dev A source whose router, registry and Scores answer as told: version 7 of alice, on benchmark 3 with 100 samples.
abstract contract FunctionsSourceFixture is Test {
    VersionId internal constant VERSION = VersionId.wrap(7);
    BenchmarkId internal constant BENCHMARK = BenchmarkId.wrap(3);
    uint32 internal constant TOTAL = 100;
    uint64 internal constant SUBSCRIPTION = 5;
    bytes32 internal constant DON = "don";
    bytes32 internal constant FIRST = keccak256("first");
    bytes32 internal constant SECOND = keccak256("second");
    string internal constant SCRIPT = "return Functions.encodeUint256(0)";

    FunctionsScoreSource internal source;
    /// @dev Computed once: a call to the precompile between `expectRevert` and the constructor would be taken for it.
    bytes32 internal scriptDigest = sha256(bytes(SCRIPT));
    address internal admin = makeAddr("admin");
    address internal alice = makeAddr("alice");
    address internal router = makeAddr("router");
    IPipelineRegistry internal pipelines = IPipelineRegistry(makeAddr("pipelines"));
    IBenchmarks internal benchmarks = IBenchmarks(makeAddr("benchmarks"));
    IScores internal scores = IScores(makeAddr("scores"));
    AccessManager internal manager;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        manager = new AccessManager(admin);
        // Solidity asks for code before it calls.
        vm.etch(router, hex"00");
        vm.etch(address(pipelines), hex"00");
        vm.etch(address(benchmarks), hex"00");
        vm.etch(address(scores), hex"00");
        Version memory version;
        version.manifestDigest = bytes32(uint256(0xab));
        Rules memory rules;
        rules.total = TOTAL;
        vm.mockCall(address(pipelines), abi.encodeCall(pipelines.ownerOfVersion, (VERSION)), abi.encode(alice));
        vm.mockCall(address(pipelines), abi.encodeCall(pipelines.versionOf, (VERSION)), abi.encode(version));
        vm.mockCall(
            address(pipelines),
            abi.encodeCall(pipelines.scoringOf, (VERSION)),
            abi.encode(BENCHMARK, alice, uint40(0), new VersionId[](0))
        );
        vm.mockCall(address(benchmarks), abi.encodeCall(benchmarks.rulesOf, (BENCHMARK)), abi.encode(rules));
        vm.mockCall(address(scores), abi.encodeWithSelector(IScores.report.selector), "");

        _setKind(IScores.SourceKind.REPORTS);

        string[] memory origins = _gateways(2, "http://one");
        origins[1] = "http://two";
        source = _deploy(300_000, origins);
    }

    function _deploy(
        uint32 callbackGasLimit,
        string[] memory origins
    ) internal returns (FunctionsScoreSource deployed) {
        deployed = new FunctionsScoreSource(
            address(manager),
            router,
            pipelines,
            benchmarks,
            scores,
            SUBSCRIPTION,
            DON,
            callbackGasLimit,
            scriptDigest,
            origins
        );
    }

    /// @dev What Scores takes from any source.
    function _setKind(IScores.SourceKind kind) internal {
        vm.mockCall(address(scores), abi.encodeWithSelector(IScores.sourceKindOf.selector), abi.encode(kind));
    }

    /// @dev Alice asks; the router answers with `requestId`.
    function _request(bytes32 requestId) internal returns (bytes32 returned) {
        vm.mockCall(router, abi.encodeWithSelector(IFunctionsRouter.sendRequest.selector), abi.encode(requestId));
        vm.prank(alice);
        returned = source.requestReport(VERSION, SCRIPT);
    }

    function _answer(bytes32 requestId, bytes memory response, bytes memory err) internal {
        vm.prank(router);
        source.handleOracleFulfillment(requestId, response, err);
    }

    function _words(uint256 versionId, uint256 correct, uint256 total) internal pure returns (bytes memory response) {
        response = abi.encode(versionId, correct, total);
    }

    function _gateways(uint256 count, string memory origin) internal pure returns (string[] memory origins) {
        origins = new string[](count);
        for (uint256 i = 0; i < count; ++i) origins[i] = origin;
    }
}
