// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {PriceTerms} from "../../contracts/types/Revenue.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

contract MarketPurchasesTest is MarketFixture {
    uint256 private constant PRICE = 2e15;

    function setUp() public override {
        super.setUp();
        _offer(V1, 7250);
    }

    /// M-2, invariant 6: paid = quote, within maxPrice; the rest returns to the sender.
    function test_Buy_PaysTheQuoteAndRefundsTheRest() public {
        address friend = makeAddr("friend");
        uint256 until = START + 90 days;
        vm.expectEmit(address(market));
        emit IMarket.AccessBought(V1, friend, buyer, until, NATIVE, 3 * PRICE);
        vm.prank(buyer);
        (uint256 paid, uint256 boughtUntil) = market.buy{value: 1 ether}(V1, 3, friend, 3 * PRICE, 7250, START);
        assertEq(paid, 3 * PRICE);
        assertEq(boughtUntil, until);
        assertEq(buyer.balance, 1_000_000 ether - 3 * PRICE);
        assertEq(address(market).balance, 3 * PRICE);
        (uint256 until_, uint256 boughtAt, uint256 paid_, uint256 boundBps, uint256 index) = market.accessOf(
            V1,
            friend
        );
        assertEq(abi.encode(until_, boughtAt, paid_, boundBps, index), abi.encode(until, START, 3 * PRICE, 7250, 0));
        (uint256 sales, uint256 inflow, ) = market.revenueOf(V1, NATIVE);
        assertEq(sales, 3 * PRICE);
        assertEq(inflow, 0);
    }

    /// M-2: buying again before the end extends; after it, starts now.
    function test_Buy_Renews() public {
        _buy(V1);
        vm.warp(START + 10 days);
        _buy(V1);
        (uint256 until, uint256 boughtAt, , , ) = market.accessOf(V1, buyer);
        assertEq(until, START + 60 days);
        assertEq(boughtAt, START + 10 days);
        vm.warp(START + 80 days);
        _buy(V1);
        (until, , , , ) = market.accessOf(V1, buyer);
        assertEq(until, START + 110 days);
    }

    /// Invariant 12: access is an unexpired purchase of that version by that account; the boundary is exact.
    function test_HasAccess_EndsExactly() public {
        _offer(V2, 8000);
        assertFalse(market.hasAccess(V1, buyer));
        _buy(V1);
        assertTrue(market.hasAccess(V1, buyer));
        assertFalse(market.hasAccess(V2, buyer));
        assertFalse(market.hasAccess(V1, stranger));
        vm.warp(START + 30 days - 1);
        assertTrue(market.hasAccess(V1, buyer));
        vm.warp(START + 30 days);
        assertFalse(market.hasAccess(V1, buyer));
    }

    function test_RevertWhen_Paused() public {
        market.setPaused(true);
        vm.expectRevert(IMarket.MarketPaused.selector);
        market.buy(V1, 1, buyer, PRICE, 0, START);
        vm.expectRevert(IMarket.MarketPaused.selector);
        market.quote(V1, 1, NATIVE);
        market.setPaused(false);
        _buy(V1);
    }

    function test_RevertWhen_DeadlinePassed() public {
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketDeadlinePassed.selector, START, START + 1));
        market.buy(V1, 1, buyer, PRICE, 0, START);
    }

    function test_RevertWhen_RecipientIsZero() public {
        vm.expectRevert(IMarket.MarketZeroAddress.selector);
        market.buy(V1, 1, address(0), PRICE, 0, START);
    }

    function test_RevertWhen_PeriodsAreOutOfRange() public {
        for (uint256 i = 0; i < 2; ++i) {
            uint256 periods = i * 13;
            vm.expectRevert(abi.encodeWithSelector(IMarket.MarketPeriodsOutOfRange.selector, periods, 12));
            market.buy(V1, periods, buyer, 1 ether, 0, START);
            vm.expectRevert(abi.encodeWithSelector(IMarket.MarketPeriodsOutOfRange.selector, periods, 12));
            market.quote(V1, periods, NATIVE);
        }
        (uint256 price, , ) = market.quote(V1, 12, NATIVE);
        assertEq(price, 12 * PRICE);
    }

    /// Invariant 11: what has no Final score, or does not exist, has no price.
    function test_RevertWhen_NotScored() public {
        _register(V2);
        _price(V2, _priceTerms());
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotScored.selector, V2));
        market.buy(V2, 1, buyer, PRICE, 0, START);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotScored.selector, V3));
        market.quote(V3, 1, NATIVE);
    }

    function test_RevertWhen_NotListed() public {
        _register(V2);
        _score(V2, 8000, true);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotForSale.selector, V2));
        market.buy(V2, 1, buyer, PRICE, 0, START);
        PriceTerms memory terms = _priceTerms();
        terms.listed = false;
        _price(V1, terms);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotForSale.selector, V1));
        market.quote(V1, 1, NATIVE);
    }

    /// S-7, invariant 11: stale one second after validUntil, and not before.
    function test_RevertWhen_Stale() public {
        uint256 validUntil = START + VALID_SECONDS;
        vm.warp(validUntil);
        _buy(V1);
        vm.warp(validUntil + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketScoreStale.selector, V1, validUntil));
        market.buy(V1, 1, buyer, PRICE, 0, validUntil + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketScoreStale.selector, V1, validUntil));
        market.quote(V1, 1, NATIVE);
        _score(V1, 7250, true);
        _buy(V1);
    }

    /// M-1: the owner may let a stale version sell at the floor, in either mode; its bound counts as 0.
    function test_Buy_StaleAtFloor() public {
        PriceTerms memory terms = _priceTerms();
        (terms.staleAtFloor, terms.manual, terms.manualNano) = (true, true, 9e6);
        _price(V1, terms);
        vm.warp(START + VALID_SECONDS + 1);
        (uint256 price, uint256 boundBps, uint256 validUntil) = market.quote(V1, 1, NATIVE);
        assertEq(price, 1e15);
        assertEq(boundBps, 0);
        assertEq(validUntil, START + VALID_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketBoundBelowMin.selector, 0, 1));
        market.buy(V1, 1, buyer, price, 1, block.timestamp);
        _buy(V1);
        (, , uint256 paid, uint256 bound_, ) = market.accessOf(V1, buyer);
        assertEq(paid, 1e15);
        assertEq(bound_, 0);
    }

    function test_RevertWhen_BoundIsBelowTheBuyersMinimum() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketBoundBelowMin.selector, 7250, 7251));
        market.buy(V1, 1, buyer, PRICE, 7251, START);
    }

    /// Invariant 6: a price moved between quote and purchase costs nobody more than his maximum.
    function test_RevertWhen_PriceMovedAboveMax() public {
        (uint256 quoted, , ) = market.quote(V1, 2, NATIVE);
        _score(V1, 9500, true);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketPriceAboveMax.selector, 6e15, quoted));
        vm.prank(buyer);
        market.buy{value: 1 ether}(V1, 2, buyer, quoted, 0, START);
    }

    function test_RevertWhen_Underpaid() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnderpaid.selector, PRICE - 1, PRICE));
        vm.prank(buyer);
        market.buy{value: PRICE - 1}(V1, 1, buyer, PRICE, 0, START);
    }

    function test_RevertWhen_QuotedInAnotherCurrency() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketCurrencyNotAllowed.selector, V1, treasury));
        market.quote(V1, 1, treasury);
    }

    /// Whoever sells a pipeline can give its access away before: what was bought stands (SECURITY.md).
    function test_Buy_WhatTheSellerGaveAwayOutlivesThePipelinesSale() public {
        PriceTerms memory terms = _priceTerms();
        (terms.manual, terms.manualNano, terms.floorNano) = (true, 0, 0);
        _price(V1, terms);
        vm.startPrank(owner);
        for (uint256 i = 0; i < 10; ++i) market.buy(V1, 12, stranger, 0, 0, START);
        vm.stopPrank();
        pipelines.setOwner(V1, buyer);
        vm.prank(buyer);
        market.setPriceTerms(V1, _priceTerms());
        vm.warp(START + 120 * 30 days - 1);
        assertTrue(market.mayUse(stranger, V1));
    }

    /// Free access may be renewed for as long as the field holds, and no further.
    function test_RevertWhen_AccessWouldOverflow() public {
        PriceTerms memory terms = _priceTerms();
        (terms.floorNano, terms.capNano, terms.staleAtFloor) = (0, 0, true);
        _price(V1, terms);
        uint256 end = uint256(type(uint40).max) - 30 days;
        vm.warp(end);
        _buy(V1);
        assertEq(market.popularityOf(V1), 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                SafeCast.SafeCastOverflowedUintDowncast.selector,
                40,
                uint256(type(uint40).max) + 30 days
            )
        );
        market.buy(V1, 1, buyer, 0, 0, end);
    }

    /// Invariant 6 for any terms and score: the price paid is the quote and the refund is exact.
    function testFuzz_Buy_PaysTheQuote(
        uint48 floorNano,
        uint48 capNano,
        uint16 boundBps,
        uint256 periods,
        uint96 extra
    ) public {
        PriceTerms memory terms = _priceTerms();
        terms.floorNano = uint48(bound(floorNano, 0, 1e12));
        terms.capNano = uint48(bound(capNano, terms.floorNano, 1e13));
        _price(V1, terms);
        _score(V1, uint16(bound(boundBps, 0, 10_000)), true);
        periods = bound(periods, 1, 12);
        (uint256 price, uint256 bound_, ) = market.quote(V1, periods, NATIVE);
        uint256 sent = price + extra;
        vm.deal(buyer, sent);
        vm.prank(buyer);
        (uint256 paid, ) = market.buy{value: sent}(V1, periods, buyer, price, bound_, START);
        assertEq(paid, price);
        assertEq(buyer.balance, extra);
        assertEq(address(market).balance, price);
    }
}
