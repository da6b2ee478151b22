// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {TermsLib} from "../../../contracts/libraries/TermsLib.sol";
import {VersionWord, VersionWordLib} from "../../../contracts/libraries/VersionWordLib.sol";
import {PipelineId} from "../../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../../contracts/types/LicenceTerms.sol";

contract VersionWordLibTest is Test {
    using TermsLib for LicenceTerms;

    /// Every field comes back, at random values and with all of its bits set.
    function testFuzz_Pack_RoundTrips(
        address contributor,
        uint24 pipelineId,
        uint256 registeredAt,
        LicenceTerms memory terms,
        uint256 parts
    ) public pure {
        terms = LicenceTerms({
            royaltyBps: uint16(_bound(terms.royaltyBps, 0, 9000)),
            coParentBps: uint16(_bound(terms.coParentBps, 0, 3000)),
            minPriceGwei: uint64(_bound(terms.minPriceGwei, 0, 2 ** 35 - 1)),
            currencies: terms.currencies,
            flags: uint8(_bound(terms.flags, 0, 3))
        });
        _check(contributor, pipelineId, _bound(registeredAt, 0, 2 ** 33 - 1), terms, _bound(parts, 0, 7));
    }

    function test_Pack_RoundTripsAtTheLimits() public pure {
        LicenceTerms memory terms = LicenceTerms(2 ** 14 - 1, 2 ** 12 - 1, 2 ** 35 - 1, 255, 3);
        _check(address(type(uint160).max), type(uint24).max, 2 ** 33 - 1, terms, 7);
        terms = LicenceTerms(0, 0, 0, 0, 0);
        _check(address(0), 0, 0, terms, 0);
        assertTrue(VersionWord.wrap(0).isEmpty());
    }

    function _check(
        address contributor,
        uint24 pipelineId,
        uint256 registeredAt,
        LicenceTerms memory terms,
        uint256 parts
    ) private pure {
        VersionWord word = VersionWordLib.pack(
            contributor,
            PipelineId.wrap(pipelineId),
            registeredAt,
            terms.pack(),
            parts
        );
        assertEq(word.contributor(), contributor);
        assertEq(PipelineId.unwrap(word.pipelineId()), pipelineId);
        assertEq(word.registeredAt(), registeredAt);
        // The minimum price comes from outside the word.
        assertEq(abi.encode(word.terms(terms.minPriceGwei).unpack()), abi.encode(terms));
        assertEq(word.has(VersionWordLib.HAS_INPUTS), parts & 1 != 0);
        assertEq(word.has(VersionWordLib.HAS_COLLABORATORS), parts & 2 != 0);
        assertEq(word.has(VersionWordLib.HAS_MIN_PRICE), parts & 4 != 0);
        assertEq(word.isEmpty(), VersionWord.unwrap(word) == 0);
    }
}
