// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Attestation, BatchHeader} from "../types/BatchHeader.sol";
import {BenchmarkId} from "../types/Ids.sol";

/// @title Workers: stake, endpoint, and the batches they sign
/// @notice Until committees are drawn, every admitted and staked worker is on the committee. Admission is restricted:
/// with open staking one wallet could be the quorum.
interface ICommittee {
    enum BatchState {
        NONE,
        SUBMITTED,
        SETTLED,
        CANCELLED
    }

    /// @param activeFromEpoch first epoch whose batches the worker may sign
    /// @param exitEpoch first epoch whose batches it may not sign any more; 0 while it stays
    /// @param withdrawableAt time from which the stake can be withdrawn; 0 while it stays
    struct Worker {
        address account;
        uint40 activeFromEpoch;
        uint40 exitEpoch;
        uint40 withdrawableAt;
        uint128 stakeWei;
        string endpoint;
    }

    event WorkerAdmitted(address indexed account, bool admitted);
    event WorkerStaked(uint256 indexed index, address indexed account, uint256 stakeWei, string endpoint);
    event WorkerEndpointChanged(uint256 indexed index, string endpoint);
    event WorkerExitRequested(uint256 indexed index, uint256 exitEpoch, uint256 withdrawableAt);
    event StakeWithdrawn(uint256 indexed index, address indexed to, uint256 amountWei);
    event BatchSubmitted(
        BenchmarkId indexed benchmarkId,
        uint256 indexed epoch,
        bytes32 indexed digest,
        BatchHeader header,
        bytes items,
        uint256 signers,
        bytes32[] tags
    );
    event BatchSettled(BenchmarkId indexed benchmarkId, uint256 indexed epoch, bytes32 indexed digest);
    event BatchCancelled(BenchmarkId indexed benchmarkId, uint256 indexed epoch);
    event SubmissionsPaused(bool paused);

    error CommitteePaused();
    error CommitteeNotAdmitted(address account);
    error CommitteeAlreadyStaked(address account);
    error CommitteeStakeTooLow(uint256 sentWei, uint256 minimumWei);
    error CommitteeFull(uint256 max);
    error CommitteeNotWorker(address account);
    error CommitteeExitRequested(address account);
    error CommitteeStakeLocked(uint256 withdrawableAt);
    error CommitteeTransferFailed(address to, uint256 amountWei);
    error CommitteeEndpointTooLong(uint256 length, uint256 max);
    error CommitteeEpochOpen(uint256 epoch, uint256 currentEpoch);
    error CommitteeEpochTooOld(uint256 epoch, uint256 oldest);
    error CommitteeBatchExists(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeUnsettledBatchInSlot(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeEngineNotAccepted(BenchmarkId benchmarkId, bytes32 engineDigest);
    error CommitteeWrongShard(uint256 shard, uint256 expected);
    error CommitteeMalformedItems(uint256 length);
    error CommitteeTooFewSignatures(uint256 count, uint256 quorum);
    error CommitteeSignersNotAscending(uint256 position);
    error CommitteeWorkerNotActive(uint256 index, uint256 epoch);
    error CommitteeBadSignature(uint256 position, address recovered, address expected);
    error CommitteeNoBatch(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeWrongItems(bytes32 given, bytes32 submitted);
    error CommitteeWindowOpen(uint256 settleableAt);
    error CommitteeWindowClosed(uint256 closedAt);

    /// @notice Admits or bars an account. Restricted.
    function admit(address account, bool admitted) external;

    /// @notice Bars an account, as `admit(account, false)` does: a worker leaves at once. Restricted; apart from `admit`, so that
    /// who stops a worker without delay need not be who may add one.
    function bar(address account) external;

    /// @notice Stakes at least `minStakeWei` and joins from the next epoch on.
    /// @param endpoint HTTP origin where peers fetch attestations and buyers send requests; at most 256 bytes
    function stake(string calldata endpoint) external payable returns (uint256 index);
    function setEndpoint(string calldata endpoint) external;

    /// @notice Leaves after the running epoch; the stake stays locked for `exitDelaySeconds`. Never paused.
    function requestExit() external;
    function withdrawStake(address to) external returns (uint256 amountWei);

    /// @notice Submits a batch signed by a quorum, starting its challenge window. Anyone may call.
    /// @param items packed `ScoreItem`s, 28 bytes each, 1..64
    function submit(BatchHeader calldata header, bytes calldata items, Attestation[] calldata attestations) external;

    /// @notice Makes a batch Final once its window has passed. Anyone may call; never paused.
    function settle(BatchHeader calldata header, bytes calldata items) external;

    /// @notice Stops a batch inside its window. Restricted to the guardian, until challenge rounds replace it.
    function cancelBatch(BenchmarkId benchmarkId, uint40 epoch) external;
    function setPaused(bool paused_) external;

    function minStakeWei() external view returns (uint256 amountWei);
    function exitDelaySeconds() external view returns (uint256 seconds_);
    function workerCount() external view returns (uint256 count);
    function workerAt(uint256 index) external view returns (Worker memory worker);
    function indexOf(address account) external view returns (bool exists, uint256 index);
    function isAdmitted(address account) external view returns (bool admitted);
    function isPaused() external view returns (bool paused);
    function batchOf(
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signers);
    /// @notice The EIP-712 digest a worker signs.
    function attestationDigest(
        BatchHeader calldata header,
        bytes calldata items,
        bytes32 tag
    ) external view returns (bytes32 digest);
}
