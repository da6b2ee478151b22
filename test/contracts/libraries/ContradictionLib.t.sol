// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {ContradictionLib} from "../../../contracts/libraries/ContradictionLib.sol";

/// C-14
contract ContradictionLibTest is Test {
    uint32 private constant NONE = type(uint32).max;

    function areContradictory(bytes calldata a, bytes calldata b) external pure returns (bool areSo) {
        return ContradictionLib.areContradictory(a, b);
    }

    function test_AreContradictory_ByField() external view {
        uint32[7] memory item = [uint32(1), 700, 5, 30, 20, 12, 11];
        _check(item, item, false);
        // Another version, count, holder, c, b, cP, bP.
        bool[7] memory contradicts = [false, true, false, true, true, true, true];
        for (uint256 field = 0; field < 7; ++field) {
            uint32[7] memory other = [item[0], item[1], item[2], item[3], item[4], item[5], item[6]];
            ++other[field];
            _check(item, other, contradicts[field]);
        }
        // Against another holder, other c and b mean nothing; the count and the parent's do.
        uint32[7] memory apart = [uint32(1), 700, 6, 31, 21, 12, 11];
        _check(item, apart, false);
        apart[1] = 701;
        _check(item, apart, true);
        (apart[1], apart[5]) = (700, 13);
        _check(item, apart, true);
        // Unavailable to one only.
        _check(item, [uint32(1), NONE, 0, 0, 0, 0, 0], false);
        _check([uint32(1), NONE, 0, 0, 0, 0, 0], [uint32(1), NONE, 0, 0, 0, 0, 1], false);
    }

    /// No order of items, and no item that only one has, hides a contradiction.
    function test_AreContradictory_WhateverTheOrder() external view {
        bytes memory a = bytes.concat(_pack([uint32(9), 1, 0, 0, 0, 0, 0]), _pack([uint32(3), 1, 0, 0, 0, 0, 0]));
        bytes memory b = bytes.concat(
            _pack([uint32(2), 1, 0, 0, 0, 0, 0]),
            _pack([uint32(3), 1, 0, 0, 0, 0, 0]),
            _pack([uint32(9), 2, 0, 0, 0, 0, 0])
        );
        assertTrue(this.areContradictory(a, b));
        assertTrue(this.areContradictory(b, a));
        assertFalse(this.areContradictory(a, _pack([uint32(2), 1, 0, 0, 0, 0, 0])));
    }

    function testFuzz_AreContradictory_IsSymmetric(uint32[7] memory a, uint32[7] memory b) external view {
        b[0] = a[0];
        assertEq(this.areContradictory(_pack(a), _pack(b)), this.areContradictory(_pack(b), _pack(a)));
        assertFalse(this.areContradictory(_pack(a), _pack(a)));
    }

    function _check(uint32[7] memory a, uint32[7] memory b, bool expected) private view {
        assertEq(this.areContradictory(_pack(a), _pack(b)), expected);
        assertEq(this.areContradictory(_pack(b), _pack(a)), expected);
    }

    function _pack(uint32[7] memory fields) private pure returns (bytes memory packed) {
        for (uint256 i = 0; i < 7; ++i) packed = bytes.concat(packed, bytes4(fields[i]));
    }
}
