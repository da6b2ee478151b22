// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {LicenceLib} from "../../../contracts/libraries/LicenceLib.sol";

contract LicenceLibTest is Test {
    /// A-1: SPDX expressions of 1..31 characters.
    function test_IsWellFormed_TakesExpressions() external pure {
        bytes32[6] memory expressions = [
            bytes32("0"),
            "MIT",
            "CC-BY-NC-4.0",
            "(MIT OR Apache-2.0)",
            "GPL-2.0+",
            "DocumentRef-a:LicenseRef-b12345"
        ];
        for (uint256 i = 0; i < expressions.length; ++i) {
            assertTrue(LicenceLib.isWellFormed(expressions[i]), string(abi.encodePacked(expressions[i])));
        }
    }

    /// A-1: nothing, a gap, and characters that no expression has are refused.
    function test_IsWellFormed_RefusesTheRest() external pure {
        bytes32[7] memory malformed = [bytes32(0), "\x00MIT", "MIT\x00MIT", "MIT\n", "<b>", "\xc3\xa9", "MIT\xff"];
        for (uint256 i = 0; i < malformed.length; ++i) {
            assertFalse(LicenceLib.isWellFormed(malformed[i]), string(abi.encodePacked(malformed[i])));
        }
    }

    /// A-1: whatever ends in another byte than 0 is a digest.
    function testFuzz_IsWellFormed_TakesDigests(bytes32 digest) external pure {
        vm.assume(uint8(uint256(digest)) != 0);
        assertTrue(LicenceLib.isWellFormed(digest));
    }

    /// A-1: against a plain reading of the rule, with characters drawn near its edges.
    function testFuzz_IsWellFormed_MatchesTheRule(bytes32 seed, uint256 length) external pure {
        length = _bound(length, 0, 31);
        bytes memory some = bytes(" ()+-.09:AZaz\x00,/;@[`{");
        bytes32 word;
        bool isExpression = length != 0;
        for (uint256 i = 0; i < length; ++i) {
            // Mostly from the thirteen that are allowed.
            uint256 draw = uint8(seed[i]) % 64;
            bytes1 character = some[draw < some.length ? draw : draw % 13];
            word |= bytes32(character) >> (8 * i);
            isExpression = isExpression && _isSpdx(character);
        }
        // A zero drawn at the end is padding, as long as something is before it.
        uint256 trimmed = length;
        while (trimmed != 0 && word[trimmed - 1] == 0) --trimmed;
        if (trimmed != length) {
            isExpression = trimmed != 0;
            for (uint256 i = 0; i < trimmed; ++i) isExpression = isExpression && _isSpdx(word[i]);
        }
        assertEq(LicenceLib.isWellFormed(word), isExpression);
    }

    function test_ToText_TellsExpressionsFromDigests() external pure {
        assertEq(LicenceLib.toText(0), "all rights reserved");
        assertEq(LicenceLib.toText("MIT"), "MIT");
        assertEq(LicenceLib.toText("DocumentRef-a:LicenseRef-b12345"), "DocumentRef-a:LicenseRef-b12345");
        bytes32 digest = sha256("a");
        assertEq(LicenceLib.toText(digest), string.concat("SHA-256 ", vm.toString(digest)));
    }

    function _isSpdx(bytes1 c) private pure returns (bool isSpdx) {
        isSpdx =
            (c >= "a" && c <= "z") ||
            (c >= "A" && c <= "Z") ||
            (c >= "0" && c <= "9") ||
            c == " " ||
            c == "(" ||
            c == ")" ||
            c == "+" ||
            c == "-" ||
            c == "." ||
            c == ":";
    }
}
