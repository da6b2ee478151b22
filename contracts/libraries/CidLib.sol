// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Names of content from their digests
library CidLib {
    /// @dev CIDv1 (0x01), codec raw (0x55), multihash sha2-256 (0x12) of 32 (0x20) bytes.
    bytes4 private constant RAW_SHA256_PREFIX = 0x01551220;

    /// @dev RFC 4648 base32, lower case, without padding; multibase calls it "b".
    bytes32 private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    /// @dev 36 bytes are 288 bits, 58 characters of 5 bits.
    uint256 private constant CHARACTERS = 58;

    /// @notice The `ipfs://` address of the raw block whose SHA-256 is `digest`.
    function toIpfsUri(bytes32 digest) internal pure returns (string memory uri) {
        bytes memory text = new bytes(CHARACTERS);
        bytes memory cid = bytes.concat(RAW_SHA256_PREFIX, digest);
        uint256 bits;
        uint256 bitCount;
        uint256 next;
        for (uint256 i = 0; i < cid.length; ++i) {
            bits = (bits << 8) | uint8(cid[i]);
            bitCount += 8;
            while (bitCount >= 5) {
                bitCount -= 5;
                text[next++] = ALPHABET[(bits >> bitCount) & 31];
            }
            bits &= (1 << bitCount) - 1;
        }
        // 288 = 57 · 5 + 3: the last character carries 3 bits and two zero bits.
        text[next] = ALPHABET[(bits << (5 - bitCount)) & 31];
        uri = string.concat("ipfs://b", string(text));
    }
}
