// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {TermsLib} from "../../../contracts/libraries/TermsLib.sol";
import {LicenceTerms} from "../../../contracts/types/LicenceTerms.sol";

contract TermsLibTest is Test {
    using TermsLib for LicenceTerms;

    /// Terms in range survive packing into 72 bits, whatever stands above them.
    function testFuzz_Pack_RoundTrips(LicenceTerms memory terms, uint256 above) public pure {
        terms = _inRange(terms);
        uint256 word = terms.pack();
        assertEq(word >> TermsLib.PACKED_BITS, 0);
        assertEq(abi.encode(TermsLib.unpack(word | (above << TermsLib.PACKED_BITS))), abi.encode(terms));
    }

    /// L-5 and the room in the word.
    function testFuzz_IsInRange_IsTheSpecifiedRange(LicenceTerms memory terms) public pure {
        bool expected =
            terms.royaltyBps <= 9000 &&
                terms.coParentBps <= 3000 &&
                terms.minPriceGwei < 2 ** 36 &&
                terms.currencies > 0 &&
                terms.flags < 4;
        assertEq(terms.isInRange(), expected);
        assertTrue(_inRange(terms).isInRange());
    }

    /// L-4: tightening is the join: at least as strict as both, no stricter than needed, and idempotent.
    function testFuzz_Tighten_IsTheJoin(LicenceTerms memory a, LicenceTerms memory b) public pure {
        LicenceTerms memory joined = TermsLib.unpack(_inRange(a).pack());
        b = _inRange(b);
        a = _inRange(a);
        joined.tighten(b);
        assertEq(joined.royaltyBps, a.royaltyBps > b.royaltyBps ? a.royaltyBps : b.royaltyBps);
        assertEq(joined.coParentBps, a.coParentBps > b.coParentBps ? a.coParentBps : b.coParentBps);
        assertEq(joined.minPriceGwei, a.minPriceGwei > b.minPriceGwei ? a.minPriceGwei : b.minPriceGwei);
        assertEq(joined.currencies, a.currencies & b.currencies);
        assertEq(joined.flags, a.flags | b.flags);
        bytes memory once = abi.encode(joined);
        joined.tighten(b);
        assertEq(abi.encode(joined), once);
    }

    function _inRange(LicenceTerms memory terms) private pure returns (LicenceTerms memory bounded) {
        bounded = LicenceTerms({
            royaltyBps: uint16(_bound(terms.royaltyBps, 0, 9000)),
            coParentBps: uint16(_bound(terms.coParentBps, 0, 3000)),
            minPriceGwei: uint64(_bound(terms.minPriceGwei, 0, 2 ** 36 - 1)),
            currencies: uint8(_bound(terms.currencies, 1, 255)),
            flags: uint8(_bound(terms.flags, 0, 3))
        });
    }
}
