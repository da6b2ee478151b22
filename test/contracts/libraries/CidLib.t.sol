// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {CidLib} from "../../../contracts/libraries/CidLib.sol";

contract CidLibTest is Test {
    /// Vectors from Python's hashlib and base64.b32encode.
    function test_ToIpfsUri_MatchesKnownCids() public pure {
        assertEq(CidLib.toIpfsUri(sha256("")), "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assertEq(CidLib.toIpfsUri(0), "ipfs://bafkreiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        assertEq(
            CidLib.toIpfsUri(bytes32(type(uint256).max)),
            "ipfs://bafkreih777777777777777777777777777777777777777777777777774"
        );
    }

    /// F-1: decoding the base32 text gives the CIDv1 of the digest back.
    function testFuzz_ToIpfsUri_DecodesToTheDigest(bytes32 digest) public pure {
        bytes memory uri = bytes(CidLib.toIpfsUri(digest));
        assertEq(uri.length, 66);
        // 58 characters of 5 bits are 290 bits: `high` collects what is shifted out of `low`.
        uint256 high;
        uint256 low;
        for (uint256 i = 8; i < 66; ++i) {
            uint8 character = uint8(uri[i]);
            uint256 value = character >= 97 ? character - 97 : character - 50 + 26;
            assertLt(value, 32);
            high = (high << 5) | (low >> 251);
            low = (low << 5) | value;
        }
        // Two bits of padding at the end.
        assertEq(low & 3, 0);
        assertEq(bytes32((low >> 2) | (high << 254)), digest);
        assertEq(high >> 2, 0x01551220);
    }
}
