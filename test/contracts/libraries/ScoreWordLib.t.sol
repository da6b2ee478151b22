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
    ) external view {
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
        assertFalse(word.isVoid());
        assertEq(word.isValid(), settledAt != 0 && block.timestamp <= validUntil);

        // Void: everything stays but the expiry, for ever.
        word = word.asVoid().withPlace(1).asVoid();
        assertTrue(word.isVoid());
        assertFalse(word.isValid());
        assertEq(word.validUntil(), 0);
        assertEq(word.correct(), correct);
        assertEq(word.boundBps(), boundBps);
        assertEq(word.settledAt(), settledAt);
        assertEq(word.shard(), shard);
        assertEq(word.boardPlace(), 1);
        assertEq(word.benchmarkId(), benchmark);
    }
}
