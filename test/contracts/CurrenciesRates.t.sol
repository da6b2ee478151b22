// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MockV3Aggregator} from "@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol";
import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Currencies} from "../../contracts/Currencies.sol";
import {ICurrencies} from "../../contracts/interfaces/ICurrencies.sol";
import {HostileFeed} from "../mocks/HostileFeed.sol";
import {OddToken} from "../mocks/OddToken.sol";

/// @dev U-3 to U-5: every way in which a rate can be wrong, by name, and the rounding of conversions.
contract CurrenciesRatesTest is Test {
    address private constant NATIVE = address(0);
    uint256 private constant START = 1_800_000_000;
    uint32 private constant MAX_AGE = 1 hours;
    uint256 private constant GRACE = 30 minutes;

    AccessManager private _manager;
    Currencies private _currencies;
    OddToken private _token;
    HostileFeed private _feed;
    MockV3Aggregator private _nativeFeed;

    function setUp() public {
        vm.warp(START);
        _manager = new AccessManager(address(this));
        _currencies = new Currencies(address(_manager), address(0), 0);
        _token = new OddToken(6);
        _feed = new HostileFeed(8, 1e8);
        _nativeFeed = new MockV3Aggregator(8, 2000e8);
        _currencies.add(address(_token), address(_feed), MAX_AGE);
        _currencies.setFeed(NATIVE, address(_nativeFeed), MAX_AGE);
    }

    /* CONVERSIONS */

    function test_FromUsdUp_InUnitsOfTheCurrency() public view {
        assertEq(_currencies.fromUsdUp(address(_token), 12.5e18), 12.5e6);
        assertEq(_currencies.fromUsdUp(NATIVE, 1e18), 0.0005 ether);
        assertEq(_currencies.fromUsdUp(address(_token), 0), 0);
        assertEq(_currencies.fromUsdUp(address(_token), 1), 1, "a fraction of a unit is a unit");
    }

    function test_ValueUp_GoesThroughDollars() public view {
        assertEq(_currencies.valueUp(address(_token), 1 ether), 2000e6);
        assertEq(_currencies.valueUp(address(_token), 1), 1, "a fraction of a unit is a unit");
        assertEq(_currencies.valueUp(NATIVE, 123), 123, "the native coin needs no rate");
    }

    /// U-3: never below the exact value, and less than one unit above it: the least amount that is worth as much.
    function testFuzz_FromUsdUp_IsTheLeastAmountThatSuffices(
        uint256 usdE18,
        uint256 answer,
        uint256 decimals,
        uint256 feedDecimals
    ) public {
        usdE18 = bound(usdE18, 0, 1e36);
        answer = bound(answer, 1, 1e24);
        (decimals, feedDecimals) = (bound(decimals, 0, 18), bound(feedDecimals, 0, 18));
        address token = _add(decimals, feedDecimals, answer);
        uint256 amount = _currencies.fromUsdUp(token, usdE18);
        uint256 scale = 10 ** (decimals + feedDecimals);
        // amount / 10^decimals · answer / 10^feedDecimals ≥ usdE18 / 10^18, in 512 bits
        assertTrue(_isAtLeast(amount, answer * 1e18, usdE18, scale), "enough");
        if (amount != 0) assertFalse(_isAtLeast(amount - 1, answer * 1e18, usdE18, scale), "no more than a unit above");
    }

    /// U-3, for both rates in one rounding.
    function testFuzz_ValueUp_IsTheLeastAmountThatSuffices(
        uint256 amountWei,
        uint256 nativeAnswer,
        uint256 answer,
        uint256 decimals
    ) public {
        amountWei = bound(amountWei, 0, type(uint128).max);
        answer = bound(answer, 1, 1e24);
        nativeAnswer = bound(nativeAnswer, 1, 1e24);
        decimals = bound(decimals, 0, 18);
        _nativeFeed.updateAnswer(int256(nativeAnswer));
        address token = _add(decimals, 8, answer);
        uint256 amount = _currencies.valueUp(token, amountWei);
        uint256 scale = 10 ** decimals;
        assertTrue(_isAtLeast(amount, answer * 1e18, amountWei * nativeAnswer, scale), "enough");
        if (amount != 0) {
            bool isEnough = _isAtLeast(amount - 1, answer * 1e18, amountWei * nativeAnswer, scale);
            assertFalse(isEnough, "no more than a unit above");
        }
    }

    /* FEEDS */

    /// U-2: a rate that is fresh and wrong is stopped at once, the native coin's too, until governance names a feed again.
    function test_RevertWhen_TheCurrencyIsDisabled() public {
        _currencies.disable(NATIVE);
        bytes memory refused = abi.encodeWithSelector(ICurrencies.CurrenciesNotEnabled.selector, NATIVE);
        vm.expectRevert(refused);
        _currencies.fromUsdUp(NATIVE, 1e18);
        vm.expectRevert(refused);
        _currencies.valueUp(address(_token), 1 ether);
        assertEq(_currencies.fromUsdUp(address(_token), 1e18), 1e6, "no other rate stops");
        _currencies.add(NATIVE, address(_nativeFeed), MAX_AGE);
        (bool enabled, uint256 index, uint256 decimals) = _currencies.indexOf(NATIVE);
        assertEq(abi.encode(enabled, index, decimals), abi.encode(true, 0, 18), "in its place");
        assertEq(_currencies.valueUp(address(_token), 1 ether), 2000e6);
        _currencies.disable(address(_token));
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNotEnabled.selector, address(_token)));
        _currencies.fromUsdUp(address(_token), 1e18);
    }

    function test_RevertWhen_ThereIsNoFeed() public {
        OddToken other = new OddToken(18);
        _currencies.add(address(other), address(0), 0);
        bytes memory expected = abi.encodeWithSelector(ICurrencies.CurrenciesNoFeed.selector, address(other));
        vm.expectRevert(expected);
        _currencies.fromUsdUp(address(other), 1);
        vm.expectRevert(expected);
        _currencies.valueUp(address(other), 1);
        _currencies.setFeed(NATIVE, address(0), 0);
        vm.expectRevert(abi.encodeWithSelector(ICurrencies.CurrenciesNoFeed.selector, NATIVE));
        _currencies.valueUp(address(_token), 1);
    }

    function test_RevertWhen_TheFeedReverts() public {
        _feed.setMode(HostileFeed.Mode.REVERT);
        _expectFailed();
    }

    function test_RevertWhen_TheFeedBurnsItsGas() public {
        _feed.setMode(HostileFeed.Mode.BURN_GAS);
        uint256 gasBefore = gasleft();
        _expectFailed();
        assertLt(gasBefore - gasleft(), 1_000_000);
    }

    function test_RevertWhen_TheFeedAnswersLessThanARound() public {
        _feed.setMode(HostileFeed.Mode.SHORT_ANSWER);
        _expectFailed();
    }

    /// More than its gas lets it return: what is copied here is bounded too.
    function test_RevertWhen_TheFeedAnswersAMegabyte() public {
        _feed.setMode(HostileFeed.Mode.MEGABYTE);
        uint256 gasBefore = gasleft();
        _expectFailed();
        assertLt(gasBefore - gasleft(), 1_000_000);
    }

    function test_RevertWhen_TheFeedIsGone() public {
        vm.etch(address(_feed), "");
        _expectFailed();
    }

    function test_RevertWhen_TheAnswerIsZero() public {
        _expectBadAnswer(0);
    }

    function test_RevertWhen_TheAnswerIsNegative() public {
        _expectBadAnswer(-1);
        _expectBadAnswer(type(int256).min);
    }

    function test_RevertWhen_TheAnswerIsAbsurd() public {
        _expectBadAnswer(int256(uint256(type(uint128).max) + 1));
        _feed.setRound(HostileFeed.Round(1, int256(uint256(type(uint128).max)), START, START, 1));
        assertEq(_currencies.fromUsdUp(address(_token), 1e18), 1);
    }

    /// The boundary is exact: an answer of the greatest age is good, one second more is not.
    function test_RevertWhen_TheAnswerIsStale() public {
        vm.warp(START + MAX_AGE);
        assertEq(_currencies.fromUsdUp(address(_token), 1e18), 1e6);
        vm.warp(START + MAX_AGE + 1);
        _nativeFeed.updateAnswer(2000e8);
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesStaleAnswer.selector, _feed, START, START + 1));
    }

    function test_RevertWhen_TheTimestampIsInTheFuture() public {
        _feed.setRound(HostileFeed.Round(1, 1e8, START, START + 1, 1));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesFutureTimestamp.selector, _feed, START + 1, START));
        vm.warp(START + 1);
        assertEq(_currencies.fromUsdUp(address(_token), 1e18), 1e6);
    }

    function test_RevertWhen_TheRoundIsIncomplete() public {
        _feed.setRound(HostileFeed.Round(7, 1e8, START, 0, 7));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesIncompleteRound.selector, _feed, 7));
    }

    function test_RevertWhen_TheAnswerIsOfAnEarlierRound() public {
        _feed.setRound(HostileFeed.Round(7, 1e8, START, START, 6));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesIncompleteRound.selector, _feed, 7));
    }

    /* SEQUENCER */

    function test_RevertWhen_TheSequencerIsDown() public {
        HostileFeed uptime = _startL2();
        uptime.setRound(HostileFeed.Round(1, 1, START - 1 days, START, 1));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesSequencerDown.selector, START - 1 days));
    }

    function test_RevertWhen_TheSequencerWasNeverReported() public {
        HostileFeed uptime = _startL2();
        uptime.setRound(HostileFeed.Round(1, 0, 0, 0, 1));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesSequencerDown.selector, 0));
    }

    /// The boundary is exact: rates are good one second after the grace, and not before.
    function test_RevertWhen_TheSequencerIsInItsGrace() public {
        HostileFeed uptime = _startL2();
        uptime.setRound(HostileFeed.Round(1, 0, START - GRACE, START, 1));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesSequencerGrace.selector, START - GRACE, START));
        vm.warp(START + 1);
        assertEq(_currencies.fromUsdUp(address(_token), 1e18), 1e6);
    }

    function test_RevertWhen_TheSequencersTimestampIsInTheFuture() public {
        HostileFeed uptime = _startL2();
        uptime.setRound(HostileFeed.Round(1, 0, START + 1, START, 1));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesFutureTimestamp.selector, uptime, START + 1, START));
    }

    function test_RevertWhen_TheSequencersFeedReverts() public {
        HostileFeed uptime = _startL2();
        uptime.setMode(HostileFeed.Mode.REVERT);
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesFeedFailed.selector, uptime));
    }

    /* HELPERS */

    /// @dev The same, behind an uptime feed that has been up for a day.
    function _startL2() private returns (HostileFeed uptime) {
        uptime = new HostileFeed(0, 0);
        uptime.setRound(HostileFeed.Round(1, 0, START - 1 days, START, 1));
        _currencies = new Currencies(address(_manager), address(uptime), GRACE);
        _currencies.add(address(_token), address(_feed), MAX_AGE);
        _currencies.setFeed(NATIVE, address(_nativeFeed), MAX_AGE);
        assertEq(_currencies.fromUsdUp(address(_token), 1e18), 1e6);
    }

    function _add(uint256 decimals, uint256 feedDecimals, uint256 answer) private returns (address token) {
        token = address(new OddToken(uint8(decimals)));
        _currencies.add(token, address(new HostileFeed(feedDecimals, int256(answer))), MAX_AGE);
    }

    function _expectFailed() private {
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesFeedFailed.selector, _feed));
    }

    function _expectBadAnswer(int256 answer) private {
        _feed.setRound(HostileFeed.Round(1, answer, START, START, 1));
        _expect(abi.encodeWithSelector(ICurrencies.CurrenciesAnswerOutOfRange.selector, _feed, answer));
    }

    /// @dev Both conversions, and the native coin's in dollars where the sequencer is at fault.
    function _expect(bytes memory reason) private {
        vm.expectRevert(reason);
        _currencies.fromUsdUp(address(_token), 1e18);
        vm.expectRevert(reason);
        _currencies.valueUp(address(_token), 1 ether);
    }

    /// @dev a · b ≥ c · d
    function _isAtLeast(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (bool isAtLeast) {
        (uint256 high, uint256 low) = Math.mul512(a, b);
        (uint256 otherHigh, uint256 otherLow) = Math.mul512(c, d);
        return high > otherHigh || (high == otherHigh && low >= otherLow);
    }
}
