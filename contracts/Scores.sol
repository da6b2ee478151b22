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
import {RulesLib} from "./libraries/RulesLib.sol";
import {ScoreWord, ScoreWordLib} from "./libraries/ScoreWordLib.sol";
import {WilsonLib} from "./libraries/WilsonLib.sol";
import {Rules} from "./types/Benchmark.sol";
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
    using RulesLib for Rules;

    /// @dev What changes about a benchmark.
    struct Contest {
        // slot 0
        VersionId recordHolder;
        uint40 requestEpoch;
        uint16 requestCount;
    }

    /// @dev The fee is the benchmark's constant.
    struct StoredRequest {
        // slot 0
        address requester;
        uint40 epoch;
        uint24 benchmarkId;
    }

    /// @dev What the items of one batch share.
    struct Batch {
        BenchmarkId benchmarkId;
        uint40 epoch;
        uint32 shard;
        uint40 validUntil;
        Rules rules;
    }

    /// @notice How long after its epoch and one challenge window a request waits for an answer.
    uint256 public constant REQUEST_TIMEOUT_SECONDS = 3 days;
    /// @notice Requests per benchmark and epoch: one batch answers them all in one transaction, which may use 2^24 gas (EIP-7825). The
    /// heaviest item takes 155,000.
    uint256 public constant MAX_REQUESTS_PER_EPOCH = 64;
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
    mapping(VersionId id => StoredRequest) private _requests;
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
        uint256 feeWei = _openRequest(versionId, benchmarkId, parents, msg.sender);
        if (msg.value != feeWei) revert ScoresFeeMismatch(msg.value, feeWei);
    }

    /// @inheritdoc IScores
    function requestScoreFromFund(VersionId versionId) external {
        ScoreWord score = _scores[versionId];
        if (!score.isFinal()) revert ScoresNoScore(versionId);
        (BenchmarkId benchmarkId, , , VersionId[] memory parents) = PIPELINES.scoringOf(versionId);
        uint256 possibleFrom = Math.saturatingSub(score.validUntil(), BENCHMARKS.rulesOf(benchmarkId).graceSeconds);
        if (block.timestamp < possibleFrom) revert ScoresReassessmentTooEarly(versionId, possibleFrom);

        uint256 feeWei = _openRequest(versionId, benchmarkId, parents, PIPELINES.ownerOfVersion(versionId));
        MARKET.drawOracleFund(versionId, feeWei);
    }

    /// @inheritdoc IScores
    function refundRequest(VersionId versionId) external {
        StoredRequest memory request = _requests[versionId];
        if (request.requester == address(0)) revert ScoresNoRequest(versionId);
        Rules memory rules = BENCHMARKS.rulesOf(BenchmarkId.wrap(request.benchmarkId));
        uint256 refundableAt =
            (uint256(request.epoch) + 1) * EPOCH_SECONDS + rules.challengeWindowSeconds + REQUEST_TIMEOUT_SECONDS;
        if (block.timestamp < refundableAt) revert ScoresRefundTooEarly(versionId, refundableAt);

        delete _requests[versionId];
        uint256 feeWei = rules.feeWei();
        emit RequestRefunded(versionId, request.requester, feeWei);
        _credit(request.requester, feeWei);
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
        if (correct > total || total != BENCHMARKS.rulesOf(benchmarkId).total) {
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
        batch.rules = BENCHMARKS.rulesOf(benchmarkId);
        batch.validUntil = batch.rules.validUntil(shard);
        PriceUpdate[] memory updates = new PriceUpdate[](count);
        uint256 answered;
        uint256 scored;
        for (uint256 i = 0; i < count; ++i) {
            ScoreItem memory item = ItemLib.itemAt(items, i);
            if (!_answersRequest(batch, item)) {
                emit ItemSkipped(item.versionId, benchmarkId, epoch);
                continue;
            }
            ++answered;
            delete _requests[item.versionId];
            if (item.correct == ItemLib.UNAVAILABLE) emit ScoreUnavailable(item.versionId, benchmarkId);
            else _finalise(batch, item, updates[scored++]);
        }
        _payCommittee(signers, answered * batch.rules.feeWei());

        // Interaction
        if (scored != 0) MARKET.onScoresSettled(scored == count ? updates : _firstOf(updates, scored));
    }

    /// @inheritdoc IScores
    function poke(VersionId versionId) external {
        ScoreWord score = _scores[versionId];
        if (!score.isFinal()) revert ScoresNoScore(versionId);
        _scores[versionId] = _ranked(BenchmarkId.wrap(score.benchmarkId()), versionId, score, score.boardPlace());
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
        StoredRequest memory stored = _requests[versionId];
        if (stored.requester == address(0)) return request;
        request.requester = stored.requester;
        request.epoch = stored.epoch;
        request.feeGwei = uint48(BENCHMARKS.feeOf(BenchmarkId.wrap(stored.benchmarkId)) / 1 gwei);
    }

    /// @inheritdoc IScores
    function requestCountOf(BenchmarkId benchmarkId) external view returns (uint256 epoch, uint256 count) {
        Contest storage contest = _contests[benchmarkId];
        return (contest.requestEpoch, contest.requestCount);
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

    function _openRequest(
        VersionId versionId,
        BenchmarkId benchmarkId,
        VersionId[] memory parents,
        address requester
    ) private returns (uint256 feeWei) {
        // Check
        if (_isPaused) revert ScoresPaused();
        Rules memory rules = BENCHMARKS.rulesOf(benchmarkId);
        if (block.timestamp < rules.startsAt) revert ScoresNotStarted(benchmarkId, rules.startsAt);
        StoredRequest storage request = _requests[versionId];
        if (request.requester != address(0)) revert ScoresRequestOpen(versionId, request.epoch);
        for (uint256 i = 0; i < parents.length; ++i) {
            if (!MARKET.areSharesFixed(parents[i])) revert ScoresParentNotFinal(versionId, parents[i]);
        }
        uint40 epoch = uint40(block.timestamp / EPOCH_SECONDS);
        Contest storage contest = _contests[benchmarkId];
        uint16 count = contest.requestEpoch == epoch ? contest.requestCount : 0;
        if (count == MAX_REQUESTS_PER_EPOCH) revert ScoresEpochFull(benchmarkId, epoch, MAX_REQUESTS_PER_EPOCH);

        // Effect
        (contest.requestEpoch, contest.requestCount) = (epoch, count + 1);
        request.requester = requester;
        request.epoch = epoch;
        request.benchmarkId = uint24(BenchmarkId.unwrap(benchmarkId));
        feeWei = rules.feeWei();
        emit ScoreRequested(versionId, benchmarkId, epoch, requester, feeWei);
    }

    /// @dev Whether the item answers an open request of this batch and its counts are possible. An empty request word names
    /// benchmark 0, which no batch does.
    function _answersRequest(Batch memory batch, ScoreItem memory item) private view returns (bool answers) {
        StoredRequest storage request = _requests[item.versionId];
        return
            request.benchmarkId == BenchmarkId.unwrap(batch.benchmarkId) &&
            request.epoch == batch.epoch &&
            (item.correct == ItemLib.UNAVAILABLE || item.isPossible(batch.rules.total));
    }

    /// @dev Writes the Final score, the board, the record, and the Market's `update`.
    function _finalise(Batch memory batch, ScoreItem memory item, PriceUpdate memory update) private {
        uint256 boundBps = WilsonLib.boundBps(item.correct, batch.rules.total);
        ScoreWord score = ScoreWordLib.create(
            item.correct,
            boundBps,
            batch.validUntil,
            block.timestamp,
            batch.shard,
            BenchmarkId.unwrap(batch.benchmarkId)
        );
        uint256 oldPlace = _scores[item.versionId].boardPlace();
        _scores[item.versionId] = _ranked(batch.benchmarkId, item.versionId, score, oldPlace);
        emit ScoreSettled(
            item.versionId,
            batch.benchmarkId,
            item.correct,
            batch.rules.total,
            boundBps,
            batch.validUntil
        );
        _contestRecord(batch.benchmarkId, item);

        update.versionId = item.versionId;
        update.boundBps = uint16(boundBps);
        update.baselineBps = batch.rules.baselineBps;
        update.targetBps = batch.rules.targetBps;
        update.validUntil = batch.validUntil;
        update.improved = RecordLib.isImprovement(item.parentRight, item.parentWrong);
    }

    /// @dev The score with the board place it deserves now: none if it is stale.
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

    /// @dev An empty record goes to the first Final score; otherwise the item must have beaten the holder of now.
    function _contestRecord(BenchmarkId benchmarkId, ScoreItem memory item) private {
        Contest storage contest = _contests[benchmarkId];
        VersionId holder = contest.recordHolder;
        if (VersionId.unwrap(holder) != 0) {
            if (VersionId.unwrap(item.holder) != VersionId.unwrap(holder)) return;
            if (!RecordLib.isImprovement(item.newlyRight, item.newlyWrong)) return;
        }
        contest.recordHolder = item.versionId;
        emit RecordTaken(benchmarkId, item.versionId, holder, item.newlyRight, item.newlyWrong);
    }

    function _payCommittee(address[] calldata signers, uint256 feesWei) private {
        if (feesWei == 0) return;
        uint256 share = feesWei / signers.length;
        _credit(signers[0], feesWei - share * (signers.length - 1));
        for (uint256 i = 1; i < signers.length; ++i) _credit(signers[i], share);
    }

    function _credit(address account, uint256 amountWei) private {
        _credits[account] += amountWei;
        emit FeesCredited(account, amountWei);
    }

    function _setSource(address source, SourceKind kind) private {
        _sourceKinds[source] = kind;
        emit SourceSet(source, kind);
    }

    function _checkSource(SourceKind needed) private view {
        if (_sourceKinds[msg.sender] != needed) revert ScoresNotSource(msg.sender, needed);
    }

    function _firstOf(PriceUpdate[] memory updates, uint256 count) private pure returns (PriceUpdate[] memory first) {
        first = new PriceUpdate[](count);
        for (uint256 i = 0; i < count; ++i) first[i] = updates[i];
    }
}
