// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {Reassessments} from "../../contracts/Reassessments.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IReassessments} from "../../contracts/interfaces/IReassessments.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {PageLib} from "../../contracts/libraries/PageLib.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

/// S-14: versions 1 to 10, each scored in term 0 and with a fund for three requests.
contract ReassessmentsTest is ScoresFixture {
    uint256 private constant DUE = START + TERM_SECONDS;

    Reassessments private _upkeep;

    function setUp() public override {
        super.setUp();
        _upkeep = new Reassessments(IPipelineRegistry(address(registry)), scores, benchmarks, IMarket(address(market)));
        vm.deal(address(market), 1 ether);
        for (uint64 id = 1; id <= 10; ++id) {
            _score(id, 700);
            market.setOracleFund(_id(id), 3 * FEE_WEI);
        }
    }

    function test_Constructor_NamesItsParts() external view {
        assertEq(address(_upkeep.PIPELINES()), address(registry));
        assertEq(address(_upkeep.SCORES()), address(scores));
        assertEq(address(_upkeep.BENCHMARKS()), address(benchmarks));
        assertEq(address(_upkeep.MARKET()), address(market));
    }

    /// From one grace period before expiry on, to the second.
    function test_CheckUpkeep_FindsWhatIsDue() external {
        vm.warp(DUE - 1);
        _assertPage(1, 100, new uint64[](0));
        vm.warp(DUE);
        uint64[] memory all = new uint64[](10);
        for (uint64 i = 0; i < 10; ++i) all[i] = i + 1;
        _assertPage(1, 100, all);
        assertTrue(_upkeep.isDue(_id(1)));
        assertFalse(_upkeep.isDue(_id(11)));
    }

    function test_CheckUpkeep_Pages() external {
        vm.warp(DUE);
        _assertPage(0, 3, _ids(1, 2));
        _assertPage(4, 2, _ids(4, 5));
        _assertPage(10, 100, _one(10));
        _assertPage(11, 100, new uint64[](0));
        _assertPage(type(uint64).max, 100, new uint64[](0));
        vm.expectRevert(abi.encodeWithSelector(PageLib.PageTooLong.selector, 101, 100));
        _upkeep.checkUpkeep(abi.encode(_id(1), 101));
        vm.expectRevert();
        _upkeep.checkUpkeep("");
    }

    function test_PerformUpkeep_AsksAndPaysFromTheFund() external {
        vm.warp(DUE);
        (, bytes memory data) = _upkeep.checkUpkeep(abi.encode(_id(4), 2));
        vm.expectEmit();
        emit IScores.ScoreRequested(_id(4), benchmark, DUE / EPOCH_SECONDS, owner, FEE_WEI);
        vm.expectEmit();
        emit IReassessments.ReassessmentRequested(_id(4), 1);
        vm.prank(stranger);
        _upkeep.performUpkeep(data);
        assertEq(market.oracleFundOf(_id(4)), 2 * FEE_WEI);
        assertEq(market.oracleFundOf(_id(5)), 2 * FEE_WEI);
        assertEq(scores.requestOf(_id(5)).requester, owner);
        assertEq(market.oracleFundOf(_id(6)), 3 * FEE_WEI);
    }

    /// The same data again, in any later block, does nothing.
    function test_PerformUpkeep_IsIdempotent() external {
        vm.warp(DUE);
        (, bytes memory data) = _upkeep.checkUpkeep(abi.encode(_id(1), 100));
        _upkeep.performUpkeep(data);
        _assertNothingHappens(data);
        vm.warp(DUE + EPOCH_SECONDS);
        _assertNothingHappens(data);
        _assertPage(1, 100, new uint64[](0));
        // Twice in one call is once.
        vm.warp(DUE + TERM_SECONDS);
        for (uint64 id = 1; id <= 10; ++id) scores.refundRequest(_id(id));
        uint64[] memory twice = _ids(7, 8);
        twice[1] = 7;
        data = abi.encode(twice);
        _upkeep.performUpkeep(data);
        assertEq(market.oracleFundOf(_id(7)), FEE_WEI);
    }

    /// Stale data: what was answered, voided, asked for by somebody else or never due meanwhile is passed over.
    function test_PerformUpkeep_JudgesAgain() external {
        vm.warp(DUE);
        (, bytes memory data) = _upkeep.checkUpkeep(abi.encode(_id(1), 100));
        _request(1);
        scores.setSource(address(this), IScores.SourceKind.DISPUTES);
        scores.voidVersion(_id(2));
        scores.setSource(address(this), IScores.SourceKind.VERIFIES);
        market.setOracleFund(_id(3), FEE_WEI - 1);
        market.setOracleFund(_id(4), FEE_WEI);
        _request(5);
        scores.settleBatch(benchmark, uint40(benchmarks.currentEpoch()), 1, _pack(_item(5, 700)), signers);
        _upkeep.performUpkeep(data);
        for (uint64 id = 1; id <= 10; ++id) {
            bool asked = id == 4 || id > 5;
            assertEq(
                scores.requestOf(_id(id)).requester,
                asked
                    ? owner
                    : id == 1
                        ? buyer
                        : address(0)
            );
        }
        assertEq(market.oracleFundOf(_id(4)), 0);
        _assertNothingHappens(abi.encode(_ids(90, 99)));
        _assertNothingHappens(abi.encode(_one(0)));
        _assertNothingHappens(abi.encode(new uint64[](0)));
    }

    /// A version that cannot be measured costs its fund one fee a term.
    function test_PerformUpkeep_AsksOnceATerm() external {
        vm.warp(DUE);
        _upkeep.performUpkeep(abi.encode(_one(1)));
        _settle(_pack(_item(1, type(uint32).max)));
        assertFalse(_upkeep.isDue(_id(1)));
        vm.warp(DUE + TERM_SECONDS - 1);
        assertFalse(_upkeep.isDue(_id(1)));
        // Who wants to try again asks himself.
        scores.requestScoreFromFund(_id(1));
        vm.warp(DUE + TERM_SECONDS + 30 days);
        scores.refundRequest(_id(1));
        assertTrue(_upkeep.isDue(_id(1)));
        _upkeep.performUpkeep(abi.encode(_one(1)));
        assertEq(market.oracleFundOf(_id(1)), 0);
    }

    /// A score settled in time is due again one term later.
    function test_PerformUpkeep_FollowsTheTerms() external {
        vm.warp(DUE);
        _upkeep.performUpkeep(abi.encode(_one(1)));
        scores.settleBatch(benchmark, uint40(benchmarks.currentEpoch()), 1, _pack(_item(1, 700)), signers);
        vm.warp(DUE + TERM_SECONDS - 1);
        assertFalse(_upkeep.isDue(_id(1)));
        vm.warp(DUE + TERM_SECONDS);
        assertTrue(_upkeep.isDue(_id(1)));
    }

    function test_IsDue_StopsWhileRequestsArePaused() external {
        vm.warp(DUE);
        scores.setPaused(true);
        assertFalse(_upkeep.isDue(_id(1)));
        _assertNothingHappens(abi.encode(_one(1)));
        scores.setPaused(false);
        assertTrue(_upkeep.isDue(_id(1)));
    }

    /// A full epoch takes no more, and costs the upkeep nothing: nothing is due until the next one.
    function test_IsDue_WaitsForRoomInTheEpoch() external {
        vm.warp(DUE);
        for (uint64 id = 11; id <= 11 + 61; ++id) {
            _register(id);
            _request(id);
        }
        _upkeep.performUpkeep(abi.encode(_ids(1, 5)));
        assertEq(scores.requestsLeftOf(benchmark), 0);
        assertEq(scores.requestOf(_id(2)).requester, owner);
        assertEq(scores.requestOf(_id(3)).requester, address(0));
        assertFalse(_upkeep.isDue(_id(3)));
        vm.warp(DUE + EPOCH_SECONDS);
        assertTrue(_upkeep.isDue(_id(3)));
    }

    /// What Scores refuses all the same stops nobody else, and stays due.
    function test_PerformUpkeep_SurvivesARefusal() external {
        vm.warp(DUE);
        bytes memory first = abi.encodeCall(IScores.requestScoreFromFund, (_id(1)));
        vm.mockCallRevert(address(scores), first, abi.encodeWithSelector(IScores.ScoresPaused.selector));
        _upkeep.performUpkeep(abi.encode(_ids(1, 2)));
        vm.clearMockedCalls();
        assertEq(scores.requestOf(_id(1)).requester, address(0));
        assertEq(scores.requestOf(_id(2)).requester, owner);
        assertTrue(_upkeep.isDue(_id(1)));
    }

    function test_RevertWhen_TooManyAreAskedFor() external {
        vm.warp(DUE);
        _upkeep.performUpkeep(abi.encode(_ids(1, 20)));
        vm.expectRevert(abi.encodeWithSelector(IReassessments.ReassessmentsTooMany.selector, 21, 20));
        _upkeep.performUpkeep(abi.encode(_ids(1, 21)));
        vm.expectRevert();
        _upkeep.performUpkeep("");
    }

    /// Whoever calls with whatever: no id is asked for that is not due, and none twice.
    function testFuzz_PerformUpkeep_TakesOnlyWhatIsDue(uint64[20] memory ids, uint256 time) external {
        vm.warp(START + (time % (2 * TERM_SECONDS)));
        bool[] memory due = new bool[](13);
        VersionId[] memory data = new VersionId[](20);
        for (uint256 i = 0; i < 20; ++i) {
            data[i] = _id(ids[i] % 13);
            due[ids[i] % 13] = _upkeep.isDue(data[i]);
        }
        _upkeep.performUpkeep(abi.encode(data));
        for (uint64 id = 0; id < 13; ++id) {
            bool asked = scores.requestOf(_id(id)).requester != address(0);
            assertEq(asked, due[id]);
            if (id != 0 && id <= 10) assertEq(market.oracleFundOf(_id(id)), (asked ? 2 : 3) * FEE_WEI);
        }
    }

    function _assertPage(uint64 from, uint256 count, uint64[] memory expected) private view {
        (bool needed, bytes memory data) = _upkeep.checkUpkeep(abi.encode(_id(from), count));
        assertEq(needed, expected.length != 0);
        assertEq(data, abi.encode(expected));
    }

    function _assertNothingHappens(bytes memory data) private {
        vm.recordLogs();
        _upkeep.performUpkeep(data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0);
    }

    function _one(uint64 id) private pure returns (uint64[] memory ids) {
        ids = new uint64[](1);
        ids[0] = id;
    }

    /// @dev `first` to `last`.
    function _ids(uint64 first, uint64 last) private pure returns (uint64[] memory ids) {
        ids = new uint64[](last - first + 1);
        for (uint64 i = 0; i < ids.length; ++i) ids[i] = first + i;
    }
}
