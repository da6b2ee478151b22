// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Merkle trees of RFC 6962 with SHA-256 (docs/SPEC.md, P-3)
library MerkleLib {
    /// @notice Root over leaves whose data have 32 bytes. Overwrites `leaves`.
    /// @dev Pairs neighbours level by level; one left over moves up as it is. That is RFC 6962's tree, which splits at the largest power
    /// of two.
    /// @param leaves 1..64 data of leaves
    function rootOf(bytes32[] memory leaves) internal pure returns (bytes32 root) {
        uint256 count = leaves.length;
        for (uint256 i = 0; i < count; ++i) leaves[i] = sha256(abi.encodePacked(hex"00", leaves[i]));
        while (count > 1) {
            uint256 pairs = count / 2;
            for (uint256 i = 0; i < pairs; ++i) {
                leaves[i] = sha256(abi.encodePacked(hex"01", leaves[2 * i], leaves[2 * i + 1]));
            }
            if (count % 2 != 0) leaves[pairs] = leaves[count - 1];
            count = pairs + (count % 2);
        }
        return leaves[0];
    }
}
