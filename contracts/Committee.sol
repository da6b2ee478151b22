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
import {BatchWord, BatchWordLib} from "./libraries/BatchWordLib.sol";
import {BatchesLib} from "./libraries/BatchesLib.sol";
import {ChallengesLib} from "./libraries/ChallengesLib.sol";
import {DrawLib} from "./libraries/DrawLib.sol";
import {EpochsLib} from "./libraries/EpochsLib.sol";
import {ItemLib} from "./libraries/ItemLib.sol";
import {PlacesLib} from "./libraries/PlacesLib.sol";
import {StakingLib} from "./libraries/StakingLib.sol";
import {WorkersLib} from "./libraries/WorkersLib.sol";
import {Attestation, BatchHeader, BatchResult} from "./types/BatchHeader.sol";
import {Challenge, CommitteeSettings, CommitteeState, Snapshot} from "./types/CommitteeState.sol";
import {BenchmarkId} from "./types/Ids.sol";

/// @title Workers, their stake, the draws, and the batches they sign (docs/SPEC.md, C)
/// @notice
/// Assumptions: whoever sees a wrong batch challenges it inside its window, and the majority of the larger committees is honest.
/// A batch is decided within 316 epochs of its own, for which the stakes behind it stay locked (`exitDelaySeconds`); whoever
/// is to be slashed has withdrawn if nobody settles by then.
///
/// Roles: the authority admits and bars workers, and pauses staking and first submissions. Leaving, rejoining, attesting,
/// challenging, answering, settling and withdrawing are never restricted nor paused.
///
/// Money: stakes, bonds of running challenges, and credits from decided ones, pulled. What is burned stays here for ever and
/// is counted; ether forced in is nobody's and changes nothing. Halves and shares are rounded down; the remainder is burned.
///
/// A batch is one word: 136 bits of `keccak256(header, items)` and what happens to it. What was signed is found again only
/// by a second preimage (2^136 work); a collision (2^68) helps nobody but a quorum that could sign anything anyway.
///
/// Places: a worker keeps its index until it withdraws its stake; then another may take it. A place in the draw of an epoch is
/// not given on before the epoch's batches are decided. Where they are settled later, the new holder is neither slashed nor
/// missed, but gets the fees.
contract Committee is ICommittee, AccessManaged, EIP712, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @notice Scores takes no more requests in an epoch.
    uint256 public constant MAX_ITEMS = 64;
    /// @notice Epochs after its own in which a batch may be submitted.
    uint256 public constant MAX_EPOCHS_LATE = BatchesLib.MAX_EPOCHS_LATE;
    /// @notice Epochs for which a no-show stays out of the draw.
    uint256 public constant NO_SHOW_EPOCHS = WorkersLib.NO_SHOW_EPOCHS;
    /// @notice The longest way of a batch: submitted 64 epochs after its own began, then two windows and two answers of at most 63 epochs
    /// (Benchmarks allows no longer windows). Stakes stay locked for that long.
    uint256 private constant MAX_EPOCHS_OPEN = 64 + 4 * 63;

    /// @dev A bitmap of signers has 32 bits.
    uint256 private constant MAX_COMMITTEE_SIZE = 32;
    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "Batch(uint64 benchmarkId,uint40 epoch,uint32 shard,bytes32 engineDigest,bytes32 predictionsRoot,bytes items,bytes32 tag)"
    );

    IScores public immutable SCORES;
    IBenchmarks public immutable BENCHMARKS;
    uint256 private immutable MIN_STAKE_WEI;
    uint256 private immutable EXIT_DELAY_SECONDS;
    uint256 private immutable EPOCH_SECONDS;
    // Shares its slot with the authority.
    bool private _isPaused;

    CommitteeState private _state;

    /// @param authority the AccessManager
    /// @param exitDelaySeconds_ how long a leaving worker's stake stays locked: at least `MAX_EPOCHS_OPEN` epochs
    /// @param rounds committees of the two challenge rounds; each quorum more than half of its size
    constructor(
        address authority,
        IScores scores,
        IBenchmarks benchmarks,
        uint256 minStakeWei_,
        uint256 exitDelaySeconds_,
        Round[2] memory rounds
    ) AccessManaged(authority) EIP712("Assay Committee", "1") {
        SCORES = scores;
        BENCHMARKS = benchmarks;
        MIN_STAKE_WEI = minStakeWei_;
        EXIT_DELAY_SECONDS = exitDelaySeconds_;
        EPOCH_SECONDS = benchmarks.epochSeconds();
        uint256 leastDelay = MAX_EPOCHS_OPEN * EPOCH_SECONDS;
        if (exitDelaySeconds_ < leastDelay) revert CommitteeExitDelayTooShort(exitDelaySeconds_, leastDelay);
        CommitteeSettings storage settings = _state.settings;
        settings.scores = scores;
        settings.benchmarks = benchmarks;
        settings.epochSeconds = uint40(EPOCH_SECONDS);
        settings.exitDelaySeconds = exitDelaySeconds_.toUint40();
        for (uint256 i = 0; i < BatchesLib.LAST_ROUND; ++i) {
            (uint256 size, uint256 quorum) = (rounds[i].size, rounds[i].quorum);
            if (size > MAX_COMMITTEE_SIZE || quorum > size || quorum * 2 <= size) {
                revert CommitteeRoundOutOfRange(i + 1, size, quorum);
            }
            settings.rounds[i] = rounds[i];
        }
    }

    /* WORKERS */

    /// @inheritdoc ICommittee
    function admit(address account, bool admitted) external restricted {
        StakingLib.setAdmitted(_state, account, admitted);
    }

    /// @inheritdoc ICommittee
    function bar(address account) external restricted {
        StakingLib.setAdmitted(_state, account, false);
    }

    /// @inheritdoc ICommittee
    function stake(string calldata endpoint) external payable returns (uint256 index) {
        if (_isPaused) revert CommitteePaused();
        return StakingLib.stake(_state, endpoint, MIN_STAKE_WEI);
    }

    /// @inheritdoc ICommittee
    function setEndpoint(string calldata endpoint) external {
        StakingLib.setEndpoint(_state, endpoint);
    }

    /// @inheritdoc ICommittee
    function requestExit() external {
        StakingLib.requestExit(_state);
    }

    /// @inheritdoc ICommittee
    function rejoin() external {
        StakingLib.rejoin(_state, _currentEpoch());
    }

    /// @inheritdoc ICommittee
    function withdrawStake(address to) external nonReentrant returns (uint256 amountWei) {
        amountWei = StakingLib.withdraw(_state, to);
        _send(to, amountWei);
    }

    /// @inheritdoc ICommittee
    function release(uint256 index) external {
        StakingLib.release(_state, index);
    }

    /* DRAWS */

    /// @inheritdoc ICommittee
    function closeEpoch(uint40 epoch) external {
        EpochsLib.close(_state, epoch);
    }

    /// @inheritdoc ICommittee
    function storeSeed(uint40 epoch) external {
        EpochsLib.storeSeed(_state, epoch);
    }

    /// @inheritdoc ICommittee
    function storeRoundSeed(BenchmarkId benchmarkId, uint40 epoch) external {
        EpochsLib.storeRoundSeed(_state, benchmarkId, epoch);
    }

    /* BATCHES */

    /// @inheritdoc ICommittee
    function submit(BatchHeader calldata header, bytes calldata items, Attestation[] calldata attestations) external {
        uint256 count = ItemLib.countOf(items);
        if (count == 0 || count > MAX_ITEMS) revert CommitteeMalformedItems(items.length);
        BatchWord batch = _state.batches[header.benchmarkId][header.epoch % BatchesLib.RING];
        bool isAnswer = batch.state() == BatchState.CHALLENGED && batch.epoch() == header.epoch;
        bytes32 itemsHash = keccak256(items);
        uint256 signers =
            isAnswer
                ? _answer(header, itemsHash, attestations, batch)
                : _submit(header, itemsHash, attestations, batch);
        emit BatchSubmitted(
            header.benchmarkId,
            header.epoch,
            isAnswer ? batch.round() : 0,
            header.shard,
            header.engineDigest,
            header.predictionsRoot,
            items,
            signers
        );
    }

    /// @inheritdoc ICommittee
    function attest(BatchHeader calldata header, bytes calldata items, Attestation[] calldata attestations) external {
        bytes32 itemsHash = keccak256(items);
        (BatchWord batch, uint256 round) = BatchesLib.checkInWindow(_state, header, itemsHash);
        uint256 signers = _signersOf(header, itemsHash, attestations, round, BatchesLib.sizeOf(_state, batch, round));
        if (round == 0) BatchesLib.set(_state, header.benchmarkId, header.epoch, batch.withSigners(signers));
        else _state.disputes[header.benchmarkId][header.epoch].challenges[round - 1].signers |= uint32(signers);
        emit BatchAttested(header.benchmarkId, header.epoch, round, signers);
    }

    /// @inheritdoc ICommittee
    function settle(BatchHeader calldata header, bytes calldata items) external {
        // Check
        BatchWord batch = BatchesLib.find(_state, header.benchmarkId, header.epoch);
        if (batch.state() != BatchState.SUBMITTED) revert CommitteeNoBatch(header.benchmarkId, header.epoch);
        if (block.timestamp < batch.endsAt()) revert CommitteeWindowOpen(batch.endsAt());
        BatchesLib.checkDigest(BatchesLib.digestOf(header, keccak256(items)), batch.digest());

        // Effect
        BatchesLib.set(_state, header.benchmarkId, header.epoch, batch.withState(BatchState.SETTLED));
        emit BatchSettled(header.benchmarkId, header.epoch, 0);
        (uint256 signed, uint256 missing) = BatchesLib.signedIn(_state, header, batch, 0, batch.size());
        if (missing != 0) EpochsLib.miss(_state, header, missing, batch.endsAt());

        // Interaction
        SCORES.settleBatch(
            header.benchmarkId,
            header.epoch,
            header.shard,
            items,
            WorkersLib.accountsOf(_state, signed)
        );
    }

    /* CHALLENGES */

    /// @inheritdoc ICommittee
    function challenge(BatchHeader calldata header, bytes calldata items) external payable {
        ChallengesLib.challenge(_state, header, items);
    }

    /// @inheritdoc ICommittee
    function abandon(BenchmarkId benchmarkId, uint40 epoch) external {
        ChallengesLib.abandon(_state, benchmarkId, epoch);
    }

    /// @inheritdoc ICommittee
    function settleChallenged(BatchResult[] calldata results) external {
        address[] memory signers = ChallengesLib.settle(_state, results);

        // Interaction: stakes and bonds are settled even where the Committee is no source any more.
        if (SCORES.sourceKindOf(address(this)) != IScores.SourceKind.VERIFIES) return;
        BatchResult calldata last = results[results.length - 1];
        SCORES.settleBatch(last.header.benchmarkId, last.header.epoch, last.header.shard, last.items, signers);
    }

    /// @inheritdoc ICommittee
    function slashWrongTag(
        BatchHeader calldata header,
        bytes calldata items,
        bytes calldata predictions,
        Attestation calldata attestation
    ) external {
        _checkSignature(header, keccak256(items), attestation, 0);
        ChallengesLib.slashWrongTag(_state, header, items, predictions, attestation);
    }

    /// @inheritdoc ICommittee
    function withdrawCredit(address to) external nonReentrant returns (uint256 amountWei) {
        amountWei = _state.credits[msg.sender];
        if (amountWei == 0) revert CommitteeNothingOwed(msg.sender);
        delete _state.credits[msg.sender];
        emit CreditWithdrawn(msg.sender, to, amountWei);
        _send(to, amountWei);
    }

    /* ROLES */

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
    function takenSet() external view returns (uint256 taken) {
        return _state.taken;
    }

    /// @inheritdoc ICommittee
    function liveSet() external view returns (uint256 live) {
        return _state.live;
    }

    /// @inheritdoc ICommittee
    function workerCount() external view returns (uint256 count) {
        for (uint256 rest = _state.taken; rest != 0; rest >>= 1) ++count;
    }

    /// @inheritdoc ICommittee
    function workerAt(uint256 index) external view returns (Worker memory worker) {
        return StakingLib.workerAt(_state, index);
    }

    /// @inheritdoc ICommittee
    function indexOf(address account) external view returns (bool exists, uint256 index) {
        uint256 place = _state.accounts[account].place;
        return place == 0 ? (false, 0) : (true, place - 1);
    }

    /// @inheritdoc ICommittee
    function isAdmitted(address account) external view returns (bool admitted) {
        return _state.accounts[account].isAdmitted;
    }

    /// @inheritdoc ICommittee
    function isPaused() external view returns (bool paused) {
        return _isPaused;
    }

    /// @inheritdoc ICommittee
    function epochOf(
        uint40 epoch
    ) external view returns (bool isClosed, uint256 live, uint256 seedBlock, bytes32 seed) {
        Snapshot storage snapshot = _state.snapshots[epoch];
        live = snapshot.live;
        return (live != 0, live, snapshot.seed.seedBlock, bytes32(bytes27(snapshot.seed.hash)));
    }

    /// @inheritdoc ICommittee
    function roundAt(uint256 round) external view returns (uint256 size, uint256 quorum) {
        return BatchesLib.roundAt(_state, round);
    }

    /// @inheritdoc ICommittee
    function committeeOf(
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (bool isDrawn, uint256 round, uint256 quorum, uint8[] memory workers) {
        return EpochsLib.committeeOf(_state, benchmarkId, epoch);
    }

    /// @inheritdoc ICommittee
    function batchOf(
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signers) {
        return EpochsLib.batchOf(_state, benchmarkId, epoch);
    }

    /// @inheritdoc ICommittee
    function challengeOf(
        BenchmarkId benchmarkId,
        uint40 epoch,
        uint256 round
    ) external view returns (address challenger, uint256 bondWei, bool isAnswered, uint256 signers) {
        return EpochsLib.challengeOf(_state, benchmarkId, epoch, round);
    }

    /// @inheritdoc ICommittee
    function bondOf(BatchHeader calldata header, uint256 itemCount) external view returns (uint256 bondWei) {
        return ChallengesLib.bondOf(_state, header, itemCount);
    }

    /// @inheritdoc ICommittee
    function creditOf(address account) external view returns (uint256 amountWei) {
        return _state.credits[account];
    }

    /// @inheritdoc ICommittee
    function burnedWei() external view returns (uint256 amountWei) {
        return _state.burnedWei;
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

    function _submit(
        BatchHeader calldata header,
        bytes32 itemsHash,
        Attestation[] calldata attestations,
        BatchWord inSlot
    ) private returns (uint256 signers) {
        // Check
        if (_isPaused) revert CommitteePaused();
        BatchesLib.checkAge(header.epoch, _currentEpoch());
        _checkSlot(header, inSlot);
        (uint256 size, uint256 quorum, uint256 windowSeconds) = _rulesOf(header);
        if (attestations.length < quorum) revert CommitteeTooFewSignatures(attestations.length, quorum);
        signers = _signersOf(header, itemsHash, attestations, 0, size);

        // Effect
        BatchWord batch = BatchWordLib.create(
            BatchesLib.digestOf(header, itemsHash),
            signers,
            block.timestamp + windowSeconds,
            header.epoch,
            size
        );
        BatchesLib.set(_state, header.benchmarkId, header.epoch, batch);
    }

    function _answer(
        BatchHeader calldata header,
        bytes32 itemsHash,
        Attestation[] calldata attestations,
        BatchWord batch
    ) private returns (uint256 signers) {
        // Check
        _checkAnswer(header, batch);
        (, , uint256 windowSeconds) = _rulesOf(header);
        uint256 round = batch.round();
        (uint256 size, uint256 quorum) = BatchesLib.roundAt(_state, round);
        if (attestations.length < quorum) revert CommitteeTooFewSignatures(attestations.length, quorum);
        signers = _signersOf(header, itemsHash, attestations, round, size);

        // Effect: the last answer has no window.
        if (round == BatchesLib.LAST_ROUND) windowSeconds = 0;
        batch = batch.withRound(round, true, block.timestamp + windowSeconds);
        BatchesLib.set(_state, header.benchmarkId, header.epoch, batch);
        Challenge storage answered = _state.disputes[header.benchmarkId][header.epoch].challenges[round - 1];
        (answered.digest, answered.signers) = (BatchesLib.digestOf(header, itemsHash), uint32(signers));
    }

    function _checkAnswer(BatchHeader calldata header, BatchWord batch) private view {
        if (batch.isAnswered()) revert CommitteeBatchExists(header.benchmarkId, header.epoch);
        if (block.timestamp >= batch.endsAt()) revert CommitteeWindowClosed(batch.endsAt());
        bytes32 expected = _state.disputes[header.benchmarkId][header.epoch].engineDigest;
        if (header.engineDigest != expected) revert CommitteeOtherEngine(header.engineDigest, expected);
    }

    /// @dev One batch per epoch, for ever; an undecided one keeps its slot.
    function _checkSlot(BatchHeader calldata header, BatchWord inSlot) private pure {
        BatchState state = inSlot.state();
        if (state == BatchState.NONE) return;
        if (inSlot.epoch() == header.epoch) revert CommitteeBatchExists(header.benchmarkId, header.epoch);
        if (state == BatchState.SUBMITTED || state == BatchState.CHALLENGED) {
            revert CommitteeUnsettledBatchInSlot(header.benchmarkId, inSlot.epoch());
        }
    }

    function _rulesOf(
        BatchHeader calldata header
    ) private view returns (uint256 size, uint256 quorum, uint256 windowSeconds) {
        uint32 shard;
        bool engineAccepted;
        (size, quorum, , windowSeconds, shard, engineAccepted) = BENCHMARKS.batchRulesOf(
            header.benchmarkId,
            header.engineDigest,
            header.epoch
        );
        if (!engineAccepted) revert CommitteeEngineNotAccepted(header.benchmarkId, header.engineDigest);
        if (header.shard != shard) revert CommitteeWrongShard(header.shard, shard);
    }

    /// @return signers seats of the round's committee whose signatures these are
    function _signersOf(
        BatchHeader calldata header,
        bytes32 itemsHash,
        Attestation[] calldata attestations,
        uint256 round,
        uint256 size
    ) private returns (uint256 signers) {
        uint256 committee = DrawLib.committeeOf(_state, header.benchmarkId, header.epoch, round, size);
        uint256 next;
        for (uint256 i = 0; i < attestations.length; ++i) {
            uint256 index = attestations[i].worker;
            if (index < next) revert CommitteeSignersNotAscending(i);
            if (!PlacesLib.has(committee, index)) revert CommitteeNotMember(index, header.epoch);
            if (_state.workers[index].isBarred) revert CommitteeWorkerBarred(index);
            _checkSignature(header, itemsHash, attestations[i], i);
            signers |= 1 << PlacesLib.seatOf(committee, index);
            next = index + 1;
        }
    }

    /// @param position in the list of signatures
    function _checkSignature(
        BatchHeader calldata header,
        bytes32 itemsHash,
        Attestation calldata attestation,
        uint256 position
    ) private view {
        address account = _state.workers[attestation.worker].account;
        bytes32 digest = _attestationDigest(header, itemsHash, attestation.tag);
        (address recovered, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, attestation.r, attestation.vs);
        // A failed recovery yields address 0, which is the account of an empty place.
        if (problem != ECDSA.RecoverError.NoError || recovered != account) {
            revert CommitteeBadSignature(position, recovered, account);
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

    function _currentEpoch() private view returns (uint256 epoch) {
        return block.timestamp / EPOCH_SECONDS;
    }

    function _send(address to, uint256 amountWei) private {
        if (!LowLevelCall.callNoReturn(to, amountWei, "")) revert CommitteeTransferFailed(to, amountWei);
    }
}
