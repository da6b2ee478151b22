// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {PriceTerms} from "../../contracts/types/Revenue.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

contract MarketPricesTest is MarketFixture {
    function test_SetPriceTerms_StoresAndEmits() public {
        _register(V1);
        PriceTerms memory terms = PriceTerms(true, true, true, false, 0, 3, 11, 22, 33);
        vm.expectEmit(address(market));
        emit IMarket.PriceTermsSet(V1, terms);
        _price(V1, terms);
        assertEq(abi.encode(market.priceTermsOf(V1)), abi.encode(terms));
    }

    /// Terms and scores live in one word; setting one leaves the other.
    function test_SetPriceTerms_LeavesScoreAndShares() public {
        _offer(V1, 8000);
        (, , uint256 validUntil) = market.quote(V1, 1, NATIVE);
        PriceTerms memory terms = _priceTerms();
        terms.capNano = 5e6;
        _price(V1, terms);
        (uint256 price, uint256 boundBps, uint256 validAfter) = market.quote(V1, 1, NATIVE);
        assertEq(price, 1e15 + (uint256(4e15) * 3000) / 4500);
        assertEq(boundBps, 8000);
        assertEq(validAfter, validUntil);
        assertTrue(market.areSharesFixed(V1));
    }

    function test_RevertWhen_PriceTermsAreNotTheOwners() public {
        _register(V1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotOwner.selector, V1, stranger));
        vm.prank(stranger);
        market.setPriceTerms(V1, _priceTerms());
    }

    function test_RevertWhen_VersionIsUnknown() public {
        bytes memory expected = abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownVersion.selector, V1);
        vm.expectRevert(expected);
        market.setPriceTerms(V1, _priceTerms());
        vm.expectRevert(expected);
        market.setOracleFund(V1, 1);
    }

    function test_RevertWhen_PriceTermsAreOutOfRange() public {
        _register(V1);
        PriceTerms memory terms = _priceTerms();
        terms.exponent = 0;
        _expectOutOfRange(terms);
        terms.exponent = 4;
        _expectOutOfRange(terms);
        terms = _priceTerms();
        terms.floorNano = terms.capNano + 1;
        _expectOutOfRange(terms);
    }

    /// M-1: floor and manual price are at least the minimum of the version's snapshot; the manual price only where it is used.
    function test_RevertWhen_PriceIsBelowTheLicenceMinimum() public {
        LicenceTerms memory licence = _plainTerms();
        licence.minPriceGwei = 1000;
        pipelines.register(V1, owner, BENCHMARK, licence);
        PriceTerms memory terms = _priceTerms();
        (terms.floorNano, terms.manualNano) = (999, 999);
        _expectBelowMinimum(terms);
        terms.floorNano = 1000;
        _price(V1, terms);
        terms.manual = true;
        _expectBelowMinimum(terms);
        terms.manualNano = 1000;
        _price(V1, terms);
        assertEq(market.priceTermsOf(V1).manualNano, 1000);
    }

    /// Listed in the native coin only where the snapshot's currencies have bit 0.
    function test_RevertWhen_ListedInACurrencyTheLicenceForbids() public {
        LicenceTerms memory licence = _plainTerms();
        licence.currencies = 0xfe;
        pipelines.register(V1, owner, BENCHMARK, licence);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketCurrencyNotAllowed.selector, V1, NATIVE));
        _price(V1, _priceTerms());
        PriceTerms memory terms = _priceTerms();
        terms.listed = false;
        _price(V1, terms);
        licence.currencies = 0x03;
        pipelines.register(V2, owner, BENCHMARK, licence);
        _price(V2, _priceTerms());
        assertTrue(market.priceTermsOf(V2).listed);
    }

    function test_SetOracleFund_StoresAndEmits() public {
        _register(V1);
        vm.expectEmit(address(market));
        emit IMarket.OracleFundSet(V1, 20);
        vm.prank(owner);
        market.setOracleFund(V1, 20);
        assertEq(market.sharesOf(V1).oracleFundPercent, 20);
        vm.prank(owner);
        market.setOracleFund(V1, 3);
        assertEq(market.sharesOf(V1).oracleFundPercent, 3);
    }

    function test_RevertWhen_OracleFundIsRefused() public {
        _register(V1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotOwner.selector, V1, stranger));
        vm.prank(stranger);
        market.setOracleFund(V1, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketOracleFundOutOfRange.selector, 21, 20));
        vm.prank(owner);
        market.setOracleFund(V1, 21);
        _score(V1, 8000, true);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketSharesAlreadyFixed.selector, V1));
        vm.prank(owner);
        market.setOracleFund(V1, 1);
    }

    /// M-1: the suggestion shows in both modes; 0 before the first Final score.
    function test_SuggestedPriceOf_ShowsInBothModes() public {
        _register(V1);
        PriceTerms memory terms = _priceTerms();
        (terms.manual, terms.manualNano) = (true, 7e6);
        _price(V1, terms);
        assertEq(market.suggestedPriceOf(V1), 0);
        _score(V1, 7250, true);
        assertEq(market.suggestedPriceOf(V1), 2e15);
        (uint256 price, , ) = market.quote(V1, 2, NATIVE);
        assertEq(price, 14e15);
        _price(V1, _priceTerms());
        assertEq(market.suggestedPriceOf(V1), 2e15);
        (price, , ) = market.quote(V1, 2, NATIVE);
        assertEq(price, 4e15);
    }

    /// Invariant 11: a later score moves the price at once, up or down; nothing else of the version moves.
    function test_OnScoresSettled_MovesThePrice() public {
        _offer(V1, 7250);
        bytes memory sharesBefore = abi.encode(market.sharesOf(V1));
        vm.expectEmit(address(market));
        emit IMarket.PriceUpdated(V1, 9500, block.timestamp + VALID_SECONDS);
        _score(V1, 9500, true);
        (uint256 price, uint256 boundBps, ) = market.quote(V1, 1, NATIVE);
        assertEq(price, 3e15);
        assertEq(boundBps, 9500);
        _score(V1, 4000, true);
        (price, boundBps, ) = market.quote(V1, 1, NATIVE);
        assertEq(price, 1e15);
        assertEq(boundBps, 4000);
        assertEq(abi.encode(market.sharesOf(V1)), sharesBefore);
    }

    /// Invariant 7, through the contract: monotone in the bound, within [floor, cap].
    function testFuzz_Quote_IsMonotoneInTheBound(uint16 lower, uint16 higher, uint8 exponent) public {
        lower = uint16(bound(lower, 0, 10_000));
        higher = uint16(bound(higher, lower, 10_000));
        PriceTerms memory terms = _priceTerms();
        terms.exponent = uint8(bound(exponent, 1, 3));
        _register(V1);
        _price(V1, terms);
        _score(V1, lower, true);
        (uint256 low, , ) = market.quote(V1, 1, NATIVE);
        _score(V1, higher, true);
        (uint256 high, , ) = market.quote(V1, 1, NATIVE);
        assertLe(low, high);
        assertGe(low, 1e15);
        assertLe(high, 3e15);
    }

    function _expectOutOfRange(PriceTerms memory terms) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketPriceTermsOutOfRange.selector, terms));
        _price(V1, terms);
    }

    function _expectBelowMinimum(PriceTerms memory terms) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketBelowLicenceMinimum.selector, 999, 1000));
        _price(V1, terms);
    }
}
