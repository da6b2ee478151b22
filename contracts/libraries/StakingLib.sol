// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICommittee} from "../interfaces/ICommittee.sol";
import {Account, CommitteeState, StoredWorker} from "../types/CommitteeState.sol";
import {PlacesLib} from "./PlacesLib.sol";
import {WorkersLib} from "./WorkersLib.sol";

/// @title Taking and leaving the Committee's places (docs/SPEC.md, C-1)
/// @notice Linked into the Committee and run in its storage, because it does not fit its code (docs/decisions/009): nothing else calls it.
library StakingLib {
    using SafeCast for uint256;

    /// @dev A set of workers is one word.
    uint256 private constant MAX_WORKERS = 256;
    uint256 private constant MAX_ENDPOINT_BYTES = 256;

    /// @dev `ICommittee.admit`, `ICommittee.bar`
    function setAdmitted(CommitteeState storage self, address account, bool admitted) external {
        WorkersLib.setAdmitted(self, account, admitted);
    }

    /// @dev `ICommittee.stake`
    function stake(
        CommitteeState storage self,
        string calldata endpoint,
        uint256 minStakeWei
    ) external returns (uint256 index) {
        // Check
        Account storage account = self.accounts[msg.sender];
        if (!account.isAdmitted) revert ICommittee.CommitteeNotAdmitted(msg.sender);
        if (account.place != 0) revert ICommittee.CommitteeAlreadyStaked(msg.sender);
        if (msg.value < minStakeWei) revert ICommittee.CommitteeStakeTooLow(msg.value, minStakeWei);
        _checkEndpoint(endpoint);
        uint256 taken = self.taken;
        if (taken == type(uint256).max) revert ICommittee.CommitteeFull(MAX_WORKERS);
        while (PlacesLib.has(taken, index)) ++index;

        // Effect
        self.taken = taken | (1 << index);
        self.live |= 1 << index;
        account.place = uint16(index + 1);
        StoredWorker storage worker = self.workers[index];
        worker.account = msg.sender;
        worker.stakedAt = uint40(block.timestamp);
        worker.stakeWei = msg.value.toUint128();
        worker.endpoint = endpoint;
        emit ICommittee.WorkerStaked(index, msg.sender, msg.value, endpoint);
    }

    /// @dev `ICommittee.setEndpoint`
    function setEndpoint(CommitteeState storage self, string calldata endpoint) external {
        (StoredWorker storage worker, uint256 index) = _workerOf(self, msg.sender);
        _checkEndpoint(endpoint);
        worker.endpoint = endpoint;
        emit ICommittee.WorkerEndpointChanged(index, endpoint);
    }

    /// @dev `ICommittee.requestExit`
    function requestExit(CommitteeState storage self) external {
        (StoredWorker storage worker, uint256 index) = _workerOf(self, msg.sender);
        if (worker.withdrawableAt != 0) revert ICommittee.CommitteeExitRequested(msg.sender);
        WorkersLib.retire(self, index);
    }

    /// @dev `ICommittee.rejoin`
    function rejoin(CommitteeState storage self, uint256 currentEpoch) external {
        (StoredWorker storage worker, uint256 index) = _workerOf(self, msg.sender);
        if (worker.withdrawableAt != 0) revert ICommittee.CommitteeExitRequested(msg.sender);
        uint256 rejoinEpoch = worker.rejoinEpoch;
        if (rejoinEpoch == 0) revert ICommittee.CommitteeNotMissed(msg.sender);
        if (currentEpoch < rejoinEpoch) revert ICommittee.CommitteeRejoinTooEarly(rejoinEpoch);

        worker.rejoinEpoch = 0;
        self.live |= 1 << index;
        emit ICommittee.WorkerRejoined(index);
    }

    /// @dev `ICommittee.withdrawStake` without its interaction.
    function withdraw(CommitteeState storage self, address to) external returns (uint256 amountWei) {
        (StoredWorker storage worker, uint256 index) = _workerOf(self, msg.sender);
        _checkUnlocked(worker);
        amountWei = worker.stakeWei;
        _free(self, index, msg.sender);
        emit ICommittee.StakeWithdrawn(index, to, amountWei);
    }

    /// @dev `ICommittee.release`
    function release(CommitteeState storage self, uint256 index) external {
        if (index >= MAX_WORKERS) revert ICommittee.CommitteeNotSlashed(index);
        StoredWorker storage worker = self.workers[index];
        if (worker.account == address(0) || worker.stakeWei != 0) revert ICommittee.CommitteeNotSlashed(index);
        _checkUnlocked(worker);
        _free(self, index, worker.account);
        emit ICommittee.StakeWithdrawn(index, address(0), 0);
    }

    /// @dev `ICommittee.workerAt`
    function workerAt(
        CommitteeState storage self,
        uint256 index
    ) external view returns (ICommittee.Worker memory worker) {
        StoredWorker storage stored = self.workers[index];
        worker = ICommittee.Worker({
            account: stored.account,
            isLive: PlacesLib.has(self.live, index),
            isBarred: stored.isBarred,
            stakedAt: stored.stakedAt,
            rejoinEpoch: stored.rejoinEpoch,
            withdrawableAt: stored.withdrawableAt,
            stakeWei: stored.stakeWei,
            endpoint: stored.endpoint
        });
    }

    function _free(CommitteeState storage self, uint256 index, address account) private {
        delete self.workers[index];
        delete self.accounts[account].place;
        self.taken &= ~(1 << index);
    }

    function _workerOf(
        CommitteeState storage self,
        address account
    ) private view returns (StoredWorker storage worker, uint256 index) {
        uint256 place = self.accounts[account].place;
        if (place == 0) revert ICommittee.CommitteeNotWorker(account);
        return (self.workers[place - 1], place - 1);
    }

    function _checkUnlocked(StoredWorker storage worker) private view {
        uint256 withdrawableAt = worker.withdrawableAt;
        if (withdrawableAt == 0 || block.timestamp < withdrawableAt) {
            revert ICommittee.CommitteeStakeLocked(withdrawableAt);
        }
    }

    function _checkEndpoint(string calldata endpoint) private pure {
        uint256 length = bytes(endpoint).length;
        if (length > MAX_ENDPOINT_BYTES) revert ICommittee.CommitteeEndpointTooLong(length, MAX_ENDPOINT_BYTES);
    }
}
