// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IScores} from "../../contracts/interfaces/IScores.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
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
