// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {BatchHeader} from "../types/BatchHeader.sol";
import {CommitteeState, StoredWorker} from "../types/CommitteeState.sol";
import {PlacesLib} from "./PlacesLib.sol";

/// @title The Committee's places: who leaves, who missed, who is slashed
library WorkersLib {
    /// @notice Epochs for which a no-show stays out of the draw.
    uint256 internal constant NO_SHOW_EPOCHS = 10;
    /// @dev No-shows leave two thirds of the taken places in the draw: benchmarks are free, and whoever has a quorum of one's committee
    /// decides who missed.
    uint256 private constant LEAST_LIVE_NUMERATOR = 2;
    uint256 private constant LEAST_LIVE_DENOMINATOR = 3;

    function setAdmitted(CommitteeState storage self, address account, bool admitted) internal {
        self.accounts[account].isAdmitted = admitted;
        emit ICommittee.WorkerAdmitted(account, admitted);
        uint256 place = self.accounts[account].place;
        if (!admitted && place != 0) {
            self.workers[place - 1].isBarred = true;
            retire(self, place - 1);
        }
    }

    /// @dev A worker that has already asked to leave keeps its time.
    function retire(CommitteeState storage self, uint256 index) internal {
        StoredWorker storage worker = self.workers[index];
        self.live &= ~(1 << index);
        if (worker.withdrawableAt == 0)
            worker.withdrawableAt = uint40(block.timestamp + self.settings.exitDelaySeconds);
        emit ICommittee.WorkerExitRequested(index, worker.withdrawableAt);
    }

    /// @dev Takes those who did not sign out of the draw: not who has left it already, nor who took the place later, nor anybody where the
    /// benchmark's window is shorter than an epoch, and only as long as more than the least share of the places stays live.
    /// @param endsAt end of the batch's last window
    function miss(CommitteeState storage self, BatchHeader calldata header, uint256 missing, uint256 endsAt) internal {
        uint256 live = self.live;
        uint256 rest = missing & live;
        if (rest == 0) return;
        uint256 epochSeconds = self.settings.epochSeconds;
        (, , , uint256 windowSeconds, , ) = self.settings.benchmarks.batchRulesOf(header.benchmarkId, 0, header.epoch);
        if (windowSeconds < epochSeconds) return;
        uint256 count = PlacesLib.countOf(live) * LEAST_LIVE_DENOMINATOR;
        uint256 least = PlacesLib.countOf(self.taken) * LEAST_LIVE_NUMERATOR;
        uint256 rejoinEpoch = block.timestamp / epochSeconds + NO_SHOW_EPOCHS;
        for (uint256 index = 0; rest >> index != 0; ++index) {
            if (!PlacesLib.has(rest, index) || self.workers[index].stakedAt >= endsAt) continue;
            if (count < least + LEAST_LIVE_DENOMINATOR) break;
            count -= LEAST_LIVE_DENOMINATOR;
            self.workers[index].rejoinEpoch = uint40(rejoinEpoch);
            live &= ~(1 << index);
            emit ICommittee.WorkerMissed(index, rejoinEpoch);
        }
        self.live = live;
    }

    /// @dev In full, and barred; not who took the place later.
    /// @param endsAt end of the batch's last window
    function slash(CommitteeState storage self, uint256 places, uint256 endsAt) internal returns (uint256 slashedWei) {
        for (uint256 index = 0; places >> index != 0; ++index) {
            StoredWorker storage worker = self.workers[index];
            if (!PlacesLib.has(places, index) || worker.stakeWei == 0 || worker.stakedAt >= endsAt) continue;
            slashedWei += worker.stakeWei;
            emit ICommittee.WorkerSlashed(index, worker.account, worker.stakeWei);
            worker.stakeWei = 0;
            setAdmitted(self, worker.account, false);
        }
    }

    function accountsOf(CommitteeState storage self, uint256 places) internal view returns (address[] memory accounts) {
        accounts = new address[](PlacesLib.countOf(places));
        uint256 seat;
        for (uint256 index = 0; seat < accounts.length; ++index) {
            if (PlacesLib.has(places, index)) accounts[seat++] = self.workers[index].account;
        }
    }
}
