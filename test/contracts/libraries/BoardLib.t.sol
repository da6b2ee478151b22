// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {Board, BoardLib} from "../../../contracts/libraries/BoardLib.sol";
import {VersionId} from "../../../contracts/types/Ids.sol";

contract BoardLibTest is Test {
    using BoardLib for Board;

    uint256 private constant PLACES = 102;
    /// @dev More gas than any insertion takes, cold slots included; a board that walked its members would need 200,000.
    uint256 private constant GAS_CEILING = 60_000;

    Board private _board;
    /// @dev What Scores remembers of a version.
    mapping(uint256 id => uint256) private _places;
    mapping(uint256 id => uint256) private _bounds;
    mapping(uint256 id => bool) private _seen;

    function test_Put_EntersUpdatesAndLeaves() external {
        (uint256 place, bool wasMember) = _board.put(VersionId.wrap(5), 7000, 0);
        assertEq(place, 1);
        assertFalse(wasMember);
        (place, wasMember) = _board.put(VersionId.wrap(6), 7100, 0);
        assertEq(place, 2);
        (place, wasMember) = _board.put(VersionId.wrap(5), 6000, 1);
        assertEq(place, 1);
        assertTrue(wasMember);
        (place, wasMember) = _board.put(VersionId.wrap(6), 0, 2);
        assertEq(place, 0);
        assertTrue(wasMember);
        (VersionId[] memory ids, uint16[] memory bounds) = _board.members();
        assertEq(ids.length, 1);
        assertEq(VersionId.unwrap(ids[0]), 5);
        assertEq(bounds[0], 6000);
    }

    function test_Put_RefusesBoundZero() external {
        (uint256 place, bool wasMember) = _board.put(VersionId.wrap(5), 0, 0);
        assertEq(place, 0);
        assertFalse(wasMember);
    }

    /// S-9: a tie with the lowest member stays out, one basis point more replaces it.
    function test_Put_KeepsTiesOut() external {
        for (uint256 id = 1; id <= PLACES; ++id) _put(id, 5000 + id);
        assertEq(_put(200, 5001), 0);
        assertTrue(_board.isMember(VersionId.wrap(1), _places[1]));
        assertEq(_put(200, 5002), _places[1]);
        assertFalse(_board.isMember(VersionId.wrap(1), _places[1]));
    }

    /// S-9: the widest id and bound fit their lanes and leave the neighbours alone.
    function test_Put_KeepsNeighboursApart() external {
        for (uint256 i = 0; i < PLACES; ++i) _put(0xfffffff - i, 10_000);
        (VersionId[] memory ids, uint16[] memory bounds) = _board.members();
        assertEq(ids.length, PLACES);
        for (uint256 i = 0; i < PLACES; ++i) {
            assertEq(VersionId.unwrap(ids[i]), 0xfffffff - i);
            assertEq(bounds[i], 10_000);
        }
        _put(0xfffffff - 50, 0);
        (ids, ) = _board.members();
        assertEq(ids.length, PLACES - 1);
    }

    /// Invariant 15: after every changed version was poked, the board holds the true top 102, without duplicates.
    function testFuzz_Put_HoldsTheTopAfterPokes(uint256 seed) external {
        uint256 changes = 150 + (seed % 150);
        for (uint256 i = 0; i < changes; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            uint256 id = 1 + (draw % 160);
            // Few distinct bounds, so that ties are common; a tenth of the changes lose their score.
            uint256 bps = (draw >> 32) % 10 == 0 ? 0 : 1 + ((draw >> 64) % 300);
            _put(id, bps);
        }
        // A round of pokes over all versions settles what earlier departures left open.
        for (uint256 id = 1; id <= 160; ++id) if (_seen[id]) _put(id, _bounds[id]);

        (VersionId[] memory ids, uint16[] memory bounds) = _board.members();
        uint256 lowest = type(uint256).max;
        bool[161] memory isOn;
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = VersionId.unwrap(ids[i]);
            assertFalse(isOn[id], "duplicate");
            isOn[id] = true;
            assertEq(bounds[i], _bounds[id], "old bound");
            assertTrue(_board.isMember(ids[i], _places[id]), "place unknown to the version");
            if (bounds[i] < lowest) lowest = bounds[i];
        }
        uint256 ranked;
        for (uint256 id = 1; id <= 160; ++id) {
            if (_bounds[id] == 0) assertFalse(isOn[id], "without a score");
            else ++ranked;
            if (_bounds[id] != 0 && !isOn[id]) assertLe(_bounds[id], lowest, "a better version is out");
        }
        assertEq(ids.length, ranked < PLACES ? ranked : PLACES);
    }

    /// Invariant 16: insertion costs the same after 2,000 entries as after 200.
    function test_Put_CostIsBounded() external {
        for (uint256 id = 1; id <= 2000; ++id) {
            uint256 before = gasleft();
            _board.put(VersionId.wrap(uint64(id)), 1 + ((id * 7919) % 10_000), 0);
            assertLt(before - gasleft(), GAS_CEILING);
        }
    }

    /// Invariant 16: so it does on a full board with the widest ids, on cold slots, for who enters, moves, stays out and leaves.
    function testFuzz_Put_CostIsBoundedOnAFullBoard(uint64 id, uint256 boundBps, uint256 salt) external {
        for (uint256 i = 0; i < PLACES; ++i) {
            _put(0xfffffff - i, 1 + (uint256(keccak256(abi.encode(salt, i))) % 10_000));
        }
        id = uint64(bound(id, 0xfffff00, 0xfffffff));
        boundBps = bound(boundBps, 0, 10_000);
        uint256 place = _places[id];
        vm.cool(address(this));
        uint256 before = gasleft();
        (uint256 newPlace, ) = _board.put(VersionId.wrap(id), boundBps, place);
        assertLt(before - gasleft(), GAS_CEILING);
        assertEq(newPlace != 0, _board.isMember(VersionId.wrap(id), newPlace));
    }

    function _put(uint256 id, uint256 boundBps) private returns (uint256 place) {
        (place, ) = _board.put(VersionId.wrap(uint64(id)), boundBps, _places[id]);
        _places[id] = place;
        _bounds[id] = boundBps;
        _seen[id] = true;
    }
}
