// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {Attestation, BatchHeader, BatchResult} from "../../contracts/types/BatchHeader.sol";
import {ScoreItem} from "../../contracts/types/Score.sol";
import {CommitteeFixture} from "./CommitteeFixture.sol";

/// @dev Seven workers: 3 are drawn for a batch (2 must sign), then 5 (3), then all 7 (4). One request is open in `EPOCH`, which has
/// ended and is closed, with its seed at hand.
abstract contract DisputeFixture is CommitteeFixture {
    uint256 internal constant LIVE = 7;
    uint256 internal constant CLOSED = START + EPOCH_SECONDS;
    uint256 internal constant FEE_PER_WORKER_WEI = 1000 gwei;
    /// @dev Twice the fee of round 1 and of round 2, for one item.
    uint256 internal constant BOND_1_WEI = 2 * 5 * FEE_PER_WORKER_WEI;
    uint256 internal constant BOND_2_WEI = 2 * 7 * FEE_PER_WORKER_WEI;

    address internal challenger = makeAddr("challenger");
    address internal second = makeAddr("second challenger");

    function setUp() public virtual override {
        super.setUp();
        vm.roll(1000);
        vm.warp(START - EPOCH_SECONDS);
        for (uint256 i = WORKERS; i < LIVE; ++i) {
            (address account, uint256 key) = makeAddrAndKey(string.concat("worker", vm.toString(i)));
            workers.push(account);
            keys.push(key);
            _join(account);
        }
        vm.warp(START);
        _request(1);
        vm.warp(CLOSED);
        committee.closeEpoch(EPOCH);
        vm.roll(1003);
        vm.deal(challenger, 1 ether);
        vm.deal(second, 1 ether);
    }

    function _newCommittee() internal virtual override returns (Committee created) {
        ICommittee.Round[2] memory rounds = [ICommittee.Round(5, 3), ICommittee.Round(7, 4)];
        return new Committee(address(manager), scores, benchmarks, MIN_STAKE_WEI, EXIT_DELAY_SECONDS, rounds);
    }

    /// @dev Signatures of the first `count` members of the round that must answer now.
    function _attestDrawn(
        BatchHeader memory header,
        bytes memory items,
        uint256 count
    ) internal view returns (Attestation[] memory attestations) {
        (, , , uint8[] memory members) = committee.committeeOf(header.benchmarkId, header.epoch);
        attestations = new Attestation[](count);
        for (uint256 i = 0; i < count; ++i) attestations[i] = _sign(committee, header, items, members[i]);
    }

    function _submitDrawn(bytes memory items, uint256 count) internal {
        BatchHeader memory header = _header();
        committee.submit(header, items, _attestDrawn(header, items, count));
    }

    /// @dev Version 1, compared with no holder.
    function _correct(uint32 correct) internal pure returns (bytes memory items) {
        ScoreItem memory item;
        (item.versionId, item.correct) = (_id(1), correct);
        return _pack(item);
    }

    function _unavailable() internal pure returns (bytes memory items) {
        return _correct(type(uint32).max);
    }

    /// @dev Challenges what `items` say, and lets the seed of the round come.
    function _challenge(address by, bytes memory items, uint256 bondWei) internal {
        vm.prank(by);
        committee.challenge{value: bondWei}(_header(), items);
        vm.roll(block.number + 3);
    }

    function _settleRounds(bytes memory first, bytes memory answer) internal {
        BatchResult[] memory results = new BatchResult[](2);
        results[0] = BatchResult(_header(), first);
        results[1] = BatchResult(_header(), answer);
        committee.settleChallenged(results);
    }

    function _settleRounds(bytes memory first, bytes memory answer, bytes memory last) internal {
        BatchResult[] memory results = new BatchResult[](3);
        results[0] = BatchResult(_header(), first);
        results[1] = BatchResult(_header(), answer);
        results[2] = BatchResult(_header(), last);
        committee.settleChallenged(results);
    }

    /// @dev The members of the round that must answer now, or has answered last.
    function _members() internal view returns (uint8[] memory members) {
        (, , , members) = committee.committeeOf(benchmark, EPOCH);
    }

    function _state() internal view returns (ICommittee.BatchState state) {
        (state, , , ) = committee.batchOf(benchmark, EPOCH);
    }

    /// @dev What the Committee holds is what it owes: stakes, running bonds, credits, and what is burned.
    function _assertConserved(uint256 openBondsWei) internal view {
        uint256 owed =
            openBondsWei + committee.burnedWei() + committee.creditOf(challenger) + committee.creditOf(second);
        for (uint256 i = 0; i < workers.length; ++i) {
            owed += committee.workerAt(i).stakeWei + committee.creditOf(workers[i]);
        }
        assertEq(address(committee).balance, owed);
    }
}
