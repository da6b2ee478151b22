// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {Permit} from "../../contracts/types/Purchase.sol";
import {PayeeKind, PriceTerms} from "../../contracts/types/Revenue.sol";
import {OddToken} from "../mocks/OddToken.sol";
import {TokenFixture} from "../utils/TokenFixture.sol";

/// @dev The token matrix: every odd token × buyWithToken, buyWithPermit, settle, withdraw, withdrawCollaborator. Either the whole
/// price arrives or the purchase is refused by name; what the Market holds covers what it owes, in each currency by itself (M-10).
contract MarketTokensTest is TokenFixture {
    /// @dev Sales in the native coin, which no token may touch.
    uint256 private _nativeBalance;

    function setUp() public override {
        super.setUp();
        _offer(V3, TARGET);
        _nativeBalance = _buy(V3);
    }

    /// @dev After every test: what each currency holds covers what is owed in it.
    modifier keepsLedgersWhole() {
        _;
        assertGe(token.balanceOf(address(market)), _liabilities(address(token)), "token");
        assertEq(address(market).balance, _nativeBalance, "native coin");
    }

    function test_Plain_PaysEverybody() public keepsLedgersWhole {
        _assertWholeFlow();
    }

    /// USDT of old, BNB: no return value at all.
    function test_NoReturnValue_PaysEverybody() public keepsLedgersWhole {
        token.setMode(OddToken.Mode.NO_RETURN_VALUE);
        _assertWholeFlow();
    }

    function test_Decimals_0_6_8_18_PayEverybody() public keepsLedgersWhole {
        uint8[4] memory decimals = [0, 6, 8, 18];
        uint256[4] memory prices = [uint256(3), 2.5e6, 2.5e8, 2.5e18];
        for (uint256 i = 0; i < 4; ++i) {
            uint256 snapshot = vm.snapshotState();
            _replaceToken(decimals[i]);
            (uint256 price, , ) = market.quote(V1, 1, address(token));
            assertEq(price, prices[i], "rounded up to a unit");
            // Twelve periods are converted once: 30 whole tokens exactly.
            (price, , ) = market.quote(V1, 12, address(token));
            assertEq(price, 30 * 10 ** decimals[i]);
            _assertWholeFlow();
            vm.revertToState(snapshot);
        }
    }

    function test_RevertWhen_FeeOnTransfer() public keepsLedgersWhole {
        _buyWithToken(V1);
        token.setMode(OddToken.Mode.FEE_FROM_AMOUNT);
        _expectBothRefused(
            abi.encodeWithSelector(IMarket.MarketReceivedTooLittle.selector, address(token), PRICE - PRICE / 100, PRICE)
        );
        // A fee that came later is its payee's: he was sent what he was owed.
        uint256 owed = _owedIn(address(token), V1, PayeeKind.OWNER);
        _withdrawIn(address(token), V1, PayeeKind.OWNER, owner);
        assertEq(token.balanceOf(owner), owed - owed / 100);
    }

    /// A fee on top would be taken from what others are owed: such a payment is refused, and owed on.
    function test_RevertWhen_FeeOnTopOfAWithdrawal() public keepsLedgersWhole {
        _buyWithToken(V1);
        token.setMode(OddToken.Mode.FEE_ON_TOP);
        _expectWithdrawalsRefused();
        token.setMode(OddToken.Mode.PLAIN);
        assertGt(_withdrawIn(address(token), V1, PayeeKind.OWNER, owner), 0);
    }

    /// On top of a purchase it is the buyer's own cost: the whole price arrives.
    function test_FeeOnTop_OfAPurchase() public keepsLedgersWhole {
        token.setMode(OddToken.Mode.FEE_ON_TOP);
        uint256 before = token.balanceOf(buyer);
        assertEq(_buyWithToken(V1), PRICE);
        assertEq(token.balanceOf(buyer), before - PRICE - PRICE / 100);
        assertEq(token.balanceOf(address(market)), PRICE);
    }

    function test_RevertWhen_ReturnsFalse() public keepsLedgersWhole {
        _buyWithToken(V1);
        token.setMode(OddToken.Mode.RETURNS_FALSE);
        _expectBothRefused(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        _expectWithdrawalsRefused();
    }

    function test_RevertWhen_Paused() public keepsLedgersWhole {
        _buyWithToken(V1);
        token.setMode(OddToken.Mode.PAUSED);
        _expectBothRefused(abi.encodeWithSelector(OddToken.OddTokenPaused.selector));
        _expectWithdrawalsRefused();
        token.setMode(OddToken.Mode.PLAIN);
        assertGt(_withdrawIn(address(token), V1, PayeeKind.OWNER, owner), 0);
    }

    function test_RevertWhen_ThePayerIsBlacklisted() public keepsLedgersWhole {
        token.setBlocked(buyer);
        _expectBothRefused(abi.encodeWithSelector(OddToken.OddTokenBlocked.selector, buyer));
    }

    /// He is paid at another address, and nobody else waits for him.
    function test_RevertWhen_ThePayeeIsBlacklisted() public keepsLedgersWhole {
        _buyWithToken(V1);
        token.setBlocked(owner);
        uint256 owed = _owedIn(address(token), V1, PayeeKind.OWNER);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketTransferFailed.selector, address(token), owner, owed));
        vm.prank(owner);
        market.withdraw(V1, address(token), PayeeKind.OWNER, 0, owner);
        assertGt(_withdrawIn(address(token), V1, PayeeKind.PROTOCOL, treasury), 0);
        assertEq(_withdrawIn(address(token), V1, PayeeKind.OWNER, stranger), owed);
    }

    /// Sent to the Market itself, a token would be nobody's for ever; ether is refused there by itself.
    function test_RevertWhen_WithdrawingToTheMarket() public keepsLedgersWhole {
        _buyWithToken(V1);
        address[2] memory paidIn = [address(token), NATIVE];
        VersionId[2] memory ids = [V1, V3];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 owed = _owedIn(paidIn[i], ids[i], PayeeKind.OWNER);
            vm.expectRevert(
                abi.encodeWithSelector(IMarket.MarketTransferFailed.selector, paidIn[i], address(market), owed)
            );
            vm.prank(owner);
            market.withdraw(ids[i], paidIn[i], PayeeKind.OWNER, 0, address(market));
        }
    }

    /// The whole currency waits; no other does.
    function test_RevertWhen_TheMarketIsBlacklisted() public keepsLedgersWhole {
        _buyWithToken(V1);
        token.setBlocked(address(market));
        _expectBothRefused(abi.encodeWithSelector(OddToken.OddTokenBlocked.selector, address(market)));
        _expectWithdrawalsRefused();
        vm.prank(owner);
        _nativeBalance -= market.withdraw(V3, NATIVE, PayeeKind.OWNER, 0, owner);
    }

    /// What a rebase or a gift adds is nobody's.
    function test_Rebase_UpChangesNoAccount() public keepsLedgersWhole {
        _buyWithToken(V1);
        uint256 owed = _liabilities(address(token));
        token.mint(address(market), 1e12);
        assertEq(_liabilities(address(token)), owed);
    }

    /// U-6: a token that takes balances away breaks its own ledger, which is why none may be added. Payees are paid while there is
    /// something to pay with, then refused by name; no other currency notices, and what is put back is paid out.
    function test_RevertWhen_ARebaseTookTheBalance() public {
        _buyWithToken(V1);
        token.burn(address(market), PRICE - 1);
        _expectWithdrawalsRefused();
        vm.prank(owner);
        assertGt(market.withdraw(V3, NATIVE, PayeeKind.OWNER, 0, owner), 0);
        token.mint(address(market), PRICE - 1);
        assertGt(_withdrawIn(address(token), V1, PayeeKind.OWNER, owner), 0);
    }

    function test_RevertWhen_TheAllowanceIsTooSmall() public keepsLedgersWhole {
        vm.startPrank(buyer);
        token.approve(address(market), PRICE - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketAllowanceTooSmall.selector, PRICE - 1, PRICE));
        market.buyWithToken(_purchase(V1, 1));
        token.approve(address(market), PRICE);
        market.buyWithToken(_purchase(V1, 1));
    }

    function test_RevertWhen_TheBuyerHasTooLittle() public keepsLedgersWhole {
        token.burn(buyer, token.balanceOf(buyer) - PRICE + 1);
        vm.expectPartialRevert(bytes4(keccak256("ERC20InsufficientBalance(address,uint256,uint256)")));
        vm.prank(buyer);
        market.buyWithToken(_purchase(V1, 1));
    }

    /* PERMITS */

    function test_Permit_PaysWithoutAnApproval() public keepsLedgersWhole {
        _revoke();
        Permit memory permit = _permit(PRICE, START);
        vm.prank(buyer);
        (uint256 paid, ) = market.buyWithPermit(_purchase(V1, 1), permit);
        assertEq(paid, PRICE);
        assertEq(token.allowance(buyer, address(market)), 0);
    }

    /// Anybody may send a permit that he sees in the pool: the purchase goes through all the same.
    function test_Permit_MayBeFrontRun() public keepsLedgersWhole {
        _revoke();
        Permit memory permit = _permit(PRICE, START);
        vm.prank(stranger);
        token.permit(buyer, address(market), PRICE, START, permit.v, permit.r, permit.s);
        vm.prank(buyer);
        (uint256 paid, ) = market.buyWithPermit(_purchase(V1, 1), permit);
        assertEq(paid, PRICE);
    }

    function test_RevertWhen_ThePermitIsForLess() public keepsLedgersWhole {
        _revoke();
        Permit memory permit = _permit(PRICE - 1, START);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketAllowanceTooSmall.selector, PRICE - 1, PRICE));
        vm.prank(buyer);
        market.buyWithPermit(_purchase(V1, 1), permit);
    }

    /// The signature is of another value than the call says, is too late, or is somebody else's: the allowance decides.
    function test_RevertWhen_ThePermitDoesNotHold() public keepsLedgersWhole {
        _revoke();
        Permit memory wrongValue = _permit(PRICE, START);
        wrongValue.value = 2 * PRICE;
        Permit memory tooLate = _permit(PRICE, START - 1);
        bytes memory expected = abi.encodeWithSelector(IMarket.MarketAllowanceTooSmall.selector, 0, PRICE);
        vm.startPrank(buyer);
        vm.expectRevert(expected);
        market.buyWithPermit(_purchase(V1, 1), wrongValue);
        vm.expectRevert(expected);
        market.buyWithPermit(_purchase(V1, 1), tooLate);
        vm.stopPrank();
        Permit memory permit = _permit(PRICE, START);
        vm.expectRevert(expected);
        vm.prank(stranger);
        market.buyWithPermit(_purchase(V1, 1), permit);
        vm.startPrank(buyer);
        token.approve(address(market), PRICE);
        market.buyWithPermit(_purchase(V1, 1), tooLate);
    }

    /* HELPERS */

    function _assertWholeFlow() private {
        (uint256 price, , ) = market.quote(V1, 1, address(token));
        assertEq(_buyWithToken(V1), price);
        Permit memory permit = _permit(price, START);
        vm.prank(buyer);
        (uint256 paid, ) = market.buyWithPermit(_purchase(V2, 1), permit);
        assertEq(paid, price);
        assertEq(token.balanceOf(address(market)), 2 * price);
        assertLe(_liabilities(address(token)), 2 * price, "before");
        if (token.decimals() == 0) return;
        uint256 paidOut = _payEverybody(address(token));
        assertEq(token.balanceOf(owner) + token.balanceOf(treasury) + token.balanceOf(collaborator), paidOut);
        assertEq(token.balanceOf(address(market)), 2 * price - paidOut);
        assertLt(2 * price - paidOut, 8, "dust");
    }

    function _expectBothRefused(bytes memory reason) private {
        vm.startPrank(buyer);
        vm.expectRevert(reason);
        market.buyWithToken(_purchase(V1, 1));
        Permit memory permit = _permit(type(uint256).max, START);
        vm.expectRevert(reason);
        market.buyWithPermit(_purchase(V1, 1), permit);
        vm.stopPrank();
    }

    /// @dev Owner's and collaborator's; they stay owed, and settling needs no transfer.
    function _expectWithdrawalsRefused() private {
        market.settle(address(token), _edges(V2, 0));
        uint256 owed = _owedIn(address(token), V1, PayeeKind.OWNER);
        bytes memory refused = abi.encodeWithSelector(
            IMarket.MarketTransferFailed.selector,
            address(token),
            owner,
            owed
        );
        vm.startPrank(owner);
        vm.expectRevert(refused);
        market.withdraw(V1, address(token), PayeeKind.OWNER, 0, owner);
        vm.expectRevert(refused);
        market.settleAndWithdraw(_edges(V2, 0), V1, address(token), PayeeKind.OWNER, 0, owner);
        vm.stopPrank();
        uint256 part = market.owedToCollaborator(V1, address(token), _collaborators(), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.MarketTransferFailed.selector, address(token), collaborator, part)
        );
        vm.prank(collaborator);
        market.withdrawCollaborator(V1, address(token), _collaborators(), 0, collaborator);
        assertEq(_owedIn(address(token), V1, PayeeKind.OWNER), owed);
    }

    function _revoke() private {
        vm.prank(buyer);
        token.approve(address(market), 0);
    }

    function _replaceToken(uint8 decimals) private {
        token = new OddToken(decimals);
        currencies.add(address(token), address(0), 0);
        PriceTerms memory terms = _tokenTerms();
        terms.currency = INDEX + 1;
        for (uint64 id = 1; id <= 2; ++id) _price(VersionId.wrap(id), terms);
        token.mint(buyer, 1e30);
        vm.prank(buyer);
        token.approve(address(market), type(uint256).max);
    }
}
