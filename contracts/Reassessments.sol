// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AutomationCompatibleInterface} from "@chainlink/contracts/src/v0.8/automation/interfaces/AutomationCompatibleInterface.sol";

import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IReassessments} from "./interfaces/IReassessments.sol";
import {IScores} from "./interfaces/IScores.sol";
import {PageLib} from "./libraries/PageLib.sol";
import {RulesWord} from "./libraries/RulesWordLib.sol";
import {BenchmarkId, VersionId} from "./types/Ids.sol";
import {Score} from "./types/Score.sol";

/// @title Asks for new scores before the old ones expire (docs/SPEC.md, S-14)
/// @notice
/// Roles: none. Money: none passes through; a version's own oracle fund pays (S-10), and whoever runs the upkeep pays its gas.
///
/// Once per version and term: a version whose artefacts cannot be had costs its fund one fee a term, not all of it. Who wants to
/// try again asks `Scores` himself.
///
/// Assumptions: the contracts are the ones deployed together. None of them calls back.
contract Reassessments is IReassessments, AutomationCompatibleInterface {
    /// @notice So many fit the 5,000,000 gas that Automation gives an upkeep.
    uint256 public constant MAX_PER_PERFORM = 20;

    IPipelineRegistry public immutable PIPELINES;
    IScores public immutable SCORES;
    IBenchmarks public immutable BENCHMARKS;
    IMarket public immutable MARKET;

    /// @dev The term after the last one in which this contract asked.
    mapping(VersionId id => uint256 shard) private _nextShards;

    constructor(IPipelineRegistry pipelines, IScores scores, IBenchmarks benchmarks, IMarket market) {
        PIPELINES = pipelines;
        SCORES = scores;
        BENCHMARKS = benchmarks;
        MARKET = market;
    }

    /* WRITES */

    /// @inheritdoc IReassessments
    function performUpkeep(
        bytes calldata performData
    ) external override(IReassessments, AutomationCompatibleInterface) {
        VersionId[] memory versionIds = abi.decode(performData, (VersionId[]));
        if (versionIds.length > MAX_PER_PERFORM) revert ReassessmentsTooMany(versionIds.length, MAX_PER_PERFORM);
        for (uint256 i = 0; i < versionIds.length; ++i) {
            (bool due, uint32 shard) = _check(versionIds[i]);
            if (!due) continue;
            // Everything that Scores asks for was checked; should it refuse all the same, the others go on.
            try SCORES.requestScoreFromFund(versionIds[i]) {
                _nextShards[versionIds[i]] = uint256(shard) + 1;
                emit ReassessmentRequested(versionIds[i], shard);
            } catch {
                continue;
            }
        }
    }

    /* VIEWS */

    /// @inheritdoc IReassessments
    function checkUpkeep(
        bytes calldata checkData
    )
        external
        view
        override(IReassessments, AutomationCompatibleInterface)
        returns (bool upkeepNeeded, bytes memory performData)
    {
        (VersionId from, uint256 count) = abi.decode(checkData, (VersionId, uint256));
        (uint256 first, uint256 length) = PageLib.cut(VersionId.unwrap(from), count, PIPELINES.versionCount());
        VersionId[] memory dueIds = new VersionId[](MAX_PER_PERFORM);
        uint256 found;
        for (uint256 id = first; id < first + length && found < MAX_PER_PERFORM; ++id) {
            // An id that exists has 28 bits.
            VersionId versionId = VersionId.wrap(uint64(id));
            (bool due, ) = _check(versionId);
            if (due) dueIds[found++] = versionId;
        }
        VersionId[] memory versionIds = new VersionId[](found);
        for (uint256 i = 0; i < found; ++i) versionIds[i] = dueIds[i];
        return (found != 0, abi.encode(versionIds));
    }

    /// @inheritdoc IReassessments
    function isDue(VersionId versionId) external view returns (bool due) {
        (due, ) = _check(versionId);
    }

    /* PRIVATE */

    /// @return due as `isDue`
    /// @return shard the term in force, where it is due
    function _check(VersionId versionId) private view returns (bool due, uint32 shard) {
        Score memory score = SCORES.scoreOf(versionId);
        if (score.settledAt == 0 || SCORES.isVoid(versionId) || SCORES.isPaused()) return (false, 0);
        if (SCORES.requestOf(versionId).requester != address(0)) return (false, 0);

        // A version with a Final score exists, and so does its benchmark, which has started.
        (BenchmarkId benchmarkId, , , ) = PIPELINES.scoringOf(versionId);
        RulesWord rules = BENCHMARKS.rulesWordOf(benchmarkId);
        if (block.timestamp + rules.graceSeconds() < score.validUntil) return (false, 0);
        if (SCORES.requestsLeftOf(benchmarkId) == 0) return (false, 0);
        shard = BENCHMARKS.shardAt(benchmarkId, block.timestamp);
        due = shard >= _nextShards[versionId] && MARKET.oracleFundOf(versionId) >= rules.feeWei();
    }
}
