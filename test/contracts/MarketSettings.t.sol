// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {Market} from "../../contracts/Market.sol";
import {PayeeKind} from "../../contracts/types/Revenue.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

contract MarketSettingsTest is MarketFixture {
    function test_Constructor_SetsTheBook() public view {
        assertEq(market.authority(), address(manager));
        assertEq(address(market.PIPELINES()), address(pipelines));
        assertEq(address(market.DATASETS()), address(datasets));
        assertEq(address(market.CURRENCIES()), address(currencies));
        assertEq(address(market.POLICIES()), address(policies));
        assertEq(market.pendingTreasury(), address(0));
        (uint16 bps, address payee) = market.protocolFee();
        assertEq(bps, PROTOCOL_BPS);
        assertEq(payee, treasury);
        assertEq(market.scores(), scores);
        assertFalse(market.isPaused());
    }

    function test_SetScores_OnceAndEmits() public {
        Market fresh = _newMarket(0, treasury);
        vm.expectRevert(IMarket.MarketZeroAddress.selector);
        fresh.setScores(address(0));
        vm.expectEmit(address(fresh));
        emit IMarket.ScoresSet(scores);
        fresh.setScores(scores);
        assertEq(fresh.scores(), scores);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketScoresAlreadySet.selector, scores));
        fresh.setScores(stranger);
    }

    function test_SetProtocolFee_StoresAndEmits() public {
        vm.expectEmit(address(market));
        emit IMarket.ProtocolFeeSet(500);
        market.setProtocolFee(500);
        (uint16 bps, address payee) = market.protocolFee();
        assertEq(bps, 500);
        assertEq(payee, treasury);
    }

    /// M-16: two steps, so that the fees cannot go to an account that nobody holds.
    function test_AcceptTreasury_TakesTwoSteps() public {
        vm.expectEmit(address(market));
        emit IMarket.TreasuryProposed(stranger);
        market.proposeTreasury(stranger);
        assertEq(market.pendingTreasury(), stranger);
        (, address payee) = market.protocolFee();
        assertEq(payee, treasury);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPendingTreasury.selector, address(this), stranger));
        market.acceptTreasury();
        vm.expectEmit(address(market));
        emit IMarket.TreasurySet(stranger);
        vm.prank(stranger);
        market.acceptTreasury();
        (, payee) = market.protocolFee();
        assertEq(payee, stranger);
        assertEq(market.pendingTreasury(), address(0));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPendingTreasury.selector, stranger, address(0)));
        vm.prank(stranger);
        market.acceptTreasury();
    }

    function test_ProposeTreasury_MayBeWithdrawn() public {
        market.proposeTreasury(stranger);
        market.proposeTreasury(address(0));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPendingTreasury.selector, stranger, address(0)));
        vm.prank(stranger);
        market.acceptTreasury();
    }

    /// A new treasury is paid what the old one left.
    function test_AcceptTreasury_MovesTheUnclaimedFee() public {
        _offer(V1, 8000);
        uint256 paid = _buy(V1);
        market.proposeTreasury(stranger);
        vm.startPrank(stranger);
        market.acceptTreasury();
        assertEq(market.withdraw(V1, NATIVE, PayeeKind.PROTOCOL, 0, stranger), (paid * PROTOCOL_BPS) / 10_000);
    }

    function test_RevertWhen_ProtocolFeeIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketFeeTooHigh.selector, 501, 500));
        market.setProtocolFee(501);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketFeeTooHigh.selector, 10_000, 500));
        this.deploy(10_000, treasury);
        vm.expectRevert(IMarket.MarketZeroAddress.selector);
        this.deploy(0, address(0));
    }

    function test_SetPaused_StoresAndEmits() public {
        vm.expectEmit(address(market));
        emit IMarket.SalesPaused(true);
        market.setPaused(true);
        assertTrue(market.isPaused());
        (uint16 bps, address payee) = market.protocolFee();
        assertEq(bps, PROTOCOL_BPS);
        assertEq(payee, treasury);
        vm.expectEmit(address(market));
        emit IMarket.SalesPaused(false);
        market.setPaused(false);
        assertFalse(market.isPaused());
    }

    function test_RevertWhen_SettingsAreChangedByAStranger() public {
        bytes memory expected = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(expected);
        market.setScores(stranger);
        vm.expectRevert(expected);
        market.setProtocolFee(0);
        vm.expectRevert(expected);
        market.proposeTreasury(stranger);
        vm.expectRevert(expected);
        market.setPaused(true);
    }

    /// Ether reaches the Market by purchases only.
    function test_RevertWhen_EtherIsSent() public {
        vm.prank(buyer);
        (bool success, bytes memory reason) = address(market).call{value: 1}("");
        assertFalse(success);
        assertEq(reason.length, 0);
    }

    function deploy(uint16 feeBps, address payee) external {
        _newMarket(feeBps, payee);
    }
}
