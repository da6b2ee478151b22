// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {ICommittee} from "../../../contracts/interfaces/ICommittee.sol";
import {BatchWord, BatchWordLib} from "../../../contracts/libraries/BatchWordLib.sol";

contract BatchWordLibTest is Test {
    /// C-5: every field survives, alone and beside the others.
    function testFuzz_Create_KeepsEveryField(
        bytes17 digest,
        uint32 signers,
        uint40 endsAt,
        uint40 epoch,
        uint8 size,
        uint8 round,
        bool isAnswered,
        uint32 more
    ) external pure {
        size = uint8(bound(size, 0, 32));
        round = uint8(bound(round, 0, 2));
        (endsAt, epoch) = (endsAt >> 4, epoch >> 4);
        uint40 later = endsAt ^ (type(uint40).max >> 4);
        BatchWord word = BatchWordLib.create(digest, signers, endsAt, epoch, size);
        _assert(word, digest, signers, endsAt, epoch, size);
        assertTrue(word.state() == ICommittee.BatchState.SUBMITTED);
        assertEq(word.round(), 0);
        assertFalse(word.isAnswered());

        word = word.withSigners(more).withRound(round, isAnswered, later);
        _assert(word, digest, signers | more, later, epoch, size);
        assertTrue(word.state() == ICommittee.BatchState.CHALLENGED);
        assertEq(word.round(), round);
        assertEq(word.isAnswered(), isAnswered);

        word = word.withState(ICommittee.BatchState.CANCELLED);
        _assert(word, digest, signers | more, later, epoch, size);
        assertTrue(word.state() == ICommittee.BatchState.CANCELLED);
        assertEq(word.round(), round);
    }

    function _assert(
        BatchWord word,
        bytes17 digest,
        uint32 signers,
        uint40 endsAt,
        uint40 epoch,
        uint8 size
    ) private pure {
        assertEq(bytes32(word.digest()), bytes32(digest));
        assertEq(word.signers(), signers);
        assertEq(word.endsAt(), endsAt);
        assertEq(word.epoch(), epoch);
        assertEq(word.size(), size);
    }
}
