// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {RulesWord, RulesWordLib} from "../../../contracts/libraries/RulesWordLib.sol";
import {Rules} from "../../../contracts/types/Benchmark.sol";

contract RulesWordLibTest is Test {
    /// S-5, S-7, S-11: every field survives, alone and beside the others.
    function testFuzz_Pack_KeepsEveryField(Rules memory rules, uint32 shard) external pure {
        RulesWord word = RulesWordLib.pack(rules);
        assertEq(abi.encode(word.unpack()), abi.encode(rules));
        assertEq(word.total(), rules.total);
        assertEq(word.baselineBps(), rules.baselineBps);
        assertEq(word.targetBps(), rules.targetBps);
        assertEq(word.committeeSize(), rules.committeeSize);
        assertEq(word.quorum(), rules.quorum);
        assertEq(word.feePerWorkerGwei(), rules.feePerWorkerGwei);
        assertEq(word.startsAt(), rules.startsAt);
        assertEq(word.termSeconds(), rules.termSeconds);
        assertEq(word.graceSeconds(), rules.graceSeconds);
        assertEq(word.challengeWindowSeconds(), rules.challengeWindowSeconds);

        assertEq(word.feeWei(), uint256(rules.committeeSize) * rules.feePerWorkerGwei * 1e9);
        uint256 end = uint256(rules.startsAt) + (uint256(shard) + 1) * rules.termSeconds + rules.graceSeconds;
        assertEq(word.validUntil(shard), end > type(uint40).max ? type(uint40).max : end);
    }

    function test_Pack_FillsTheWord() external pure {
        Rules memory rules = Rules({
            total: type(uint32).max,
            baselineBps: type(uint16).max,
            targetBps: type(uint16).max,
            committeeSize: type(uint8).max,
            quorum: type(uint8).max,
            feePerWorkerGwei: type(uint48).max,
            startsAt: type(uint40).max,
            termSeconds: type(uint32).max,
            graceSeconds: type(uint32).max,
            challengeWindowSeconds: type(uint24).max
        });
        assertEq(RulesWord.unwrap(RulesWordLib.pack(rules)), type(uint256).max);
    }
}
