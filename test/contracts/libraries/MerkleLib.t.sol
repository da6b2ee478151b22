// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {MerkleLib} from "../../../contracts/libraries/MerkleLib.sol";

/// P-3
contract MerkleLibTest is Test {
    function testFuzz_RootOf_IsRfc6962s(bytes32[64] memory data, uint256 count) external pure {
        count = bound(count, 1, 64);
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = data[i];
        bytes32 expected = _rootOf(data, 0, count);
        assertEq(MerkleLib.rootOf(leaves), expected);
    }

    /// @dev The definition: split at the largest power of two below the count.
    function _rootOf(bytes32[64] memory data, uint256 from, uint256 count) private pure returns (bytes32 root) {
        if (count == 1) return sha256(abi.encodePacked(hex"00", data[from]));
        uint256 left = 1;
        while (left * 2 < count) left *= 2;
        return sha256(abi.encodePacked(hex"01", _rootOf(data, from, left), _rootOf(data, from + left, count - left)));
    }
}
