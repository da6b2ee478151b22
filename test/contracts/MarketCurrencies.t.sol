// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ICurrencies} from "../../contracts/interfaces/ICurrencies.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {Permit, Purchase} from "../../contracts/types/Purchase.sol";
import {PayeeKind, PriceTerms} from "../../contracts/types/Revenue.sol";
import {TokenFixture} from "../utils/TokenFixture.sol";

/// @dev M-12 to M-14 and U-1 to U-6 at the Market: terms, prices and purchases in tokens and in US dollars.
contract MarketCurrenciesTest is TokenFixture {
    uint32 private constant MAX_AGE = 1 hours;
    uint256 private constant COIN_USD = 2000e8;

    MockV3Aggregator private _tokenFeed;
    MockV3Aggregator private _coinFeed;

    function setUp() public override {
        super.setUp();
        _tokenFeed = new MockV3Aggregator(8, 1e8);
        _coinFeed = new MockV3Aggregator(8, int256(COIN_USD));
    }

    /* TERMS */

    function test_SetPriceTerms_KeepsCurrencyAndDollars() public {
        PriceTerms memory terms = _tokenTerms();
        _price(V1, terms);
        assertEq(abi.encode(market.priceTermsOf(V1)), abi.encode(terms));
        _price(V1, _usdTerms());
        assertEq(abi.encode(market.priceTermsOf(V1)), abi.encode(_usdTerms()));
    }

    function test_RevertWhen_TheCurrencyIsOutOfRange() public {
        PriceTerms memory terms = _tokenTerms();
        terms.currency = 8;
        _expectTermsRefused(abi.encodeWithSelector(IMarket.MarketPriceTermsOutOfRange.selector, terms), terms);
        terms = _usdTerms();
        terms.currency = 1;
        _expectTermsRefused(abi.encodeWithSelector(IMarket.MarketPriceTermsOutOfRange.selector, terms), terms);
    }

    /// Nobody prices in a currency that governance has yet to choose.
    function test_RevertWhen_TheCurrencyIsNotThereYet() public {
        PriceTerms memory terms = _tokenTerms();
        terms.currency = 2;
        _expectTermsRefused(abi.encodeWithSelector(ICurrencies.CurrenciesUnknownIndex.selector, 2), terms);
    }

    function test_RevertWhen_TheLicenceDoesNotAllowTheCurrency() public {
        LicenceTerms memory licence = _plainTerms();
        pipelines.register(V1, owner, BENCHMARK, licence);
        _expectTermsRefused(
            abi.encodeWithSelector(IMarket.MarketCurrencyNotAllowed.selector, V1, address(token)),
            _tokenTerms()
        );
        PriceTerms memory unlisted = _tokenTerms();
        unlisted.listed = false;
        _price(V1, unlisted);
        // In dollars each currency is asked for when it pays.
        _setFeeds();
        _price(V1, _usdTerms());
        assertEq(_quote(NATIVE), (2.5 ether * 1e8) / COIN_USD);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketCurrencyNotAllowed.selector, V1, address(token)));
        market.quote(V1, 1, address(token));
    }

    /// M-14: it may be priced, and scored, and never sold.
    function test_RevertWhen_NonCommercialIsListed() public {
        LicenceTerms memory licence = _plainTerms();
        licence.flags = 2;
        pipelines.register(V3, owner, BENCHMARK, licence);
        PriceTerms memory terms = _priceTerms();
        for (uint256 i = 0; i < 2; ++i) {
            terms.inUsd = i == 1;
            vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNonCommercial.selector, V3));
            vm.prank(owner);
            market.setPriceTerms(V3, terms);
        }
        terms.listed = false;
        _price(V3, terms);
        _score(V3, TARGET, true);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotForSale.selector, V3));
        market.quote(V3, 1, NATIVE);
    }

    /* PURCHASES IN A TOKEN */

    function test_BuyWithToken_RecordsTheCurrency() public {
        uint256 until = START + 60 days;
        vm.expectEmit(address(market));
        emit IMarket.AccessBought(V1, buyer, buyer, until, address(token), 2 * PRICE);
        vm.prank(buyer);
        (uint256 paid, uint256 boughtUntil) = market.buyWithToken(_purchase(V1, 2));
        assertEq(paid, 2 * PRICE);
        assertEq(boughtUntil, until);
        (uint256 until_, uint256 boughtAt, uint256 paid_, uint256 boundBps, uint256 index) = market.accessOf(V1, buyer);
        assertEq(abi.encode(until_, boughtAt, paid_, boundBps, index), abi.encode(until, START, paid, TARGET, INDEX));
        (uint256 sales, , ) = market.revenueOf(V1, address(token));
        assertEq(sales, paid);
        (sales, , ) = market.revenueOf(V1, NATIVE);
        assertEq(sales, 0);
        assertEq(market.popularityOf(V1), 0, "only the native coin ranks");
    }

    /// A gift: who pays and who gets the access need not be one.
    function test_BuyWithToken_ForSomebodyElse() public {
        Purchase memory purchase = _purchase(V1, 1);
        purchase.recipient = stranger;
        vm.prank(buyer);
        market.buyWithToken(purchase);
        assertTrue(market.hasAccess(V1, stranger));
        assertFalse(market.hasAccess(V1, buyer));
    }

    /// Time bought with one currency is extended with another.
    function test_Buy_RenewsInAnotherCurrency() public {
        _setFeeds();
        _price(V1, _usdTerms());
        _buyWithToken(V1);
        _buy(V1);
        (uint256 until, , uint256 paid, , uint256 index) = market.accessOf(V1, buyer);
        assertEq(until, START + 60 days);
        assertEq(index, 0);
        assertEq(paid, (2.5 ether * 1e8) / COIN_USD);
    }

    function test_RevertWhen_PaidInAnotherCurrency() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketCurrencyNotAllowed.selector, V1, NATIVE));
        vm.prank(buyer);
        market.buy{value: 1 ether}(V1, 1, buyer, 1 ether, 0, START);
        _price(V1, _priceTerms());
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketCurrencyNotAllowed.selector, V1, address(token)));
        vm.prank(buyer);
        market.buyWithToken(_purchase(V1, 1));
    }

    function test_RevertWhen_TheNativeCoinIsPaidAsAToken() public {
        _price(V1, _priceTerms());
        Purchase memory purchase = _purchase(V1, 1);
        purchase.currency = NATIVE;
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotAToken.selector, NATIVE));
        market.buyWithToken(purchase);
        Permit memory permit = _permit(PRICE, START);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotAToken.selector, NATIVE));
        market.buyWithPermit(purchase, permit);
    }

    /// U-2: without the native coin's rate nothing is sold at it: no dollars in the coin, no minimum in a token.
    function test_RevertWhen_TheNativeCoinsRateIsStopped() public {
        _setFeeds();
        currencies.disable(NATIVE);
        _price(V1, _usdTerms());
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketCurrencyNotEnabled.selector, NATIVE));
        market.quote(V1, 1, NATIVE);
        _buyWithToken(V1);
        _registerSold(V1, 1);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNotEnabled.selector, NATIVE));
        market.quote(V1, 1, address(token));
        _price(V1, _priceTerms());
        _buy(V1);
    }

    /// A disabled currency is not sold for; what was earned in it is paid out for ever.
    function test_RevertWhen_TheCurrencyIsDisabled() public {
        _buyWithToken(V1);
        currencies.disable(address(token));
        bytes memory expected = abi.encodeWithSelector(IMarket.MarketCurrencyNotEnabled.selector, address(token));
        vm.expectRevert(expected);
        market.quote(V1, 1, address(token));
        vm.expectRevert(expected);
        vm.prank(buyer);
        market.buyWithToken(_purchase(V1, 1));
        market.setPaused(true);
        assertGt(_withdrawIn(address(token), V1, PayeeKind.OWNER, owner), 0);
        vm.prank(collaborator);
        assertGt(market.withdrawCollaborator(V1, address(token), _collaborators(), 0, collaborator), 0);
    }

    function test_RevertWhen_ATokenPurchaseIsOutsideItsLimits() public {
        Purchase memory purchase = _purchase(V1, 1);
        purchase.maxPrice = PRICE - 1;
        _expectPurchaseRefused(
            abi.encodeWithSelector(IMarket.MarketPriceAboveMax.selector, PRICE, PRICE - 1),
            purchase
        );
        purchase = _purchase(V1, 1);
        purchase.minBoundBps = TARGET + 1;
        _expectPurchaseRefused(
            abi.encodeWithSelector(IMarket.MarketBoundBelowMin.selector, TARGET, TARGET + 1),
            purchase
        );
        purchase = _purchase(V1, 1);
        purchase.recipient = address(0);
        _expectPurchaseRefused(abi.encodeWithSelector(IMarket.MarketZeroAddress.selector), purchase);
        purchase = _purchase(V1, 13);
        _expectPurchaseRefused(abi.encodeWithSelector(IMarket.MarketPeriodsOutOfRange.selector, 13, 12), purchase);
    }

    /// Exactly at the deadline and at validUntil a purchase holds; a second later it does not.
    function test_BuyWithToken_BoundariesAreExact() public {
        uint256 validUntil = START + VALID_SECONDS;
        Purchase memory purchase = _purchase(V1, 1);
        purchase.deadline = validUntil;
        vm.warp(validUntil);
        vm.prank(buyer);
        market.buyWithToken(purchase);
        vm.warp(validUntil + 1);
        _expectPurchaseRefused(
            abi.encodeWithSelector(IMarket.MarketDeadlinePassed.selector, validUntil, validUntil + 1),
            purchase
        );
        _expectPurchaseRefused(
            abi.encodeWithSelector(IMarket.MarketScoreStale.selector, V1, validUntil),
            _purchase(V1, 1)
        );
    }

    /// The floor of a stale version is in the version's own currency, or in dollars.
    function test_BuyWithToken_StaleAtFloor() public {
        PriceTerms memory terms = _tokenTerms();
        (terms.staleAtFloor, terms.floorNano, terms.capNano) = (true, 1e9, 3e9);
        _price(V1, terms);
        vm.warp(START + VALID_SECONDS + 1);
        assertEq(_quote(address(token)), 1e6);
        assertEq(_buyWithToken(V1), 1e6);
        (, , , uint256 boundBps, ) = market.accessOf(V1, buyer);
        assertEq(boundBps, 0);
        _setFeeds();
        terms = _usdTerms();
        (terms.staleAtFloor, terms.floorNano, terms.capNano) = (true, 1e9, 3e9);
        _price(V1, terms);
        assertEq(_quote(NATIVE), (1 ether * 1e8) / COIN_USD);
    }

    function test_BuyWithToken_FreeMovesNothing() public {
        PriceTerms memory terms = _tokenTerms();
        terms.manualNano = 0;
        _price(V1, terms);
        vm.startPrank(buyer);
        token.approve(address(market), 0);
        (uint256 paid, ) = market.buyWithToken(_purchase(V1, 1));
        assertEq(paid, 0);
        assertTrue(market.hasAccess(V1, buyer));
    }

    /* DOLLARS */

    function test_Buy_InDollarsWithTheNativeCoin() public {
        _setFeeds();
        _price(V1, _usdTerms());
        uint256 price = _quote(NATIVE);
        assertEq(price, 0.00125 ether);
        vm.prank(buyer);
        (uint256 paid, ) = market.buy{value: 1 ether}(V1, 1, buyer, price, 0, START);
        assertEq(paid, price);
        assertEq(address(market).balance, price, "the rest came back");
        _coinFeed.updateAnswer(int256(COIN_USD / 2));
        assertEq(_quote(NATIVE), 2 * price);
    }

    function test_BuyWithToken_InDollars() public {
        _setFeeds();
        _tokenFeed.updateAnswer(0.5e8);
        _price(V1, _usdTerms());
        assertEq(_buyWithToken(V1), 5e6);
    }

    /// No rate, no sale; what is priced in a token itself needs none.
    function test_RevertWhen_ThereIsNoRate() public {
        assertEq(_quote(address(token)), PRICE);
        _price(V1, _usdTerms());
        _expectNoQuote(abi.encodeWithSelector(ICurrencies.CurrenciesNoFeed.selector, address(token)));
        _setFeeds();
        vm.warp(START + MAX_AGE + 1);
        _expectNoQuote(
            abi.encodeWithSelector(ICurrencies.CurrenciesStaleAnswer.selector, _tokenFeed, START, START + 1)
        );
    }

    /// A token may be worth so little that a price does not fit the access word.
    function test_RevertWhen_APriceDoesNotFit() public {
        currencies.setFeed(address(token), address(new MockV3Aggregator(18, 1)), MAX_AGE);
        PriceTerms memory terms = _usdTerms();
        terms.manualNano = type(uint48).max;
        _price(V1, terms);
        uint256 price = 12 * uint256(type(uint48).max) * 1e15;
        assertGt(price, type(uint96).max);
        _expectPurchaseRefused(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 96, price),
            _purchase(V1, 12)
        );
    }

    /* THE LICENCE'S MINIMUM */

    /// M-12: in anything but the native coin at least the minimum's value, at the rates of the sale.
    function test_Quote_IsAtLeastTheLicencesMinimum() public {
        _setFeeds();
        // 0.01 coin a period: 20 dollars.
        _registerSold(V1, 0.01e9);
        assertEq(_quote(address(token)), 20e6, "instead of 2.5");
        (uint256 price, , ) = market.quote(V1, 12, address(token));
        assertEq(price, 240e6);
        _coinFeed.updateAnswer(int256(COIN_USD / 100));
        assertEq(_quote(address(token)), PRICE, "the minimum is worth 0.2");
        _price(V1, _usdTerms());
        assertEq(_quote(NATIVE), 0.125 ether);
        _coinFeed.updateAnswer(int256(COIN_USD));
        assertEq(_quote(NATIVE), 0.01 ether, "the minimum itself, without a rate");
        assertEq(_quote(address(token)), 20e6);
    }

    function test_RevertWhen_TheMinimumHasNoRate() public {
        _registerSold(V1, 1);
        currencies.setFeed(address(token), address(_tokenFeed), MAX_AGE);
        _expectNoQuote(abi.encodeWithSelector(ICurrencies.CurrenciesNoFeed.selector, NATIVE));
        currencies.setFeed(NATIVE, address(_coinFeed), MAX_AGE);
        assertEq(_quote(address(token)), PRICE);
        currencies.setFeed(address(token), address(0), 0);
        _expectNoQuote(abi.encodeWithSelector(ICurrencies.CurrenciesNoFeed.selector, address(token)));
    }

    /* FUZZ */

    /// M-1, invariant 7: monotone in the bound, within [floor, cap], in units of a token and rounded up once.
    function testFuzz_Quote_IsMonotoneWithinFloorAndCap(
        uint48 floorNano,
        uint48 capNano,
        uint256 exponent,
        uint16 lower,
        uint16 higher,
        uint256 periods
    ) public {
        PriceTerms memory terms = _tokenTerms();
        terms.manual = false;
        terms.exponent = uint8(bound(exponent, 1, 3));
        terms.capNano = capNano;
        terms.floorNano = uint48(bound(floorNano, 0, capNano));
        higher = uint16(bound(higher, 0, 10_000));
        lower = uint16(bound(lower, 0, higher));
        periods = bound(periods, 1, 12);
        _price(V1, terms);
        _score(V1, lower, true);
        (uint256 low, , ) = market.quote(V1, periods, address(token));
        _score(V1, higher, true);
        (uint256 high, , ) = market.quote(V1, periods, address(token));
        assertLe(low, high, "monotone");
        assertGe(low, Math.ceilDiv(terms.floorNano * periods, 1000), "floor");
        assertLe(high, Math.ceilDiv(terms.capNano * periods, 1000), "cap");
    }

    /// Invariant 6 in a token: paid is the quote, the exact price rounded up by less than a unit, and all of it arrives.
    function testFuzz_BuyWithToken_PaysTheQuote(uint48 manualNano, uint256 periods) public {
        PriceTerms memory terms = _tokenTerms();
        terms.manualNano = manualNano;
        _price(V1, terms);
        periods = bound(periods, 1, 12);
        (uint256 price, , ) = market.quote(V1, periods, address(token));
        token.mint(buyer, price);
        vm.prank(buyer);
        (uint256 paid, ) = market.buyWithToken(_purchase(V1, periods));
        assertEq(paid, price);
        assertEq(token.balanceOf(address(market)), price);
        // A unit is 1,000 nano.
        uint256 exact = uint256(manualNano) * periods;
        assertGe(price * 1000, exact);
        assertLt(price * 1000, exact + 1000);
    }

    /* HELPERS */

    function _setFeeds() private {
        currencies.setFeed(address(token), address(_tokenFeed), MAX_AGE);
        currencies.setFeed(NATIVE, address(_coinFeed), MAX_AGE);
        _tokenFeed.updateAnswer(1e8);
        _coinFeed.updateAnswer(int256(COIN_USD));
    }

    function _quote(address currency) private view returns (uint256 price) {
        (price, , ) = market.quote(V1, 1, currency);
    }

    function _expectTermsRefused(bytes memory reason, PriceTerms memory terms) private {
        vm.expectRevert(reason);
        vm.prank(owner);
        market.setPriceTerms(V1, terms);
    }

    function _expectPurchaseRefused(bytes memory reason, Purchase memory purchase) private {
        vm.expectRevert(reason);
        vm.prank(buyer);
        market.buyWithToken(purchase);
    }

    function _expectNoQuote(bytes memory reason) private {
        vm.expectRevert(reason);
        market.quote(V1, 1, address(token));
        _expectPurchaseRefused(reason, _purchase(V1, 1));
    }
}
