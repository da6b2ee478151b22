// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {PriceWord} from "../../../contracts/libraries/PriceWordLib.sol";
import {VersionId} from "../../../contracts/types/Ids.sol";
import {PriceTerms, PriceUpdate} from "../../../contracts/types/Revenue.sol";

contract PriceWordLibTest is Test {
    uint256 private constant BPS_MASK = 0x3fff;

    /// Every field survives every other write, in any value that the field holds.
    function testFuzz_Fields_DoNotOverlap(
        PriceTerms memory terms,
        PriceUpdate memory update,
        uint256 effective,
        uint256 percent
    ) public view {
        terms.exponent = uint8(bound(terms.exponent, 0, 3));
        terms.currency = uint8(bound(terms.currency, 0, 7));
        effective = bound(effective, 0, 10_000);
        percent = bound(percent, 0, 20);
        PriceWord word = this.build(terms, update, effective, percent);
        _assertAll(word, terms, update, effective, percent);
        // Writing the same again, in another order, leaves the word as it is.
        PriceWord again = this.rebuild(word, terms, update, percent);
        assertEq(PriceWord.unwrap(again), PriceWord.unwrap(word));
    }

    /// Overwriting with zeros clears exactly the fields written.
    function testFuzz_Zeros_ClearOnlyTheirFields(PriceTerms memory terms, PriceUpdate memory update) public view {
        terms.exponent = uint8(bound(terms.exponent, 0, 3));
        terms.currency = uint8(bound(terms.currency, 0, 7));
        PriceWord full = this.build(terms, update, BPS_MASK, 31);
        PriceTerms memory noTerms;
        PriceUpdate memory noScore;
        _assertAll(this.build(noTerms, update, BPS_MASK, 31), noTerms, update, BPS_MASK, 31);
        _assertAll(this.rebuild(full, noTerms, update, 31), noTerms, update, BPS_MASK, 31);
        _assertAll(this.rebuild(full, terms, noScore, 31), terms, noScore, BPS_MASK, 31);
        _assertAll(this.rebuild(full, terms, update, 0), terms, update, BPS_MASK, 0);
    }

    /// What ends a version's sales clears its score and nothing else.
    function testFuzz_WithoutScore_ClearsTheScore(PriceTerms memory terms, PriceUpdate memory update) public view {
        terms.exponent = uint8(bound(terms.exponent, 0, 3));
        terms.currency = uint8(bound(terms.currency, 0, 7));
        PriceWord word = this.build(terms, update, BPS_MASK, 31);
        PriceUpdate memory noScore;
        _assertAll(word.withoutScore(), terms, noScore, BPS_MASK, 31);
        assertEq(PriceWord.unwrap(word.withUsePolicy(false)), PriceWord.unwrap(word) & ~(uint256(1) << 255));
    }

    function test_SuggestedE18_ReadsTheWord() public view {
        PriceTerms memory terms = PriceTerms(false, true, false, false, 0, 2, 1e6, 5e6, 0);
        PriceUpdate memory update = PriceUpdate(VersionId.wrap(1), 7000, 5000, 9000, 1, true);
        assertEq(this.build(terms, update, 0, 0).suggestedE18(), 2e15);
    }

    function build(
        PriceTerms calldata terms,
        PriceUpdate calldata update,
        uint256 effective,
        uint256 percent
    ) external pure returns (PriceWord word) {
        return word.withTerms(terms).withScore(update).withFixedShares(effective).withFund(percent).withUsePolicy(true);
    }

    function rebuild(
        PriceWord word,
        PriceTerms calldata terms,
        PriceUpdate calldata update,
        uint256 percent
    ) external pure returns (PriceWord updated) {
        return word.withFund(percent).withScore(update).withTerms(terms);
    }

    function _assertAll(
        PriceWord word,
        PriceTerms memory terms,
        PriceUpdate memory update,
        uint256 effective,
        uint256 percent
    ) private pure {
        assertEq(abi.encode(word.priceTerms()), abi.encode(terms), "terms");
        assertEq(word.floorE18(), uint256(terms.floorNano) * 1e9, "floor");
        assertEq(word.manualE18(), uint256(terms.manualNano) * 1e9, "manual price");
        assertEq(word.isManual(), terms.manual, "manual");
        assertEq(word.isListed(), terms.listed, "listed");
        assertEq(word.sellsStaleAtFloor(), terms.staleAtFloor, "stale");
        assertEq(word.boundBps(), update.boundBps & BPS_MASK, "bound");
        assertEq(word.validUntil(), update.validUntil, "validUntil");
        assertEq(word.effectiveBps(), effective, "effective");
        assertEq(word.fundPercent(), percent, "fund");
        assertTrue(word.areSharesFixed(), "fixed");
        assertTrue(word.hasUsePolicy(), "use policy");
        assertEq(word.currency(), terms.currency, "currency");
        assertEq(word.isInUsd(), terms.inUsd, "in dollars");
        assertEq(word.isNative(), terms.currency == 0 && !terms.inUsd, "native");
        assertEq(word.isVoid(), update.validUntil == 0, "void");
    }
}
