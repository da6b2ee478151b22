// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Attestation, BatchHeader, BatchResult} from "../types/BatchHeader.sol";
import {BenchmarkId} from "../types/Ids.sol";

/// @title Workers: stake, endpoint, draws, the batches they sign, and challenges of those
/// @notice Admission is restricted: with open staking one wallet could be the quorum.
interface ICommittee {
    /// @dev CHALLENGED: a larger committee must answer, or has answered and its window runs. CANCELLED: nobody answered.
    enum BatchState {
        NONE,
        SUBMITTED,
        CHALLENGED,
        SETTLED,
        CANCELLED
    }

    /// @dev UPHELD: the last round contradicts the challenged one. FAILED: it says the very same. NEUTRAL: neither.
    enum Outcome {
        UPHELD,
        FAILED,
        NEUTRAL
    }

    /// @param isLive in the draw of epochs that are closed from now on
    /// @param isBarred its signatures are refused; so until it has left
    /// @param stakedAt time at which it took its place
    /// @param rejoinEpoch first epoch in which it may rejoin after a no-show; 0 without one
    /// @param withdrawableAt time from which the stake can be withdrawn; 0 while it stays
    struct Worker {
        address account;
        bool isLive;
        bool isBarred;
        uint40 stakedAt;
        uint40 rejoinEpoch;
        uint40 withdrawableAt;
        uint128 stakeWei;
        string endpoint;
    }

    /// @param size workers drawn for a challenge round, 1..32
    /// @param quorum identical signatures its answer needs; more than half of `size`
    struct Round {
        uint8 size;
        uint8 quorum;
    }

    event WorkerAdmitted(address indexed account, bool admitted);
    event WorkerStaked(uint256 indexed index, address indexed account, uint256 stakeWei, string endpoint);
    event WorkerEndpointChanged(uint256 indexed index, string endpoint);
    event WorkerExitRequested(uint256 indexed index, uint256 withdrawableAt);
    /// @notice A drawn worker did not sign: it is unpaid, and out of the draw until it rejoins.
    event WorkerMissed(uint256 indexed index, uint256 rejoinEpoch);
    event WorkerRejoined(uint256 indexed index);
    event WorkerSlashed(uint256 indexed index, address indexed account, uint256 amountWei);
    event StakeWithdrawn(uint256 indexed index, address indexed to, uint256 amountWei);
    /// @notice Also when a closed epoch gets another seed block, because the hash of the first was lost; `live` is then the same.
    event EpochClosed(uint256 indexed epoch, uint256 live, uint256 seedBlock);
    /// @param benchmarkId 0, as the round, for the seed of the epoch
    event SeedStored(uint256 indexed epoch, BenchmarkId indexed benchmarkId, uint256 round, bytes32 seed);
    /// @param round 0 for a first submission, 1 or 2 for the answer to a challenge
    /// @param signers bits by seat: rank in the committee, ascending by worker
    event BatchSubmitted(
        BenchmarkId indexed benchmarkId,
        uint256 indexed epoch,
        uint256 round,
        uint256 shard,
        bytes32 engineDigest,
        bytes32 predictionsRoot,
        bytes items,
        uint256 signers
    );
    event BatchAttested(BenchmarkId indexed benchmarkId, uint256 indexed epoch, uint256 round, uint256 signers);
    /// @param round the round that must answer, 1 or 2
    event BatchChallenged(
        BenchmarkId indexed benchmarkId,
        uint256 indexed epoch,
        address indexed challenger,
        uint256 round,
        uint256 bondWei,
        uint256 answerBy
    );
    /// @notice A challenge round's seed block was chosen (again, where the hash of the first was lost).
    event RoundSeedBlockSet(BenchmarkId indexed benchmarkId, uint256 indexed epoch, uint256 round, uint256 seedBlock);
    event ChallengeDecided(BenchmarkId indexed benchmarkId, uint256 indexed epoch, uint256 round, Outcome outcome);
    /// @param round whose items count
    event BatchSettled(BenchmarkId indexed benchmarkId, uint256 indexed epoch, uint256 round);
    event BatchCancelled(BenchmarkId indexed benchmarkId, uint256 indexed epoch);
    event CreditAdded(address indexed account, uint256 amountWei);
    event CreditWithdrawn(address indexed account, address indexed to, uint256 amountWei);
    event Burned(uint256 amountWei);
    event SubmissionsPaused(bool paused);

    error CommitteePaused();
    error CommitteeExitDelayTooShort(uint256 delaySeconds, uint256 leastSeconds);
    error CommitteeRoundOutOfRange(uint256 round, uint256 size, uint256 quorum);
    error CommitteeNoRound(uint256 round);
    error CommitteeNotAdmitted(address account);
    error CommitteeAlreadyStaked(address account);
    error CommitteeStakeTooLow(uint256 sentWei, uint256 minimumWei);
    error CommitteeFull(uint256 max);
    error CommitteeNotWorker(address account);
    error CommitteeExitRequested(address account);
    error CommitteeStakeLocked(uint256 withdrawableAt);
    error CommitteeNotMissed(address account);
    error CommitteeRejoinTooEarly(uint256 rejoinEpoch);
    error CommitteeNotSlashed(uint256 index);
    error CommitteeTransferFailed(address to, uint256 amountWei);
    error CommitteeNothingOwed(address account);
    error CommitteeEndpointTooLong(uint256 length, uint256 max);
    error CommitteeEpochOpen(uint256 epoch, uint256 currentEpoch);
    error CommitteeEpochTooOld(uint256 epoch, uint256 oldest);
    error CommitteeEpochClosed(uint256 epoch);
    error CommitteeEpochNotClosed(uint256 epoch);
    error CommitteeNobodyLive();
    /// @notice The seed block has no hash yet, or the EVM has forgotten it: `closeEpoch` or `storeRoundSeed` then chooses another.
    error CommitteeNoSeed(uint256 seedBlock);
    error CommitteeBatchExists(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeUnsettledBatchInSlot(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeEngineNotAccepted(BenchmarkId benchmarkId, bytes32 engineDigest);
    /// @notice An answer must be measured on the engine of the challenged batch.
    error CommitteeOtherEngine(bytes32 engineDigest, bytes32 expected);
    error CommitteeWrongShard(uint256 shard, uint256 expected);
    error CommitteeMalformedItems(uint256 length);
    error CommitteeTooFewSignatures(uint256 count, uint256 quorum);
    error CommitteeSignersNotAscending(uint256 position);
    error CommitteeNotMember(uint256 index, uint256 epoch);
    error CommitteeWorkerBarred(uint256 index);
    error CommitteeBadSignature(uint256 position, address recovered, address expected);
    error CommitteeNoBatch(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeWrongItems(bytes32 given, bytes32 submitted);
    error CommitteeWindowOpen(uint256 endsAt);
    error CommitteeWindowClosed(uint256 endedAt);
    error CommitteeWrongBond(uint256 sentWei, uint256 bondWei);
    /// @notice Nobody could answer: fewer workers were live than the round's quorum.
    error CommitteeRoundTooLarge(uint256 round, uint256 live, uint256 quorum);
    error CommitteeNoChallenge(BenchmarkId benchmarkId, uint256 epoch);
    error CommitteeWrongRounds(uint256 given, uint256 expected);
    error CommitteePredictionsUneven(uint256 length, uint256 measuredItems);
    error CommitteeWrongPredictions(bytes32 root, bytes32 expected);
    error CommitteeRightTag(bytes32 tag);

    /// @notice Admits or bars an account. Restricted.
    function admit(address account, bool admitted) external;
    /// @notice Bars an account, as `admit(account, false)` does: out of the draw, and its signatures are refused, at once. Restricted.
    function bar(address account) external;

    /// @notice Stakes at least `minStakeWei` and joins the draw of every epoch that is closed from now on.
    function stake(string calldata endpoint) external payable returns (uint256 index);
    function setEndpoint(string calldata endpoint) external;
    /// @notice Leaves the draw; the stake stays locked for `exitDelaySeconds`. Never paused.
    function requestExit() external;
    function withdrawStake(address to) external returns (uint256 amountWei);
    /// @notice Back into the draw, `NO_SHOW_EPOCHS` after a no-show. Never paused.
    function rejoin() external;
    /// @notice Frees the place of a slashed worker once its delay is over. Anyone may call.
    function release(uint256 index) external;

    /// @notice Fixes who can be drawn for an ended epoch, and the block whose hash draws: two later. At most 63 epochs late.
    /// Anyone may call; again only where the hash was lost before anybody stored it (256 blocks): then the seed block alone moves.
    function closeEpoch(uint40 epoch) external;
    /// @notice Keeps the epoch's seed. Anyone may call; `submit` does so too.
    function storeSeed(uint40 epoch) external;
    /// @notice The same for a challenge round; where the hash was lost, chooses another seed block instead.
    function storeRoundSeed(BenchmarkId benchmarkId, uint40 epoch) external;

    /// @notice Submits a batch signed by a quorum of the epoch's committee, which starts its challenge window; or, while a challenge
    /// waits, the answer of its round (never paused). Anyone may call. The epoch must be closed.
    function submit(BatchHeader calldata header, bytes calldata items, Attestation[] calldata attestations) external;
    /// @notice Adds members' signatures to a batch or an answer inside its window, as long as it is not challenged. Never paused.
    function attest(BatchHeader calldata header, bytes calldata items, Attestation[] calldata attestations) external;

    /// @notice Challenges the batch, or the first answer, inside its window. Send exactly `bondOf`.
    function challenge(BatchHeader calldata header, bytes calldata items) external payable;
    /// @notice Cancels a batch whose challenge nobody answered in time: bonds go back, nobody is slashed.
    function abandon(BenchmarkId benchmarkId, uint40 epoch) external;

    /// @notice Makes an unchallenged batch Final once its window has passed. Anyone may call; never paused.
    function settle(BatchHeader calldata header, bytes calldata items) external;
    /// @notice The same for a challenged one, with every round's batch in order (2 or 3); the last one counts.
    function settleChallenged(BatchResult[] calldata results) external;

    /// @notice Slashes a worker that signed a batch with a tag which the batch's own predictions show to be wrong. All of it is burned.
    /// @param predictions of every measured item, concatenated; they must make the header's root
    function slashWrongTag(
        BatchHeader calldata header,
        bytes calldata items,
        bytes calldata predictions,
        Attestation calldata attestation
    ) external;

    function withdrawCredit(address to) external returns (uint256 amountWei);
    function setPaused(bool paused_) external;

    function minStakeWei() external view returns (uint256 amountWei);
    function exitDelaySeconds() external view returns (uint256 seconds_);
    /// @notice Places that are taken, bits by index.
    function takenSet() external view returns (uint256 taken);
    /// @notice Every worker's index is below.
    function workerCount() external view returns (uint256 count);
    function workerAt(uint256 index) external view returns (Worker memory worker);
    function indexOf(address account) external view returns (bool exists, uint256 index);
    function isAdmitted(address account) external view returns (bool admitted);
    function isPaused() external view returns (bool paused);
    /// @notice Workers in the draw now, bits by index.
    function liveSet() external view returns (uint256 live);
    /// @param seed 0 until stored
    function epochOf(uint40 epoch) external view returns (bool isClosed, uint256 live, uint256 seedBlock, bytes32 seed);
    /// @notice Round 1 or 2.
    function roundAt(uint256 round) external view returns (uint256 size, uint256 quorum);

    /// @notice The committee of the round that must answer now, or has answered last: ascending by worker; a worker's seat is its place
    /// in this list. `isDrawn` is false (and the list empty) where the epoch is not closed or the seed's hash not there yet, or lost.
    function committeeOf(
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (bool isDrawn, uint256 round, uint256 quorum, uint8[] memory workers);

    /// @param submittedAt when the running window began
    /// @param settleableAt when it ends: the batch's or the first answer's challenge window, or (CHALLENGED, unanswered) the time to answer
    /// @param signers of round 0, by seat
    function batchOf(
        BenchmarkId benchmarkId,
        uint40 epoch
    ) external view returns (BatchState state, uint256 submittedAt, uint256 settleableAt, uint256 signers);
    /// @param round 1 or 2
    /// @param challenger address 0 where there is no such challenge
    function challengeOf(
        BenchmarkId benchmarkId,
        uint40 epoch,
        uint256 round
    ) external view returns (address challenger, uint256 bondWei, bool isAnswered, uint256 signers);
    /// @notice What the next challenge of a batch with so many items costs.
    function bondOf(BatchHeader calldata header, uint256 itemCount) external view returns (uint256 bondWei);
    function creditOf(address account) external view returns (uint256 amountWei);
    function burnedWei() external view returns (uint256 amountWei);
    /// @notice The EIP-712 digest a worker signs.
    function attestationDigest(
        BatchHeader calldata header,
        bytes calldata items,
        bytes32 tag
    ) external view returns (bytes32 digest);
}
