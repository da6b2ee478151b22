// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {ScoreWord, ScoreWordLib} from "../../../contracts/libraries/ScoreWordLib.sol";

contract ScoreWordLibTest is Test {
    function testFuzz_Create_KeepsEveryField(
        uint32 correct,
        uint16 boundBps,
        uint40 validUntil,
        uint40 settledAt,
        uint32 shard,
        uint24 benchmark,
        uint8 place
    ) external pure {
        ScoreWord word = ScoreWordLib.create(correct, boundBps, validUntil, settledAt, shard, benchmark);
        assertEq(word.boardPlace(), 0);
        word = word.withPlace(type(uint8).max).withPlace(place);
        assertEq(word.correct(), correct);
        assertEq(word.boundBps(), boundBps);
        assertEq(word.validUntil(), validUntil);
        assertEq(word.settledAt(), settledAt);
        assertEq(word.shard(), shard);
        assertEq(word.boardPlace(), place);
        assertEq(word.benchmarkId(), benchmark);
        assertEq(word.isFinal(), settledAt != 0);
    }
}
