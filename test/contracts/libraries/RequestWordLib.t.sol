// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {RequestWord, RequestWordLib} from "../../../contracts/libraries/RequestWordLib.sol";
import {BenchmarkId} from "../../../contracts/types/Ids.sol";

contract RequestWordLibTest is Test {
    function testFuzz_Create_KeepsEveryField(
        address requester,
        uint40 epoch,
        uint24 benchmark,
        bool isClaim
    ) external pure {
        BenchmarkId id = BenchmarkId.wrap(benchmark);
        RequestWord word = RequestWordLib.create(requester, epoch, id, isClaim);
        assertEq(word.requester(), requester);
        assertEq(word.epoch(), epoch);
        assertEq(BenchmarkId.unwrap(word.benchmarkId()), benchmark);
        assertEq(word.isClaim(), isClaim);
        assertEq(word.isOpen(), requester != address(0) || epoch != 0 || benchmark != 0 || isClaim);
    }

    /// A request belongs to the batch of its benchmark and epoch, and to no other; no request belongs to none.
    function testFuzz_BelongsTo_OneBatch(
        uint40 epoch,
        uint24 benchmark,
        uint40 otherEpoch,
        uint24 other
    ) external pure {
        RequestWord word = RequestWordLib.create(address(1), epoch, BenchmarkId.wrap(benchmark), true);
        assertTrue(word.belongsTo(RequestWordLib.batchOf(BenchmarkId.wrap(benchmark), epoch)));
        assertEq(
            word.belongsTo(RequestWordLib.batchOf(BenchmarkId.wrap(other), otherEpoch)),
            other == benchmark && otherEpoch == epoch
        );
        if (other != 0) {
            assertFalse(RequestWord.wrap(0).belongsTo(RequestWordLib.batchOf(BenchmarkId.wrap(other), otherEpoch)));
        }
    }
}
