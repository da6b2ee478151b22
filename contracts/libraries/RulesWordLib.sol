// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Rules} from "../types/Benchmark.sol";

/// @dev A benchmark's rules, from the low bits up: total 32, baseline 16, target 16 (basis points), committee size 8, quorum 8,
/// fee per worker 48 (gwei), startsAt 40 (time), term 32, grace 32, challenge window 24 (seconds); no bit unused.
type RulesWord is uint256;

using RulesWordLib for RulesWord global;

/// @title Packing of a benchmark's rules, and what follows from them (docs/SPEC.md, S-5, S-7 and S-11)
/// @notice A settlement needs all of them from another contract: one word costs 2,700 gas less to hand over than ten.
library RulesWordLib {
    uint256 private constant BASELINE_SHIFT = 32;
    uint256 private constant TARGET_SHIFT = 48;
    uint256 private constant COMMITTEE_SHIFT = 64;
    uint256 private constant QUORUM_SHIFT = 72;
    uint256 private constant FEE_SHIFT = 80;
    uint256 private constant STARTS_AT_SHIFT = 128;
    uint256 private constant TERM_SHIFT = 168;
    uint256 private constant GRACE_SHIFT = 200;
    uint256 private constant WINDOW_SHIFT = 232;

    function pack(Rules memory rules) internal pure returns (RulesWord word) {
        return
            RulesWord.wrap(
                uint256(rules.total) |
                    (uint256(rules.baselineBps) << BASELINE_SHIFT) |
                    (uint256(rules.targetBps) << TARGET_SHIFT) |
                    (uint256(rules.committeeSize) << COMMITTEE_SHIFT) |
                    (uint256(rules.quorum) << QUORUM_SHIFT) |
                    (uint256(rules.feePerWorkerGwei) << FEE_SHIFT) |
                    (uint256(rules.startsAt) << STARTS_AT_SHIFT) |
                    (uint256(rules.termSeconds) << TERM_SHIFT) |
                    (uint256(rules.graceSeconds) << GRACE_SHIFT) |
                    (uint256(rules.challengeWindowSeconds) << WINDOW_SHIFT)
            );
    }

    function unpack(RulesWord word) internal pure returns (Rules memory rules) {
        return
            Rules({
                total: total(word),
                baselineBps: baselineBps(word),
                targetBps: targetBps(word),
                committeeSize: committeeSize(word),
                quorum: quorum(word),
                feePerWorkerGwei: feePerWorkerGwei(word),
                startsAt: startsAt(word),
                termSeconds: termSeconds(word),
                graceSeconds: graceSeconds(word),
                challengeWindowSeconds: challengeWindowSeconds(word)
            });
    }

    /// @notice Fee of one request.
    function feeWei(RulesWord word) internal pure returns (uint256 fee) {
        // 8 bits times 48 bits of gwei: below 2^86.
        unchecked {
            return uint256(committeeSize(word)) * feePerWorkerGwei(word) * 1 gwei;
        }
    }

    /// @notice End of the shard's term plus grace. Saturates: a score that outlives the 40-bit clock is valid until its end.
    /// @param shard below 2^32
    function validUntil(RulesWord word, uint256 shard) internal pure returns (uint40 until) {
        uint256 end = startsAt(word) + (shard + 1) * termSeconds(word) + graceSeconds(word);
        return uint40(Math.min(end, type(uint40).max));
    }

    function total(RulesWord word) internal pure returns (uint32 samples) {
        return uint32(RulesWord.unwrap(word));
    }

    function baselineBps(RulesWord word) internal pure returns (uint16 bps) {
        return uint16(RulesWord.unwrap(word) >> BASELINE_SHIFT);
    }

    function targetBps(RulesWord word) internal pure returns (uint16 bps) {
        return uint16(RulesWord.unwrap(word) >> TARGET_SHIFT);
    }

    function committeeSize(RulesWord word) internal pure returns (uint8 size) {
        return uint8(RulesWord.unwrap(word) >> COMMITTEE_SHIFT);
    }

    function quorum(RulesWord word) internal pure returns (uint8 signatures) {
        return uint8(RulesWord.unwrap(word) >> QUORUM_SHIFT);
    }

    function feePerWorkerGwei(RulesWord word) internal pure returns (uint48 feeGwei) {
        return uint48(RulesWord.unwrap(word) >> FEE_SHIFT);
    }

    function startsAt(RulesWord word) internal pure returns (uint40 timestamp) {
        return uint40(RulesWord.unwrap(word) >> STARTS_AT_SHIFT);
    }

    function termSeconds(RulesWord word) internal pure returns (uint32 duration) {
        return uint32(RulesWord.unwrap(word) >> TERM_SHIFT);
    }

    function graceSeconds(RulesWord word) internal pure returns (uint32 duration) {
        return uint32(RulesWord.unwrap(word) >> GRACE_SHIFT);
    }

    function challengeWindowSeconds(RulesWord word) internal pure returns (uint24 duration) {
        return uint24(RulesWord.unwrap(word) >> WINDOW_SHIFT);
    }
}
