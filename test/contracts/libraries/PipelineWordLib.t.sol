// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {PipelineWord, PipelineWordLib, TermsWord} from "../../../contracts/libraries/PipelineWordLib.sol";
import {PackedTerms, TermsLib} from "../../../contracts/libraries/TermsLib.sol";
import {VersionId} from "../../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../../contracts/types/LicenceTerms.sol";

contract PipelineWordLibTest is Test {
    using TermsLib for LicenceTerms;

    /// Every field of both words comes back, at random values and with all of its bits set; a new latest version changes no other.
    function testFuzz_Pack_RoundTrips(
        LicenceTerms memory terms,
        LicenceTerms memory scheduled,
        uint24 benchmark,
        uint256 latest,
        uint256 next,
        uint40 effectiveAt,
        bool hasTermsWord
    ) public pure {
        VersionId[2] memory versions = [
            VersionId.wrap(uint64(_bound(latest, 0, 2 ** 28 - 1))),
            VersionId.wrap(uint64(_bound(next, 0, 2 ** 28 - 1)))
        ];
        _check(_inRange(terms), _inRange(scheduled), benchmark, versions, effectiveAt, hasTermsWord);
    }

    function test_Pack_RoundTripsAtTheLimits() public pure {
        LicenceTerms memory full = LicenceTerms(2 ** 14 - 1, 2 ** 12 - 1, 2 ** 35 - 1, 255, 3);
        LicenceTerms memory empty = LicenceTerms(0, 0, 0, 0, 0);
        VersionId last = VersionId.wrap(2 ** 28 - 1);
        _check(full, full, type(uint24).max, [last, VersionId.wrap(0)], type(uint40).max, true);
        _check(empty, empty, 0, [VersionId.wrap(0), last], 0, false);
        _check(empty, full, 0, [last, last], 0, false);
    }

    function _check(
        LicenceTerms memory terms,
        LicenceTerms memory scheduled,
        uint24 benchmark,
        VersionId[2] memory versions,
        uint40 effectiveAt,
        bool hasTermsWord
    ) private pure {
        PackedTerms packed = terms.pack();
        TermsWord termsWord = PipelineWordLib.packTerms(scheduled.pack(), effectiveAt, packed);
        assertEq(PackedTerms.unwrap(termsWord.scheduled()), PackedTerms.unwrap(scheduled.pack()));
        assertEq(termsWord.effectiveAt(), effectiveAt);
        PipelineWord word = PipelineWordLib.pack(packed, benchmark, versions[0], hasTermsWord);
        for (uint256 i = 0; i < 2; ++i) {
            assertEq(VersionId.unwrap(word.latest()), VersionId.unwrap(versions[i]));
            assertEq(word.benchmark(), benchmark);
            assertEq(word.hasTermsWord(), hasTermsWord);
            assertEq(PackedTerms.unwrap(word.terms(termsWord)), PackedTerms.unwrap(packed));
            word = word.withLatest(versions[1]);
        }
    }

    function _inRange(LicenceTerms memory terms) private pure returns (LicenceTerms memory bounded) {
        bounded = LicenceTerms({
            royaltyBps: uint16(_bound(terms.royaltyBps, 0, 9000)),
            coParentBps: uint16(_bound(terms.coParentBps, 0, 3000)),
            minPriceGwei: uint64(_bound(terms.minPriceGwei, 0, 2 ** 35 - 1)),
            currencies: terms.currencies,
            flags: uint8(_bound(terms.flags, 0, 3))
        });
    }
}
