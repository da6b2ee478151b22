// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {VisibleTextLib} from "../../../contracts/libraries/VisibleTextLib.sol";

/// T-3. TokenRenderer.test.ts compares decoder and table with the platform's.
contract VisibleTextLibTest is Test {
    /// Any bytes become well-formed text of visible characters, at most three times as long, which stays as it is.
    function testFuzz_ToVisible_IsWellFormedVisibleAndStable(bytes memory raw) public pure {
        _check(raw);
    }

    /// The same for bytes of which most begin, continue or break a character.
    function testFuzz_ToVisible_OfBrokenCharacters(uint256 seed, uint256 length) public pure {
        bytes memory pool = hex"00227f808f909fa0adbfc0c2dfe0e2edeff0f3f4f5ff";
        bytes memory raw = new bytes(_bound(length, 0, 64));
        for (uint256 i = 0; i < raw.length; ++i) raw[i] = pool[uint256(keccak256(abi.encode(seed, i))) % pool.length];
        _check(raw);
    }

    /// Each length at its limits, and the places where the second byte's range is narrower.
    function test_ToVisible_KeepsTheLimitsOfEachLength() public pure {
        bytes[8] memory valid = [
            bytes(hex"20"),
            hex"7e",
            hex"c2a0",
            hex"dfbf",
            hex"e0a080",
            hex"ed9fbf",
            hex"f0908080",
            hex"f48fbfbd"
        ];
        for (uint256 i = 0; i < valid.length; ++i) assertEq(bytes(VisibleTextLib.toVisible(valid[i])), valid[i]);
        assertEq(VisibleTextLib.toVisible(""), "");
    }

    /// One U+FFFD for the longest part that could have begun a character.
    function test_ToVisible_ReplacesMaximalParts() public pure {
        assertEq(VisibleTextLib.toVisible(hex"f09f90"), unicode"�");
        assertEq(VisibleTextLib.toVisible(hex"e08080"), unicode"���");
        assertEq(VisibleTextLib.toVisible(hex"f09f3c"), unicode"�<");
        assertEq(VisibleTextLib.toVisible(hex"eda080"), unicode"���");
    }

    /// The last two of every plane, and 32 in the Arabic block (Unicode, 23.7).
    function test_IsVisible_NoNonCharacter() public pure {
        for (uint256 plane = 0; plane <= 0x10; ++plane) {
            assertFalse(VisibleTextLib.isVisible((plane << 16) | 0xfffe));
            assertFalse(VisibleTextLib.isVisible((plane << 16) | 0xffff));
        }
        for (uint256 codePoint = 0xfdd0; codePoint <= 0xfdef; ++codePoint) {
            assertFalse(VisibleTextLib.isVisible(codePoint));
        }
        assertTrue(VisibleTextLib.isVisible(0xfdcf));
        assertTrue(VisibleTextLib.isVisible(0xfdf0));
        assertTrue(VisibleTextLib.isVisible(0xfffd));
    }

    function _check(bytes memory raw) private pure {
        bytes memory text = bytes(VisibleTextLib.toVisible(raw));
        assertLe(text.length, 3 * raw.length);
        for (uint256 position = 0; position < text.length;) {
            uint256 codePoint;
            uint256 start = position;
            (codePoint, position) = VisibleTextLib.decode(text, position);
            assertTrue(VisibleTextLib.isVisible(codePoint));
            // What is malformed reads as U+FFFD too, but is not its three bytes.
            if (codePoint == VisibleTextLib.REPLACEMENT) {
                assertEq(position - start, 3);
                assertEq(text[start], bytes1(0xef));
            }
        }
        assertEq(bytes(VisibleTextLib.toVisible(text)), text);
    }
}
