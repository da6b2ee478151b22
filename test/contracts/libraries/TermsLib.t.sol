// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {PackedTerms, TermsLib} from "../../../contracts/libraries/TermsLib.sol";
import {LicenceTerms} from "../../../contracts/types/LicenceTerms.sol";

contract TermsLibTest is Test {
    using TermsLib for LicenceTerms;

    /// Terms in range survive packing into 72 bits.
    function testFuzz_Pack_RoundTrips(LicenceTerms memory terms) public pure {
        _checkRoundTrip(_inRange(terms));
    }

    function test_Pack_RoundTripsAtTheLimits() public pure {
        _checkRoundTrip(LicenceTerms(9000, 3000, 2 ** 35 - 1, 255, 3));
        _checkRoundTrip(LicenceTerms(2 ** 14 - 1, 2 ** 12 - 1, 0, 0, 0));
        _checkRoundTrip(LicenceTerms(0, 0, 2 ** 35 - 1, 0, 1));
        _checkRoundTrip(LicenceTerms(0, 0, 0, 255, 2));
    }

    /// L-5 and the room in the word.
    function testFuzz_IsInRange_IsTheSpecifiedRange(LicenceTerms memory terms) public pure {
        bool expected =
            terms.royaltyBps <= 9000 &&
                terms.coParentBps <= 3000 &&
                terms.minPriceGwei < 2 ** 35 &&
                terms.currencies > 0 &&
                terms.flags < 4;
        assertEq(terms.isInRange(), expected);
        assertTrue(_inRange(terms).isInRange());
    }

    /// L-4: maximum of λ, φ and minimum price, intersection of currencies, union of flags; idempotent.
    function testFuzz_Join_IsTheLeastTermsAsStrictAsBoth(LicenceTerms memory a, LicenceTerms memory b) public pure {
        (a, b) = (_inRange(a), _inRange(b));
        PackedTerms packed = a.pack().join(b.pack());
        LicenceTerms memory joined = packed.unpack();
        assertEq(joined.royaltyBps, a.royaltyBps > b.royaltyBps ? a.royaltyBps : b.royaltyBps);
        assertEq(joined.coParentBps, a.coParentBps > b.coParentBps ? a.coParentBps : b.coParentBps);
        assertEq(joined.minPriceGwei, a.minPriceGwei > b.minPriceGwei ? a.minPriceGwei : b.minPriceGwei);
        assertEq(joined.currencies, a.currencies & b.currencies);
        assertEq(joined.flags, a.flags | b.flags);
        assertEq(PackedTerms.unwrap(packed.join(b.pack())), PackedTerms.unwrap(packed));
    }

    function _checkRoundTrip(LicenceTerms memory terms) private pure {
        PackedTerms packed = terms.pack();
        assertEq(PackedTerms.unwrap(packed) >> TermsLib.PACKED_BITS, 0);
        assertEq(abi.encode(packed.unpack()), abi.encode(terms));
        assertEq(packed.royaltyBps(), terms.royaltyBps);
        assertEq(packed.coParentBps(), terms.coParentBps);
        assertEq(packed.minPriceGwei(), terms.minPriceGwei);
        assertEq(packed.hasCurrency(), terms.currencies != 0);
        assertEq(packed.forbidsDerivatives(), terms.flags & 1 != 0);
    }

    function _inRange(LicenceTerms memory terms) private pure returns (LicenceTerms memory bounded) {
        bounded = LicenceTerms({
            royaltyBps: uint16(_bound(terms.royaltyBps, 0, 9000)),
            coParentBps: uint16(_bound(terms.coParentBps, 0, 3000)),
            minPriceGwei: uint64(_bound(terms.minPriceGwei, 0, 2 ** 35 - 1)),
            currencies: uint8(_bound(terms.currencies, 1, 255)),
            flags: uint8(_bound(terms.flags, 0, 3))
        });
    }
}
