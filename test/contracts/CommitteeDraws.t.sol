// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {PlacesLib} from "../../contracts/libraries/PlacesLib.sol";
import {Attestation, BatchHeader} from "../../contracts/types/BatchHeader.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId} from "../../contracts/types/Ids.sol";
import {DisputeFixture} from "../utils/DisputeFixture.sol";

contract CommitteeDrawsTest is DisputeFixture {
    function test_RevertWhen_ParametersAreOutOfRange() external {
        uint256 least = 316 * EPOCH_SECONDS;
        ICommittee.Round[2] memory rounds = [ICommittee.Round(5, 3), ICommittee.Round(32, 17)];
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeExitDelayTooShort.selector, least - 1, least));
        new Committee(address(manager), scores, benchmarks, MIN_STAKE_WEI, least - 1, rounds);
        new Committee(address(manager), scores, benchmarks, MIN_STAKE_WEI, least, rounds);
        ICommittee.Round[3] memory wrong = [ICommittee.Round(33, 17), ICommittee.Round(4, 2), ICommittee.Round(4, 5)];
        for (uint256 i = 0; i < 3; ++i) {
            rounds[1] = wrong[i];
            vm.expectRevert(
                abi.encodeWithSelector(ICommittee.CommitteeRoundOutOfRange.selector, 2, wrong[i].size, wrong[i].quorum)
            );
            new Committee(address(manager), scores, benchmarks, MIN_STAKE_WEI, least, rounds);
        }
        (uint256 size, uint256 quorum) = committee.roundAt(2);
        assertEq(size, 7);
        assertEq(quorum, 4);
    }

    /// C-9: closed once, after its end, at most 63 epochs late, with somebody live.
    function test_RevertWhen_EpochCannotBeClosed() external {
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochClosed.selector, EPOCH));
        committee.closeEpoch(EPOCH);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochOpen.selector, EPOCH + 1, EPOCH + 1));
        committee.closeEpoch(EPOCH + 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochTooOld.selector, EPOCH - 63, EPOCH - 62));
        committee.closeEpoch(EPOCH - 63);
        committee.closeEpoch(EPOCH - 62);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochNotClosed.selector, EPOCH - 1));
        committee.storeSeed(EPOCH - 1);
        for (uint256 i = 0; i < LIVE; ++i) {
            vm.prank(workers[i]);
            committee.requestExit();
        }
        vm.expectRevert(ICommittee.CommitteeNobodyLive.selector);
        committee.closeEpoch(EPOCH - 1);
    }

    /// C-9: the snapshot is fixed two blocks before its seed; nothing can be drawn earlier.
    function test_RevertWhen_SeedIsNotThereYet() external {
        vm.warp(CLOSED + EPOCH_SECONDS);
        vm.expectEmit();
        emit ICommittee.EpochClosed(EPOCH + 1, 127, 1005);
        committee.closeEpoch(EPOCH + 1);
        (bool isDrawn, , uint256 quorum, uint8[] memory members) = committee.committeeOf(benchmark, EPOCH + 1);
        assertFalse(isDrawn);
        assertEq(quorum, 2);
        assertEq(members.length, 0);
        vm.roll(1005);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoSeed.selector, 1005));
        committee.storeSeed(EPOCH + 1);
        vm.roll(1006);
        (isDrawn, , , members) = committee.committeeOf(benchmark, EPOCH + 1);
        assertTrue(isDrawn);
        assertEq(members.length, 3);
        bytes32 seed = bytes32(bytes27(blockhash(1005)));
        vm.expectEmit();
        emit ICommittee.SeedStored(EPOCH + 1, BenchmarkId.wrap(0), 0, seed);
        committee.storeSeed(EPOCH + 1);
        (bool isClosed, uint256 live, uint256 seedBlock, bytes32 stored) = committee.epochOf(EPOCH + 1);
        assertTrue(isClosed);
        assertEq(live, 127);
        assertEq(seedBlock, 1005);
        assertEq(stored, seed);
        // Once stored, it stays: no second seed, however long one waits.
        vm.roll(9999);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochClosed.selector, EPOCH + 1));
        committee.closeEpoch(EPOCH + 1);
        (, , , uint8[] memory later) = committee.committeeOf(benchmark, EPOCH + 1);
        assertEq(abi.encode(later), abi.encode(members));
    }

    /// C-9: a lost hash moves the seed block, and nothing else.
    function test_CloseEpoch_AgainWhereTheHashWasLost() external {
        vm.roll(1002 + 256);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeEpochClosed.selector, EPOCH));
        committee.closeEpoch(EPOCH);
        _join(stranger);
        vm.roll(1002 + 257);
        BatchHeader memory header = _header();
        bytes memory items = _correct(700);
        Attestation[] memory attestations = _attest(header, items, 3);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoSeed.selector, 1002));
        committee.submit(header, items, attestations);
        vm.expectEmit();
        emit ICommittee.EpochClosed(EPOCH, 127, 1261);
        committee.closeEpoch(EPOCH);
        vm.roll(1262);
        _submitDrawn(items, 2);
    }

    /// C-9: who calls, and when, changes nothing about a draw.
    function test_CommitteeOf_CannotBeGround() external {
        uint8[] memory before = _members();
        vm.warp(CLOSED + 10 * EPOCH_SECONDS);
        vm.roll(1200);
        _join(stranger);
        vm.prank(workers[before[0]]);
        committee.requestExit();
        vm.prank(stranger);
        committee.storeSeed(EPOCH);
        assertEq(abi.encode(_members()), abi.encode(before));
    }

    /// C-10: rounds have committees of their own, drawn from the epoch's snapshot.
    function test_StoreRoundSeed() external {
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoChallenge.selector, benchmark, EPOCH));
        committee.storeRoundSeed(benchmark, EPOCH);
        _submitDrawn(_correct(700), 2);
        vm.prank(challenger);
        vm.expectEmit();
        emit ICommittee.RoundSeedBlockSet(benchmark, EPOCH, 1, 1005);
        committee.challenge{value: BOND_1_WEI}(_header(), _correct(700));
        vm.roll(1005);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoSeed.selector, 1005));
        committee.storeRoundSeed(benchmark, EPOCH);
        vm.roll(1005 + 257);
        vm.expectEmit();
        emit ICommittee.RoundSeedBlockSet(benchmark, EPOCH, 1, 1264);
        committee.storeRoundSeed(benchmark, EPOCH);
        vm.roll(1265);
        vm.expectEmit();
        emit ICommittee.SeedStored(EPOCH, benchmark, 1, bytes32(bytes27(blockhash(1264))));
        committee.storeRoundSeed(benchmark, EPOCH);
        (bool isDrawn, uint256 round, uint256 quorum, uint8[] memory members) = committee.committeeOf(benchmark, EPOCH);
        assertTrue(isDrawn);
        assertEq(round, 1);
        assertEq(quorum, 3);
        assertEq(members.length, 5);
    }

    /// C-16: who was drawn and did not sign is unpaid, out of the draw for 10 epochs, and rejoins.
    function test_Settle_TakesNoShowsOutOfTheDraw() external {
        uint8[] memory members = _members();
        bytes memory items = _correct(700);
        _submitDrawn(items, 2);
        vm.warp(CLOSED + WINDOW_SECONDS);
        uint256 rejoinEpoch = block.timestamp / EPOCH_SECONDS + 10;
        vm.expectEmit();
        emit ICommittee.WorkerMissed(members[2], rejoinEpoch);
        committee.settle(_header(), items);
        assertEq(scores.creditOf(workers[members[2]]), 0);
        assertEq(committee.workerAt(members[2]).stakeWei, MIN_STAKE_WEI);
        assertEq(committee.liveSet(), 127 & ~(uint256(1) << members[2]));

        address missed = workers[members[2]];
        vm.prank(workers[members[0]]);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNotMissed.selector, workers[members[0]]));
        committee.rejoin();
        vm.warp(rejoinEpoch * EPOCH_SECONDS - 1);
        vm.prank(missed);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeRejoinTooEarly.selector, rejoinEpoch));
        committee.rejoin();
        vm.warp(rejoinEpoch * EPOCH_SECONDS);
        committee.setPaused(true);
        vm.expectEmit();
        emit ICommittee.WorkerRejoined(members[2]);
        vm.prank(missed);
        committee.rejoin();
        assertEq(committee.liveSet(), 127);
    }

    /// C-16: benchmarks are free, and two of three workers decide who missed. They cannot empty the draw of the others.
    function test_Settle_LeavesTwoThirdsInTheDraw() external {
        bytes memory items = _correct(1);
        BatchHeader[] memory headers = new BatchHeader[](60);
        uint256 count;
        for (uint256 i = 0; i < headers.length; ++i) {
            BatchHeader memory header = _header();
            header.benchmarkId = benchmarks.createBenchmark(_benchmarkParams());
            (, , , uint8[] memory members) = committee.committeeOf(header.benchmarkId, EPOCH);
            // The attacker's are 0, 1 and 2.
            if (members[1] > 2) continue;
            committee.submit(header, items, _attestDrawn(header, items, 2));
            headers[count++] = header;
        }
        assertGt(count, 10);
        vm.warp(CLOSED + WINDOW_SECONDS);
        for (uint256 i = 0; i < count; ++i) committee.settle(headers[i], items);
        assertEq(PlacesLib.countOf(committee.liveSet()), 5);
    }

    /// C-16: nor does anybody miss who had less than an epoch to attest.
    function test_Settle_MissesNobodyInAShortWindow() external {
        BenchmarkParams memory params = _benchmarkParams();
        params.challengeWindowSeconds = uint32(EPOCH_SECONDS) - 1;
        BatchHeader memory header = _header();
        header.benchmarkId = benchmarks.createBenchmark(params);
        bytes memory items = _correct(1);
        committee.submit(header, items, _attestDrawn(header, items, 2));
        vm.warp(block.timestamp + EPOCH_SECONDS);
        committee.settle(header, items);
        assertEq(committee.liveSet(), 127);
    }

    function test_RevertWhen_RejoiningAfterAnExit() external {
        uint8[] memory members = _members();
        bytes memory items = _correct(700);
        _submitDrawn(items, 2);
        vm.warp(CLOSED + WINDOW_SECONDS);
        committee.settle(_header(), items);
        address missed = workers[members[2]];
        vm.startPrank(missed);
        committee.requestExit();
        vm.warp(CLOSED + 2 * WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeExitRequested.selector, missed));
        committee.rejoin();
    }

    /// C-11: whom the submitter left out attests inside the window, and is paid and no no-show.
    function test_Attest_AddsWhoWasLeftOut() external {
        uint8[] memory members = _members();
        bytes memory items = _correct(700);
        _submitDrawn(items, 2);
        Attestation[] memory late = new Attestation[](1);
        late[0] = _sign(committee, _header(), items, members[2]);
        committee.setPaused(true);
        vm.warp(CLOSED + WINDOW_SECONDS - 1);
        vm.expectEmit();
        emit ICommittee.BatchAttested(benchmark, EPOCH, 0, 4);
        committee.attest(_header(), items, late);
        // A second time changes nothing.
        committee.attest(_header(), items, late);
        vm.warp(CLOSED + WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeWindowClosed.selector, block.timestamp));
        committee.attest(_header(), items, late);
        committee.settle(_header(), items);
        assertEq(committee.liveSet(), 127);
        for (uint256 i = 0; i < 3; ++i) assertEq(scores.creditOf(workers[members[i]]), FEE_WEI / 3);
    }

    function test_Attest_AddsToAnAnswer() external {
        _submitDrawn(_correct(700), 2);
        _challenge(challenger, _correct(700), BOND_1_WEI);
        Attestation[] memory all = _attestDrawn(_header(), _correct(700), 5);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNoBatch.selector, benchmark, EPOCH));
        committee.attest(_header(), _correct(700), all);
        _submitDrawn(_correct(700), 3);
        committee.attest(_header(), _correct(700), all);
        (, , , uint256 signers) = committee.challengeOf(benchmark, EPOCH, 1);
        assertEq(signers, 31);
        vm.warp(CLOSED + WINDOW_SECONDS);
        _settleRounds(_correct(700), _correct(700));
        assertEq(committee.liveSet(), 127);
    }

    /// C-1: the place of a slashed worker is freed after its delay, by anyone.
    function test_Release_FreesASlashedPlace() external {
        uint8[] memory liars = _members();
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNotSlashed.selector, 256));
        committee.release(256);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNotSlashed.selector, 100));
        committee.release(100);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNotSlashed.selector, 0));
        committee.release(0);
        _submitDrawn(_correct(999), 2);
        _challenge(challenger, _correct(999), BOND_1_WEI);
        _submitDrawn(_correct(700), 3);
        vm.warp(CLOSED + WINDOW_SECONDS);
        _settleRounds(_correct(999), _correct(700));
        uint256 freeAt = CLOSED + WINDOW_SECONDS + EXIT_DELAY_SECONDS;
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeStakeLocked.selector, freeAt));
        committee.release(liars[0]);
        vm.warp(freeAt);
        vm.expectEmit();
        emit ICommittee.StakeWithdrawn(liars[0], address(0), 0);
        committee.release(liars[0]);
        (bool exists, ) = committee.indexOf(workers[liars[0]]);
        assertFalse(exists);
        assertEq(committee.takenSet(), 127 & ~(uint256(1) << liars[0]));
        _join(stranger);
        (, uint256 index) = committee.indexOf(stranger);
        assertEq(index, liars[0]);
    }
}
