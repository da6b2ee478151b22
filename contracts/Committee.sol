// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {ICommittee} from "./interfaces/ICommittee.sol";
import {IScores} from "./interfaces/IScores.sol";
import {ItemLib} from "./libraries/ItemLib.sol";
import {Attestation, BatchHeader} from "./types/BatchHeader.sol";
import {BenchmarkId} from "./types/Ids.sol";

/// @title Workers, their stake, and the batches they sign (docs/SPEC.md, C)
/// @notice
/// Assumptions: the majority of every quorum of admitted workers is honest, or the guardian cancels inside the window.
/// `exitDelaySeconds` outlasts the longest challenge window of the benchmarks in use, otherwise a stake can leave before
/// the batch it backs is settled. This is not checked: benchmarks are created elsewhere, by anyone.
///
/// Roles: the authority admits and bars workers, cancels batches inside their window, and pauses staking and submissions.
/// Leaving, settling and withdrawing are never restricted nor paused.
///
/// A batch is one word: 136 bits of `keccak256(header, items)` and what happens to it. What was signed is found again only
/// by a second preimage (2^136 work); a collision (2^68) helps nobody but a quorum that could sign anything anyway.
///
/// Places: a worker keeps its index until it withdraws its stake; then another may take it. The fees of a batch go to who
/// holds the index at settlement, so a leaving worker settles its batches (anyone may) before it withdraws.
contract Committee is ICommittee, AccessManaged, EIP712, ReentrancyGuardTransient {
    struct StoredWorker {
        // slot 0
        address account;
        uint40 activeFromEpoch;
        uint40 exitEpoch;
        // slot 1
        uint128 stakeWei;
        uint40 withdrawableAt;
        // slot 2
        string endpoint;
    }

    struct Account {
        // slot 0
        bool isAdmitted;
        uint8 place; // index + 1; 0 for none
    }

    struct Batch {
        // slot 0
        bytes17 digest;
        uint40 epoch;
        uint40 settleableAt;
        uint32 signers;
        BatchState state;
    }

    /// @notice A batch's bitmap of signers has 32 bits.
    uint256 public constant MAX_WORKERS = 32;
    /// @notice Scores takes no more requests in an epoch.
    uint256 public constant MAX_ITEMS = 64;
    uint256 public constant MAX_ENDPOINT_BYTES = 256;
    /// @notice Epochs after its own in which a batch may be submitted.
    uint256 public constant MAX_EPOCHS_LATE = 63;

    /// @dev One slot more than the epochs in which a batch may be submitted: two of them never share one, and the epoch
    /// in a slot never falls.
    uint256 private constant RING = MAX_EPOCHS_LATE + 1;
    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "Batch(uint64 benchmarkId,uint40 epoch,uint32 shard,bytes32 engineDigest,bytes32 predictionsRoot,bytes items,bytes32 tag)"
    );

    IScores public immutable SCORES;
    IBenchmarks public immutable BENCHMARKS;
    uint256 private immutable MIN_STAKE_WEI;
    uint256 private immutable EXIT_DELAY_SECONDS;
    uint256 private immutable EPOCH_SECONDS;

    // Share their slot with the authority.
    bool private _isPaused;
    uint8 private _workerCount;

    StoredWorker[MAX_WORKERS] private _workers;
    mapping(address account => Account) private _accounts;
    mapping(BenchmarkId id => Batch[RING]) private _batches;

    /// @param authority the AccessManager
    /// @param exitDelaySeconds_ how long a leaving worker's stake stays locked; see the assumptions above
    constructor(
        address authority,
        IScores scores,
        IBenchmarks benchmarks,
        uint256 minStakeWei_,
        uint256 exitDelaySeconds_
    ) AccessManaged(authority) EIP712("Assay Committee", "1") {
        SCORES = scores;
        BENCHMARKS = benchmarks;
        MIN_STAKE_WEI = minStakeWei_;
        EXIT_DELAY_SECONDS = exitDelaySeconds_;
        EPOCH_SECONDS = benchmarks.epochSeconds();
    }

    /* WORKERS */

    /// @inheritdoc ICommittee
    function admit(address account, bool admitted) external restricted {
        _setAdmitted(account, admitted);
    }

    /// @inheritdoc ICommittee
    function bar(address account) external restricted {
        _setAdmitted(account, false);
    }

    /// @inheritdoc ICommittee
    function stake(string calldata endpoint) external payable returns (uint256 index) {
        // Check
        if (_isPaused) revert CommitteePaused();
        Account storage account = _accounts[msg.sender];
        if (!account.isAdmitted) revert CommitteeNotAdmitted(msg.sender);
        if (account.place != 0) revert CommitteeAlreadyStaked(msg.sender);
        if (msg.value < MIN_STAKE_WEI) revert CommitteeStakeTooLow(msg.value, MIN_STAKE_WEI);
        _checkEndpoint(endpoint);
        index = _freeIndex();

        // Effect
        if (index == _workerCount) ++_workerCount;
        account.place = uint8(index + 1);
        StoredWorker storage worker = _workers[index];
        worker.account = msg.sender;
        worker.activeFromEpoch = uint40(_currentEpoch() + 1);
        worker.stakeWei = SafeCast.toUint128(msg.value);
        worker.endpoint = endpoint;
        emit WorkerStaked(index, msg.sender, msg.value, endpoint);
    }

    /// @inheritdoc ICommittee
    function setEndpoint(string calldata endpoint) external {
        (StoredWorker storage worker, uint256 index) = _workerOf(msg.sender);
        _checkEndpoint(endpoint);
        worker.endpoint = endpoint;
        emit WorkerEndpointChanged(index, endpoint);
    }

    /// @inheritdoc ICommittee
    function requestExit() external {
        (StoredWorker storage worker, uint256 index) = _workerOf(msg.sender);
        if (worker.exitEpoch != 0) revert CommitteeExitRequested(msg.sender);
        _leave(worker, index, _currentEpoch() + 1);
    }

    /// @inheritdoc ICommittee
    function withdrawStake(address to) external nonReentrant returns (uint256 amountWei) {
        (StoredWorker storage worker, uint256 index) = _workerOf(msg.sender);
        uint256 withdrawableAt = worker.withdrawableAt;
        if (withdrawableAt == 0 || block.timestamp < withdrawableAt) revert CommitteeStakeLocked(withdrawableAt);

        amountWei = worker.stakeWei;
        delete _workers[index];
        _accounts[msg.sender].place = 0;
        emit StakeWithdrawn(index, to, amountWei);
        if (!LowLevelCall.callNoReturn(to, amountWei, "")) revert CommitteeTransferFailed(to, amountWei);
    }

    /* BATCHES */

    /// @inheritdoc ICommittee
    function submit(BatchHeader calldata header, bytes calldata items, Attestation[] calldata attestations) external {
        // Check
        if (_isPaused) revert CommitteePaused();
        uint256 count = ItemLib.countOf(items);
        if (count == 0 || count > MAX_ITEMS) revert CommitteeMalformedItems(items.length);
        _checkEpoch(header.epoch);
        Batch storage batch = _batches[header.benchmarkId][header.epoch % RING];
        if (batch.state != BatchState.NONE && batch.epoch == header.epoch) {
            revert CommitteeBatchExists(header.benchmarkId, header.epoch);
        }
        if (batch.state == BatchState.SUBMITTED) {
            revert CommitteeUnsettledBatchInSlot(header.benchmarkId, batch.epoch);
        }
        uint256 windowSeconds = _checkRules(header, attestations.length);
        bytes32 itemsHash = keccak256(items);
        (uint32 signers, bytes32[] memory tags) = _checkSignatures(header, itemsHash, attestations);

        // Effect
        bytes32 digest = _digestOf(header, itemsHash);
        _batches[header.benchmarkId][header.epoch % RING] = Batch({
            digest: bytes17(digest),
            epoch: header.epoch,
            settleableAt: uint40(block.timestamp + windowSeconds),
            signers: signers,
            state: BatchState.SUBMITTED
        });
        emit BatchSubmitted(header.benchmarkId, header.epoch, digest, header, items, signers, tags);
    }

    /// @inheritdoc ICommittee
    function settle(BatchHeader calldata header, bytes calldata items) external {
        // Check
        Batch storage batch = _submitted(header.benchmarkId, header.epoch);
        if (block.timestamp < batch.settleableAt) revert CommitteeWindowOpen(batch.settleableAt);
        bytes32 digest = _digestOf(header, keccak256(items));
        if (bytes17(digest) != batch.digest) revert CommitteeWrongItems(bytes17(digest), batch.digest);

        // Effect
        batch.state = BatchState.SETTLED;
        emit BatchSettled(header.benchmarkId, header.epoch, digest);

        // Interaction
        SCORES.settleBatch(header.benchmarkId, header.epoch, header.shard, items, _accountsOf(batch.signers));
    }

    /// @inheritdoc ICommittee
    function cancelBatch(BenchmarkId benchmarkId, uint40 epoch) external restricted {
        Batch storage batch = _submitted(benchmarkId, epoch);
        if (block.timestamp >= batch.settleableAt) revert CommitteeWindowClosed(batch.settleableAt);
        batch.state = BatchState.CANCELLED;
        emit BatchCancelled(benchmarkId, epoch);
    }

    /// @inheritdoc ICommittee
    function setPaused(bool paused_) external restricted {
        _isPaused = paused_;
        emit SubmissionsPaused(paused_);
    }

    /* VIEWS */

    /// @inheritdoc ICommittee
    function minStakeWei() external view returns (uint256 amountWei) {
        return MIN_STAKE_WEI;
    }

    /// @inheritdoc ICommittee
    function exitDelaySeconds() external view returns (uint256 seconds_) {
        return EXIT_DELAY_SECONDS;
    }

    /// @inheritdoc ICommittee
    function workerCount() external view returns (uint256 count) {
        return _workerCount;
    }

    /// @inheritdoc ICommittee
    function workerAt(uint256 index) external view returns (Worker memory worker) {
        StoredWorker storage stored = _workers[index];
        worker = Worker({
            account: stored.account,
            activeFromEpoch: stored.activeFromEpoch,
            exitEpoch: stored.exitEpoch,
            withdrawableAt: stored.withdrawableAt,
            stakeWei: stored.stakeWei,
            endpoint: stored.endpoint
        });
    }

    /// @inheritdoc ICommittee
    function indexOf(address account) external view returns (bool exists, uint256 index) {
        uint256 place = _accounts[account].place;
        return place == 0 ? (false, 0) : (true, place - 1);
    }

    /// @inheritdoc ICommittee
    function isAdmitted(address account) external view returns (bool admitted) {
        return _accounts[account].isAdmitted;
    }

    /// @inheritdoc ICommittee
    function isPaused() external view returns (bool paused) {
        return _isPaused;
    }

    /// @inheritdoc ICommittee
    function batchOf(
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signers) {
        Batch storage batch = _batches[benchmarkId][epoch % RING];
        if (batch.state == BatchState.NONE || batch.epoch != epoch) return (BatchState.NONE, 0, 0, 0);
        (, , , uint256 windowSeconds, , ) = BENCHMARKS.batchRulesOf(benchmarkId, 0, epoch);
        return (batch.state, batch.settleableAt - windowSeconds, batch.settleableAt, batch.signers);
    }

    /// @inheritdoc ICommittee
    function attestationDigest(
        BatchHeader calldata header,
        bytes calldata items,
        bytes32 tag
    ) external view returns (bytes32 digest) {
        return _attestationDigest(header, keccak256(items), tag);
    }

    /* PRIVATE */

    function _setAdmitted(address account, bool admitted) private {
        _accounts[account].isAdmitted = admitted;
        emit WorkerAdmitted(account, admitted);
        uint256 place = _accounts[account].place;
        if (!admitted && place != 0) {
            StoredWorker storage worker = _workers[place - 1];
            _leave(worker, place - 1, worker.activeFromEpoch);
        }
    }

    /// @dev A worker that has already asked to leave is only cut shorter; its stake's time does not move.
    function _leave(StoredWorker storage worker, uint256 index, uint256 exitEpoch) private {
        worker.exitEpoch = uint40(exitEpoch);
        if (worker.withdrawableAt == 0) worker.withdrawableAt = uint40(block.timestamp + EXIT_DELAY_SECONDS);
        emit WorkerExitRequested(index, exitEpoch, worker.withdrawableAt);
    }

    function _freeIndex() private view returns (uint256 index) {
        uint256 count = _workerCount;
        while (index < count && _workers[index].account != address(0)) ++index;
        if (index == MAX_WORKERS) revert CommitteeFull(MAX_WORKERS);
    }

    function _workerOf(address account) private view returns (StoredWorker storage worker, uint256 index) {
        uint256 place = _accounts[account].place;
        if (place == 0) revert CommitteeNotWorker(account);
        return (_workers[place - 1], place - 1);
    }

    function _accountsOf(uint256 signers) private view returns (address[] memory accounts) {
        uint256 count;
        for (uint256 bits = signers; bits != 0; bits &= bits - 1) ++count;
        accounts = new address[](count);
        for (uint256 index = 0; count != 0; ++index) {
            if ((signers >> index) & 1 == 0) continue;
            accounts[accounts.length - count--] = _workers[index].account;
        }
    }

    function _submitted(BenchmarkId benchmarkId, uint40 epoch) private view returns (Batch storage batch) {
        batch = _batches[benchmarkId][epoch % RING];
        if (batch.state != BatchState.SUBMITTED || batch.epoch != epoch) revert CommitteeNoBatch(benchmarkId, epoch);
    }

    function _currentEpoch() private view returns (uint256 epoch) {
        return block.timestamp / EPOCH_SECONDS;
    }

    function _checkEndpoint(string calldata endpoint) private pure {
        uint256 length = bytes(endpoint).length;
        if (length > MAX_ENDPOINT_BYTES) revert CommitteeEndpointTooLong(length, MAX_ENDPOINT_BYTES);
    }

    function _checkEpoch(uint256 epoch) private view {
        uint256 current = _currentEpoch();
        if (epoch >= current) revert CommitteeEpochOpen(epoch, current);
        if (epoch + MAX_EPOCHS_LATE < current) revert CommitteeEpochTooOld(epoch, current - MAX_EPOCHS_LATE);
    }

    /// @return windowSeconds the benchmark's challenge window
    function _checkRules(BatchHeader calldata header, uint256 signatures) private view returns (uint256 windowSeconds) {
        uint256 quorum;
        uint32 shard;
        bool engineAccepted;
        (, quorum, , windowSeconds, shard, engineAccepted) = BENCHMARKS.batchRulesOf(
            header.benchmarkId,
            header.engineDigest,
            header.epoch
        );
        if (!engineAccepted) revert CommitteeEngineNotAccepted(header.benchmarkId, header.engineDigest);
        if (header.shard != shard) revert CommitteeWrongShard(header.shard, shard);
        if (signatures < quorum) revert CommitteeTooFewSignatures(signatures, quorum);
    }

    function _checkSignatures(
        BatchHeader calldata header,
        bytes32 itemsHash,
        Attestation[] calldata attestations
    ) private view returns (uint32 signers, bytes32[] memory tags) {
        tags = new bytes32[](attestations.length);
        for (uint256 i = 0; i < attestations.length; ++i) {
            Attestation calldata attestation = attestations[i];
            uint256 index = attestation.worker;
            if (i != 0 && index <= attestations[i - 1].worker) revert CommitteeSignersNotAscending(i);
            address account = _activeWorker(index, header.epoch);
            bytes32 digest = _attestationDigest(header, itemsHash, attestation.tag);
            // The error needs no look: a failed recovery yields address 0, which is nobody's account.
            (address recovered, , ) = ECDSA.tryRecover(digest, attestation.r, attestation.vs);
            if (recovered != account) revert CommitteeBadSignature(i, recovered, account);
            signers |= uint32(1 << index);
            tags[i] = attestation.tag;
        }
    }

    function _activeWorker(uint256 index, uint256 epoch) private view returns (address account) {
        if (index >= MAX_WORKERS) revert CommitteeWorkerNotActive(index, epoch);
        StoredWorker storage worker = _workers[index];
        account = worker.account;
        uint256 exitEpoch = worker.exitEpoch;
        if (account == address(0) || epoch < worker.activeFromEpoch || (exitEpoch != 0 && epoch >= exitEpoch)) {
            revert CommitteeWorkerNotActive(index, epoch);
        }
    }

    function _attestationDigest(
        BatchHeader calldata header,
        bytes32 itemsHash,
        bytes32 tag
    ) private view returns (bytes32 digest) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        BATCH_TYPEHASH,
                        header.benchmarkId,
                        header.epoch,
                        header.shard,
                        header.engineDigest,
                        header.predictionsRoot,
                        itemsHash,
                        tag
                    )
                )
            );
    }

    function _digestOf(BatchHeader calldata header, bytes32 itemsHash) private pure returns (bytes32 digest) {
        return keccak256(abi.encode(header, itemsHash));
    }
}
