// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IScores} from "../../contracts/interfaces/IScores.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {Score} from "../../contracts/types/Score.sol";
import {ScoresFixture} from "../utils/ScoresFixture.sol";

contract ScoresBoardTest is ScoresFixture {
    uint64 private constant PLACES = 102;

    /// S-9: a better version replaces the lowest, which learns of it only from the board.
    function test_Board_ReplacesTheLowest() external {
        _fill();
        assertEq(scores.scoreOf(_id(1)).boardPlace, 1);
        _register(200);
        _score(200, 499); // ties with the lowest
        assertEq(scores.scoreOf(_id(200)).boardPlace, 0);
        _register(201);
        _request(201);
        vm.expectEmit();
        emit IScores.BoardChanged(benchmark, _id(201), 1, true);
        _settle(_pack(_item(201, 600)));
        assertEq(scores.scoreOf(_id(201)).boardPlace, 1);
        assertEq(scores.scoreOf(_id(1)).boardPlace, 0);
        (VersionId[] memory ids, uint16[] memory bounds) = scores.boardOf(benchmark);
        assertEq(ids.length, PLACES);
        assertEq(VersionId.unwrap(ids[0]), 201);
        assertEq(bounds[0], scores.scoreOf(_id(201)).boundBps);
    }

    /// S-9: `poke` brings in a member that belongs there, once another has fallen.
    function test_Poke_InsertsWhoBelongsThere() external {
        _fill();
        _register(201);
        _score(201, 600);
        scores.poke(_id(1));
        assertEq(scores.scoreOf(_id(1)).boardPlace, 0);
        _score(201, 100);
        vm.expectEmit();
        emit IScores.BoardChanged(benchmark, _id(1), 1, true);
        scores.poke(_id(1));
        assertEq(scores.scoreOf(_id(1)).boardPlace, 1);
        assertEq(scores.scoreOf(_id(201)).boardPlace, 0);
    }

    /// S-7, S-9: valid to its last second, removed by `poke` afterwards.
    function test_Poke_RemovesTheStale() external {
        _score(1, 700);
        uint256 validUntil = scores.scoreOf(_id(1)).validUntil;
        vm.warp(validUntil);
        scores.poke(_id(1));
        assertEq(scores.scoreOf(_id(1)).boardPlace, 1);
        vm.warp(validUntil + 1);
        vm.expectEmit();
        emit IScores.BoardChanged(benchmark, _id(1), 1, false);
        vm.prank(stranger);
        scores.poke(_id(1));
        assertEq(scores.scoreOf(_id(1)).boardPlace, 0);
        (VersionId[] memory ids, ) = scores.boardOf(benchmark);
        assertEq(ids.length, 0);
        scores.poke(_id(1));
        assertEq(scores.scoreOf(_id(1)).boundBps, 6708);
    }

    /// S-9: a score that comes in stale does not enter, and takes its version off.
    function test_Settle_KeepsTheStaleOff() external {
        _score(1, 700);
        vm.warp(scores.scoreOf(_id(1)).validUntil + 1);
        _request(1);
        vm.expectEmit();
        emit IScores.BoardChanged(benchmark, _id(1), 1, false);
        _settle(_pack(_item(1, 800))); // of shard 0
        assertEq(scores.scoreOf(_id(1)).correct, 800);
        assertEq(scores.scoreOf(_id(1)).boardPlace, 0);
    }

    /// Invariant 15: a version scored to 0 leaves.
    function test_Settle_RemovesBoundZero() external {
        _score(1, 700);
        _score(1, 0);
        (VersionId[] memory ids, ) = scores.boardOf(benchmark);
        assertEq(ids.length, 0);
        assertEq(scores.scoreOf(_id(1)).settledAt, START);
    }

    /// Invariant 15: once the versions whose score fell, expired or was voided are poked, and then the others, the board holds the
    /// true top 102 – against a list kept beside it.
    /// hardhat-config: fuzz.runs = 60
    function testFuzz_Poke_HoldsTheTrueTop(uint256 seed) external {
        uint64 count = 130;
        for (uint64 id = 1; id <= count; ++id) _register(id);
        for (uint256 round = 0; round < 5; ++round) {
            // The first round in term 0, the others in term 1.
            uint256 term = round == 0 ? 0 : 1;
            vm.warp(START + term * TERM_SECONDS + round * EPOCH_SECONDS);
            _change(uint256(keccak256(abi.encode(seed, round))), count, uint32(term));
        }
        // What was scored in term 0 only has expired by now.
        vm.warp(START + TERM_SECONDS + GRACE_SECONDS + 1);
        for (uint256 pass = 0; pass < 2; ++pass) {
            for (uint64 id = 1; id <= count; ++id) if (scores.scoreOf(_id(id)).settledAt != 0) scores.poke(_id(id));
        }
        _assertTop(count);
    }

    /// @dev Scores some versions of one term and voids a few.
    function _change(uint256 seed, uint64 count, uint32 shard) private {
        bytes memory items;
        uint256 requests;
        for (uint64 i = 0; i < count; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            uint64 id = 1 + ((uint64(seed % count) + i) % count);
            if (draw % 3 == 0 || scores.isVoid(_id(id))) continue;
            if (draw % 41 == 1) {
                scores.setSource(address(this), IScores.SourceKind.DISPUTES);
                scores.voidVersion(_id(id));
                continue;
            }
            if (requests == 64) break;
            _request(id);
            ++requests;
            // Few bounds, so that ties are common; some are 0.
            items = bytes.concat(items, _pack(_item(id, uint32((draw >> 64) % 12) * 80)));
        }
        scores.setSource(address(this), IScores.SourceKind.VERIFIES);
        scores.settleBatch(benchmark, uint40(benchmarks.currentEpoch()), shard, items, signers);
    }

    function _assertTop(uint64 count) private view {
        (VersionId[] memory ids, uint16[] memory bounds) = scores.boardOf(benchmark);
        uint256 lowest = type(uint256).max;
        bool[] memory isOn = new bool[](count + 1);
        for (uint256 i = 0; i < ids.length; ++i) {
            assertFalse(isOn[VersionId.unwrap(ids[i])], "duplicate");
            isOn[VersionId.unwrap(ids[i])] = true;
            if (bounds[i] < lowest) lowest = bounds[i];
        }
        uint256 ranked;
        for (uint64 id = 1; id <= count; ++id) {
            Score memory score = scores.scoreOf(_id(id));
            bool counts = score.boundBps != 0 && block.timestamp <= score.validUntil && !scores.isVoid(_id(id));
            if (counts) ++ranked;
            assertEq(score.boardPlace != 0, isOn[id], "place");
            if (!counts) assertFalse(isOn[id], "stale, void or 0");
            else if (!isOn[id]) assertLe(score.boundBps, lowest, "a better version is out");
        }
        assertEq(ids.length, ranked < PLACES ? ranked : PLACES);
    }

    function test_RevertWhen_PokingWithoutScore() external {
        vm.expectRevert(abi.encodeWithSelector(IScores.ScoresNoScore.selector, _id(1)));
        scores.poke(_id(1));
    }

    /// @dev In two epochs: one takes 64 requests (S-4).
    function _fill() private {
        _fill(1, PLACES / 2);
        vm.warp(START + EPOCH_SECONDS);
        _fill(PLACES / 2 + 1, PLACES);
    }

    function _fill(uint64 first, uint64 last) private {
        bytes memory items;
        for (uint64 id = first; id <= last; ++id) {
            _register(id);
            _request(id);
            items = bytes.concat(items, _pack(_item(id, 498 + uint32(id))));
        }
        _settle(items);
    }
}
