// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";
import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {Currencies} from "../../contracts/Currencies.sol";
import {ICurrencies} from "../../contracts/interfaces/ICurrencies.sol";
import {HostileFeed} from "../mocks/HostileFeed.sol";
import {OddToken} from "../mocks/OddToken.sol";

/// @dev U-1 and U-2: the list. This contract administers the AccessManager.
contract CurrenciesTest is Test {
    address private constant NATIVE = address(0);
    uint32 private constant MAX_AGE = 1 hours;

    Currencies private _currencies;
    OddToken private _token;
    MockV3Aggregator private _feed;

    function setUp() public {
        vm.warp(1_800_000_000);
        _currencies = new Currencies(address(new AccessManager(address(this))), address(0), 0);
        _token = new OddToken(6);
        _feed = new MockV3Aggregator(8, 1e8);
    }

    function test_Constructor_ListsTheNativeCoin() public view {
        (bool enabled, uint256 index, uint256 decimals) = _currencies.indexOf(NATIVE);
        assertEq(abi.encode(enabled, index, decimals), abi.encode(true, 0, 18));
        assertEq(_currencies.currencyAt(0), NATIVE);
        assertEq(_currencies.currencyCount(), 1);
        assertEq(_currencies.SEQUENCER_FEED(), address(0));
        assertEq(_currencies.SEQUENCER_GRACE_SECONDS(), 0);
    }

    function test_Add_StoresAndEmits() public {
        vm.expectEmit(address(_currencies));
        emit ICurrencies.CurrencyAdded(address(_token), 1, 6);
        vm.expectEmit(address(_currencies));
        emit ICurrencies.FeedSet(address(_token), address(_feed), MAX_AGE);
        _currencies.add(address(_token), address(_feed), MAX_AGE);
        (bool enabled, uint256 index, uint256 decimals) = _currencies.indexOf(address(_token));
        assertEq(abi.encode(enabled, index, decimals), abi.encode(true, 1, 6));
        assertEq(_currencies.currencyAt(1), address(_token));
        (address feed, uint256 maxAgeSeconds, uint256 feedDecimals) = _currencies.feedOf(address(_token));
        assertEq(abi.encode(feed, maxAgeSeconds, feedDecimals), abi.encode(address(_feed), MAX_AGE, 8));
    }

    /// U-1: an index means one currency for ever, as licences name indices.
    function test_Add_BringsADisabledTokenBackInItsPlace() public {
        _currencies.add(address(_token), address(_feed), MAX_AGE);
        vm.expectEmit(address(_currencies));
        emit ICurrencies.CurrencyDisabled(address(_token));
        _currencies.disable(address(_token));
        (bool enabled, uint256 index, ) = _currencies.indexOf(address(_token));
        assertFalse(enabled);
        assertEq(index, 1);
        _currencies.add(address(new OddToken(18)), address(0), 0);
        vm.expectEmit(address(_currencies));
        emit ICurrencies.CurrencyAdded(address(_token), 1, 6);
        _currencies.add(address(_token), address(0), 0);
        (enabled, index, ) = _currencies.indexOf(address(_token));
        assertTrue(enabled);
        assertEq(index, 1);
        assertEq(_currencies.currencyCount(), 3);
        (address feed, , ) = _currencies.feedOf(address(_token));
        assertEq(feed, address(0));
    }

    function test_IndexOf_AnUnknownTokenIsNotEnabled() public view {
        (bool enabled, uint256 index, uint256 decimals) = _currencies.indexOf(address(_token));
        assertEq(abi.encode(enabled, index, decimals), abi.encode(false, 0, 0));
    }

    function test_RevertWhen_AddedTwice() public {
        _currencies.add(address(_token), address(0), 0);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesAlreadyAdded.selector, address(_token)));
        _currencies.add(address(_token), address(0), 0);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesAlreadyAdded.selector, NATIVE));
        _currencies.add(NATIVE, address(0), 0);
    }

    function test_RevertWhen_AllPlacesAreTaken() public {
        for (uint256 i = 0; i < 7; ++i) _currencies.add(address(new OddToken(18)), address(0), 0);
        assertEq(_currencies.currencyCount(), 8);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesFull.selector, 7));
        _currencies.add(address(_token), address(0), 0);
    }

    function test_RevertWhen_ATokenDoesNotTellItsDecimals() public {
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNoDecimals.selector, address(1234)));
        _currencies.add(address(1234), address(0), 0);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNoDecimals.selector, address(this)));
        _currencies.add(address(this), address(0), 0);
    }

    function test_RevertWhen_ThereAreTooManyDecimals() public {
        OddToken token = new OddToken(19);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesTooManyDecimals.selector, address(token), 19, 18));
        _currencies.add(address(token), address(0), 0);
        HostileFeed feed = new HostileFeed(type(uint256).max, 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICurrencies.CurrenciesTooManyDecimals.selector, address(feed), type(uint256).max, 18)
        );
        _currencies.setFeed(NATIVE, address(feed), MAX_AGE);
    }

    function test_RevertWhen_AFeedMayBeOfAnyAge() public {
        vm.expectRevert(ICurrencies.CurrenciesZeroMaxAge.selector);
        _currencies.add(address(_token), address(_feed), 0);
    }

    function test_RevertWhen_TheCurrencyIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesUnknown.selector, address(_token)));
        _currencies.setFeed(address(_token), address(_feed), MAX_AGE);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesUnknownIndex.selector, 1));
        _currencies.currencyAt(1);
    }

    function test_RevertWhen_DisablingWhatIsNotEnabled() public {
        _currencies.disable(NATIVE);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNotEnabled.selector, NATIVE));
        _currencies.disable(NATIVE);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNotEnabled.selector, address(_token)));
        _currencies.disable(address(_token));
    }

    function test_RevertWhen_ChangedByAStranger() public {
        address stranger = makeAddr("stranger");
        bytes memory expected = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(expected);
        _currencies.add(address(_token), address(0), 0);
        vm.expectRevert(expected);
        _currencies.setFeed(NATIVE, address(_feed), MAX_AGE);
        vm.expectRevert(expected);
        _currencies.disable(address(_token));
    }
}
