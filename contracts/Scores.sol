// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IScores} from "./interfaces/IScores.sol";
import {Board, BoardLib} from "./libraries/BoardLib.sol";
import {ItemLib} from "./libraries/ItemLib.sol";
import {RecordLib} from "./libraries/RecordLib.sol";
import {RequestWord, RequestWordLib} from "./libraries/RequestWordLib.sol";
import {RulesWord} from "./libraries/RulesWordLib.sol";
import {ScoreWord, ScoreWordLib} from "./libraries/ScoreWordLib.sol";
import {WilsonLib} from "./libraries/WilsonLib.sol";
import {BenchmarkId, VersionId} from "./types/Ids.sol";
import {PriceUpdate} from "./types/Revenue.sol";
import {Report, Score, ScoreItem, ScoreRequest} from "./types/Score.sol";

/// @title Score requests, Final scores, the board and the record (docs/SPEC.md, S)
/// @notice
/// Assumptions: the registry, Benchmarks and the Market are the ones deployed together with this contract. A verifying source calls
/// `settleBatch` only with batches that reached their quorum and outlived their challenge window.
///
/// Roles: the authority sets and removes sources and pauses new requests. Nothing else is restricted; settlement, refunds
/// and withdrawals are never paused.
///
/// Money: fees of open requests are escrowed here, then owed to signers (settled) or requesters (refunded), and pulled.
/// Ether forced in is nobody's and changes nothing.
contract Scores is IScores, AccessManaged, ReentrancyGuardTransient {
    using BoardLib for Board;
    using ItemLib for ScoreItem;

    /// @dev What changes about a benchmark.
    struct Contest {
        // slot 0
        VersionId recordHolder;
        uint40 requestEpoch;
        uint16 requestCount;
    }

    /// @dev What the items of one batch share, and what they add up to.
    struct Batch {
        BenchmarkId benchmarkId;
        uint40 epoch;
        uint32 shard;
        uint40 validUntil;
        RulesWord rules;
        uint256 requestBatch;
        // Of now: an item must have beaten the one before it in the batch.
        VersionId holder;
        // Who takes the record if it is still empty at the end.
        VersionId candidate;
        uint256 candidateBps;
        bool hasCandidate;
        uint256 answered;
        uint256 scored;
        PriceUpdate[] updates;
    }

    /// @notice How long after its epoch and one challenge window a request waits for an answer.
    uint256 public constant REQUEST_TIMEOUT_SECONDS = 3 days;
    /// @notice Requests per benchmark and epoch: one batch answers them all in one transaction, which may use 2^24 gas (EIP-7825). The
    /// heaviest item takes 155,000.
    uint256 public constant MAX_REQUESTS_PER_EPOCH = 64;
    /// @notice Longer than all rounds over one batch: four windows of 63 epochs of an hour, and time to settle.
    uint256 public constant MAX_HOLD_SECONDS = 30 days;
    IPipelineRegistry public immutable PIPELINES;
    IBenchmarks public immutable BENCHMARKS;
    IMarket public immutable MARKET;
    uint256 private immutable EPOCH_SECONDS;

    // Shares its slot with the authority.
    bool private _isPaused;

    mapping(address source => SourceKind) private _sourceKinds;
    mapping(BenchmarkId id => Contest) private _contests;
    mapping(BenchmarkId id => Board) private _boards;
    mapping(VersionId id => ScoreWord) private _scores;
    mapping(VersionId id => Report) private _reports;
    mapping(VersionId id => RequestWord) private _requests;
    mapping(BenchmarkId id => mapping(uint40 epoch => uint40 until)) private _holds;
    mapping(address account => uint256 amountWei) private _credits;

    /// @param authority the AccessManager
    constructor(
        address authority,
        IPipelineRegistry pipelines,
        IBenchmarks benchmarks,
        IMarket market
    ) AccessManaged(authority) {
        PIPELINES = pipelines;
        BENCHMARKS = benchmarks;
        MARKET = market;
        EPOCH_SECONDS = benchmarks.epochSeconds();
    }

    /// @dev Oracle funds drawn by `requestScoreFromFund`.
    receive() external payable {
        if (msg.sender != address(MARKET)) revert ScoresOnlyMarket(msg.sender);
    }

    /* REQUESTS */

    /// @inheritdoc IScores
    function requestScore(VersionId versionId) external payable {
        (BenchmarkId benchmarkId, , , VersionId[] memory parents) = PIPELINES.scoringOf(versionId);
        _unvoided(versionId);
        for (uint256 i = 0; i < parents.length; ++i) {
            if (!MARKET.areSharesFixed(parents[i])) revert ScoresParentNotFinal(versionId, parents[i]);
        }
        uint256 feeWei = _openRequest(versionId, benchmarkId, msg.sender, false);
        if (msg.value != feeWei) revert ScoresFeeMismatch(msg.value, feeWei);
    }

    /// @inheritdoc IScores
    function requestScoreFromFund(VersionId versionId) external {
        ScoreWord score = _final(versionId);
        BenchmarkId benchmarkId = BenchmarkId.wrap(score.benchmarkId());
        uint256 possibleFrom = Math.saturatingSub(
            score.validUntil(),
            BENCHMARKS.rulesWordOf(benchmarkId).graceSeconds()
        );
        if (block.timestamp < possibleFrom) revert ScoresReassessmentTooEarly(versionId, possibleFrom);

        uint256 feeWei = _openRequest(versionId, benchmarkId, PIPELINES.ownerOfVersion(versionId), false);
        MARKET.drawOracleFund(versionId, feeWei);
    }

    /// @inheritdoc IScores
    function claimRecord(VersionId versionId) external payable {
        ScoreWord score = _final(versionId);
        if (!score.isValid()) revert ScoresScoreExpired(versionId, score.validUntil());
        BenchmarkId benchmarkId = BenchmarkId.wrap(score.benchmarkId());
        if (_isSame(_contests[benchmarkId].recordHolder, versionId)) revert ScoresHoldsRecord(versionId, benchmarkId);

        uint256 feeWei = _openRequest(versionId, benchmarkId, msg.sender, true);
        if (msg.value != feeWei) revert ScoresFeeMismatch(msg.value, feeWei);
    }

    /// @inheritdoc IScores
    function refundRequest(VersionId versionId) external {
        RequestWord request = _requests[versionId];
        if (!request.isOpen()) revert ScoresNoRequest(versionId);
        BenchmarkId benchmarkId = request.benchmarkId();
        RulesWord rules = BENCHMARKS.rulesWordOf(benchmarkId);
        uint256 refundableAt =
            (uint256(request.epoch()) + 1) * EPOCH_SECONDS + rules.challengeWindowSeconds() + REQUEST_TIMEOUT_SECONDS;
        refundableAt = Math.max(refundableAt, _holds[benchmarkId][request.epoch()]);
        if (block.timestamp < refundableAt) revert ScoresRefundTooEarly(versionId, refundableAt);

        _requests[versionId] = RequestWord.wrap(0);
        uint256 feeWei = rules.feeWei();
        address requester = request.requester();
        _credits[requester] += feeWei;
        emit RequestRefunded(versionId, requester, feeWei);
        emit FeesCredited(requester, feeWei);
    }

    /// @inheritdoc IScores
    function holdRequests(BenchmarkId benchmarkId, uint40 epoch, uint40 until) external {
        _checkSource(SourceKind.VERIFIES);
        uint256 held = Math.min(until, block.timestamp + MAX_HOLD_SECONDS);
        if (held <= _holds[benchmarkId][epoch]) return;
        // At most `until`.
        _holds[benchmarkId][epoch] = uint40(held);
        emit RequestsHeld(benchmarkId, epoch, held);
    }

    /// @inheritdoc IScores
    function withdrawFees(address to) external nonReentrant returns (uint256 amountWei) {
        amountWei = _credits[msg.sender];
        if (amountWei == 0) revert ScoresNothingOwed(msg.sender);
        delete _credits[msg.sender];
        emit FeesWithdrawn(msg.sender, to, amountWei);
        if (!LowLevelCall.callNoReturn(to, amountWei, "")) revert ScoresTransferFailed(to, amountWei);
    }

    /* SCORES */

    /// @inheritdoc IScores
    function report(VersionId versionId, uint256 correct, uint256 total) external {
        _checkSource(SourceKind.REPORTS);
        (BenchmarkId benchmarkId, , , ) = PIPELINES.scoringOf(versionId);
        if (correct > total || total != BENCHMARKS.rulesWordOf(benchmarkId).total()) {
            revert ScoresReportOutOfRange(correct, total);
        }
        _reports[versionId] = Report({
            correct: uint32(correct),
            reportedAt: uint40(block.timestamp),
            source: msg.sender
        });
        emit ScoreReported(versionId, msg.sender, correct, total);
    }

    /// @inheritdoc IScores
    function settleBatch(
        BenchmarkId benchmarkId,
        uint40 epoch,
        uint32 shard,
        bytes calldata items,
        address[] calldata signers
    ) external {
        // Check: items are judged one by one below; a bad one never stops the others.
        _checkSource(SourceKind.VERIFIES);
        if (signers.length == 0) revert ScoresNoSigners();
        uint256 count = ItemLib.countOf(items);
        if (count == 0) revert ScoresMalformedItems(items.length);

        // Effect
        Batch memory batch;
        batch.benchmarkId = benchmarkId;
        batch.epoch = epoch;
        batch.shard = shard;
        batch.rules = BENCHMARKS.rulesWordOf(benchmarkId);
        batch.requestBatch = RequestWordLib.batchOf(benchmarkId, epoch);
        batch.validUntil = batch.rules.validUntil(shard);
        batch.holder = _contests[benchmarkId].recordHolder;
        batch.updates = new PriceUpdate[](count);
        for (uint256 i = 0; i < count; ++i) _settleItem(batch, ItemLib.itemAt(items, i));
        if (batch.hasCandidate) _fillRecord(batch);
        _payCommittee(batch, signers);

        // Interaction
        uint256 scored = batch.scored;
        if (scored != 0) MARKET.onScoresSettled(scored == count ? batch.updates : _firstOf(batch.updates, scored));
    }

    /// @inheritdoc IScores
    function poke(VersionId versionId) external {
        ScoreWord score = _scores[versionId];
        if (!score.isFinal()) revert ScoresNoScore(versionId);
        _scores[versionId] = _ranked(BenchmarkId.wrap(score.benchmarkId()), versionId, score, score.boardPlace());
    }

    /// @inheritdoc IScores
    function voidVersion(VersionId versionId) external {
        // Check
        _checkSource(SourceKind.DISPUTES);
        (BenchmarkId benchmarkId, , , ) = PIPELINES.scoringOf(versionId);
        ScoreWord score = _unvoided(versionId);

        // Effect
        _scores[versionId] = _ranked(benchmarkId, versionId, score.asVoid(), score.boardPlace());
        emit ScoreVoided(versionId, benchmarkId, msg.sender);
        if (_isSame(_contests[benchmarkId].recordHolder, versionId)) {
            _contests[benchmarkId].recordHolder = VersionId.wrap(0);
            emit RecordVacated(benchmarkId, versionId);
        }

        // Interaction
        MARKET.onVersionVoided(versionId);
    }

    /* ROLES */

    /// @inheritdoc IScores
    function setSource(address source, SourceKind kind) external restricted {
        _setSource(source, kind);
    }

    /// @inheritdoc IScores
    function removeSource(address source) external restricted {
        _setSource(source, SourceKind.NONE);
    }

    /// @inheritdoc IScores
    function setPaused(bool paused_) external restricted {
        _isPaused = paused_;
        emit RequestsPaused(paused_);
    }

    /* VIEWS */

    /// @inheritdoc IScores
    function requestFee(VersionId versionId) external view returns (uint256 feeWei) {
        (BenchmarkId benchmarkId, , , ) = PIPELINES.scoringOf(versionId);
        return BENCHMARKS.feeOf(benchmarkId);
    }

    /// @inheritdoc IScores
    function requestOf(VersionId versionId) external view returns (ScoreRequest memory request) {
        RequestWord word = _requests[versionId];
        if (!word.isOpen()) return request;
        request = ScoreRequest({
            requester: word.requester(),
            epoch: word.epoch(),
            feeGwei: uint48(BENCHMARKS.feeOf(word.benchmarkId()) / 1 gwei),
            isClaim: word.isClaim()
        });
    }

    /// @inheritdoc IScores
    function requestsLeftOf(BenchmarkId benchmarkId) external view returns (uint256 count) {
        Contest storage contest = _contests[benchmarkId];
        bool isRunning = contest.requestEpoch == block.timestamp / EPOCH_SECONDS;
        return MAX_REQUESTS_PER_EPOCH - (isRunning ? contest.requestCount : 0);
    }

    /// @inheritdoc IScores
    function requestCountOf(BenchmarkId benchmarkId) external view returns (uint256 epoch, uint256 count) {
        Contest storage contest = _contests[benchmarkId];
        return (contest.requestEpoch, contest.requestCount);
    }

    /// @inheritdoc IScores
    function holdOf(BenchmarkId benchmarkId, uint40 epoch) external view returns (uint256 until) {
        return _holds[benchmarkId][epoch];
    }

    /// @inheritdoc IScores
    function isVoid(VersionId versionId) external view returns (bool void_) {
        return _scores[versionId].isVoid();
    }

    /// @inheritdoc IScores
    function scoreOf(VersionId versionId) external view returns (Score memory score) {
        ScoreWord word = _scores[versionId];
        Board storage board = _boards[BenchmarkId.wrap(word.benchmarkId())];
        score = Score({
            correct: word.correct(),
            boundBps: word.boundBps(),
            validUntil: word.validUntil(),
            settledAt: word.settledAt(),
            shard: word.shard(),
            boardPlace: board.isMember(versionId, word.boardPlace()) ? word.boardPlace() : 0
        });
    }

    /// @inheritdoc IScores
    function reportOf(VersionId versionId) external view returns (Report memory report_) {
        return _reports[versionId];
    }

    /// @inheritdoc IScores
    function recordOf(BenchmarkId benchmarkId) external view returns (VersionId holder) {
        return _contests[benchmarkId].recordHolder;
    }

    /// @inheritdoc IScores
    function boardOf(
        BenchmarkId benchmarkId
    ) external view returns (VersionId[] memory versionIds, uint16[] memory boundsBps) {
        return _boards[benchmarkId].members();
    }

    /// @inheritdoc IScores
    function creditOf(address account) external view returns (uint256 amountWei) {
        return _credits[account];
    }

    /// @inheritdoc IScores
    function sourceKindOf(address source) external view returns (SourceKind kind) {
        return _sourceKinds[source];
    }

    /// @inheritdoc IScores
    function isPaused() external view returns (bool paused) {
        return _isPaused;
    }

    /// @inheritdoc IScores
    function wilsonBound(uint256 correct, uint256 total) external pure returns (uint256 boundBps) {
        return WilsonLib.boundBps(correct, total);
    }

    /// @inheritdoc IScores
    function isImprovement(uint256 newlyRight, uint256 newlyWrong) external pure returns (bool improved) {
        return RecordLib.isImprovement(newlyRight, newlyWrong);
    }

    /* PRIVATE */

    /// @dev Opens a request for a version that is not void.
    function _openRequest(
        VersionId versionId,
        BenchmarkId benchmarkId,
        address requester,
        bool isClaim
    ) private returns (uint256 feeWei) {
        // Check
        if (_isPaused) revert ScoresPaused();
        RulesWord rules = BENCHMARKS.rulesWordOf(benchmarkId);
        if (block.timestamp < rules.startsAt()) revert ScoresNotStarted(benchmarkId, rules.startsAt());
        RequestWord open = _requests[versionId];
        if (open.isOpen()) revert ScoresRequestOpen(versionId, open.epoch());
        uint40 epoch = uint40(block.timestamp / EPOCH_SECONDS);
        Contest storage contest = _contests[benchmarkId];
        uint16 count = contest.requestEpoch == epoch ? contest.requestCount : 0;
        if (count == MAX_REQUESTS_PER_EPOCH) revert ScoresEpochFull(benchmarkId, epoch, MAX_REQUESTS_PER_EPOCH);

        // Effect
        (contest.requestEpoch, contest.requestCount) = (epoch, count + 1);
        _requests[versionId] = RequestWordLib.create(requester, epoch, benchmarkId, isClaim);
        feeWei = rules.feeWei();
        emit ScoreRequested(versionId, benchmarkId, epoch, requester, feeWei);
        if (isClaim) emit RecordClaimed(versionId, benchmarkId, epoch);
    }

    function _settleItem(Batch memory batch, ScoreItem memory item) private {
        RequestWord request = _requests[item.versionId];
        if (!_answers(batch, item, request)) {
            emit ItemSkipped(item.versionId, batch.benchmarkId, batch.epoch);
            return;
        }
        ++batch.answered;
        _requests[item.versionId] = RequestWord.wrap(0);
        ScoreWord score = _scores[item.versionId];
        if (item.correct == ItemLib.UNAVAILABLE || score.isVoid()) {
            emit ScoreUnavailable(item.versionId, batch.benchmarkId);
        } else if (request.isClaim()) {
            emit RecordContested(item.versionId, batch.benchmarkId, item.holder, item.newlyRight, item.newlyWrong);
            _contestRecord(batch, item, score);
        } else {
            _finalise(batch, item, score.boardPlace(), batch.updates[batch.scored++]);
        }
    }

    /// @dev Writes the Final score and the board, contests the record, and fills the Market's `update`.
    function _finalise(Batch memory batch, ScoreItem memory item, uint256 oldPlace, PriceUpdate memory update) private {
        uint256 boundBps = WilsonLib.boundBps(item.correct, batch.rules.total());
        ScoreWord score = ScoreWordLib.create(
            item.correct,
            boundBps,
            batch.validUntil,
            block.timestamp,
            batch.shard,
            BenchmarkId.unwrap(batch.benchmarkId)
        );
        score = _ranked(batch.benchmarkId, item.versionId, score, oldPlace);
        _scores[item.versionId] = score;
        emit ScoreSettled(
            item.versionId,
            batch.benchmarkId,
            item.correct,
            batch.rules.total(),
            boundBps,
            batch.validUntil
        );
        _contestRecord(batch, item, score);

        update.versionId = item.versionId;
        update.boundBps = uint16(boundBps);
        update.baselineBps = batch.rules.baselineBps();
        update.targetBps = batch.rules.targetBps();
        update.validUntil = batch.validUntil;
        update.improved = RecordLib.isImprovement(item.parentRight, item.parentWrong);
    }

    /// @dev The score with the board place it deserves now: none if it is stale or void.
    function _ranked(
        BenchmarkId benchmarkId,
        VersionId versionId,
        ScoreWord score,
        uint256 oldPlace
    ) private returns (ScoreWord ranked) {
        uint256 boundBps = block.timestamp > score.validUntil() ? 0 : score.boundBps();
        (uint256 place, bool wasMember) = _boards[benchmarkId].put(versionId, boundBps, oldPlace);
        if (wasMember != (place != 0)) {
            emit BoardChanged(benchmarkId, versionId, wasMember ? oldPlace : place, !wasMember);
        }
        return score.withPlace(place);
    }

    /// @dev The item must have beaten the holder of now. An empty record waits for the end of the batch, when the board is known.
    function _contestRecord(Batch memory batch, ScoreItem memory item, ScoreWord score) private {
        VersionId holder = batch.holder;
        if (VersionId.unwrap(holder) == 0) {
            uint256 boundBps = score.boundBps();
            if (score.isValid() && (!batch.hasCandidate || boundBps > batch.candidateBps)) {
                (batch.hasCandidate, batch.candidate, batch.candidateBps) = (true, item.versionId, boundBps);
            }
        } else if (_isSame(item.holder, holder) && RecordLib.isImprovement(item.newlyRight, item.newlyWrong)) {
            batch.holder = item.versionId;
            _contests[batch.benchmarkId].recordHolder = item.versionId;
            emit RecordTaken(batch.benchmarkId, item.versionId, holder, item.newlyRight, item.newlyWrong);
        }
    }

    /// @dev Gives the empty record to the batch's candidate, unless a member of the board is better and valid. Members that
    /// expired unnoticed do not count: at most 102 scores are read, once per batch.
    function _fillRecord(Batch memory batch) private {
        (VersionId[] memory ids, uint16[] memory bounds) = _boards[batch.benchmarkId].members();
        for (uint256 i = 0; i < ids.length; ++i) {
            if (bounds[i] > batch.candidateBps && _scores[ids[i]].isValid()) return;
        }
        _contests[batch.benchmarkId].recordHolder = batch.candidate;
        emit RecordTaken(batch.benchmarkId, batch.candidate, VersionId.wrap(0), 0, 0);
    }

    function _payCommittee(Batch memory batch, address[] calldata signers) private {
        uint256 feesWei = batch.answered * batch.rules.feeWei();
        if (feesWei == 0) return;
        uint256 share = feesWei / signers.length;
        _credits[signers[0]] += feesWei - share * (signers.length - 1);
        for (uint256 i = 1; i < signers.length; ++i) _credits[signers[i]] += share;
        emit FeesShared(batch.benchmarkId, batch.epoch, feesWei, signers);
    }

    function _setSource(address source, SourceKind kind) private {
        _sourceKinds[source] = kind;
        emit SourceSet(source, kind);
    }

    function _checkSource(SourceKind needed) private view {
        if (_sourceKinds[msg.sender] != needed) revert ScoresNotSource(msg.sender, needed);
    }

    function _unvoided(VersionId versionId) private view returns (ScoreWord score) {
        score = _scores[versionId];
        if (score.isVoid()) revert ScoresVersionVoid(versionId);
    }

    function _final(VersionId versionId) private view returns (ScoreWord score) {
        score = _unvoided(versionId);
        if (!score.isFinal()) revert ScoresNoScore(versionId);
    }

    /// @dev Whether the item answers an open request of this batch and its counts are possible.
    function _answers(
        Batch memory batch,
        ScoreItem memory item,
        RequestWord request
    ) private pure returns (bool answers) {
        return
            request.belongsTo(batch.requestBatch) &&
            (item.correct == ItemLib.UNAVAILABLE || item.isPossible(batch.rules.total()));
    }

    function _isSame(VersionId a, VersionId b) private pure returns (bool same) {
        return VersionId.unwrap(a) == VersionId.unwrap(b);
    }

    function _firstOf(PriceUpdate[] memory updates, uint256 count) private pure returns (PriceUpdate[] memory first) {
        first = new PriceUpdate[](count);
        for (uint256 i = 0; i < count; ++i) first[i] = updates[i];
    }
}
