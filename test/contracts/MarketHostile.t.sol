// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {Edge, PayeeKind} from "../../contracts/types/Revenue.sol";
import {HostileRecipient} from "../mocks/HostileRecipient.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

/// @dev One hostile contract is buyer, owner, collaborator and Scores of the Market it attacks.
contract MarketHostileTest is MarketFixture {
    uint256 private constant PRICE = 3e15;
    HostileRecipient private attacker;

    function setUp() public override {
        super.setUp();
        attacker = new HostileRecipient();
        vm.deal(address(attacker), 10 ether);
        scores = address(attacker);
        market = _newMarket(PROTOCOL_BPS, treasury);
        market.setScores(scores);
        _register(V1);
        pipelines.setCollaborators(V1, _collaborators());
        vm.prank(owner);
        market.setOracleFund(V1, 20);
        _score(V1, TARGET, true);
        _price(V1, _priceTerms());
        _buy(V1);
        pipelines.setOwner(V1, address(attacker));
    }

    /// Every money function × every money function: a second entry while ether is being sent is refused, and the first is paid
    /// once.
    function test_Reentrancy_IsRefusedEverywhere() public {
        bytes[] memory calls = _moneyCalls();
        bytes memory refused = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        for (uint256 outer = 0; outer < calls.length; ++outer) {
            for (uint256 inner = 0; inner < calls.length; ++inner) {
                uint256 snapshot = vm.snapshotState();
                attacker.setCallBack(address(market), calls[inner]);
                uint256 before = address(market).balance;
                uint256 value = outer == 0 ? 1 ether : 0;
                (bool success, ) = attacker.execute(address(market), value, calls[outer]);
                assertTrue(success, "outer");
                assertTrue(attacker.calledBack(), "called back");
                assertFalse(attacker.callBackSucceeded(), "inner");
                assertEq(attacker.callBackResult(), refused);
                uint256 expected = outer == 0 ? before + PRICE : before - _entitled(outer);
                assertEq(address(market).balance, expected, "paid once");
                vm.revertToState(snapshot);
            }
        }
    }

    /// What takes no money may be called while ether is being sent, and changes nothing that was already decided.
    function test_Reentrancy_SettleInsideAWithdrawal() public {
        _offerChild(V2, V1, TARGET);
        _buy(V2);
        uint256 pending = market.pendingOf(V2, 0, NATIVE);
        attacker.setCallBack(address(market), abi.encodeCall(IMarket.settle, (NATIVE, _edges(V2, 0))));
        uint256 owed = _owed(V1, PayeeKind.OWNER, 0);
        (bool success, ) = attacker.execute(address(market), 0, _moneyCalls()[1]);
        assertTrue(success && attacker.callBackSucceeded());
        (, uint256 inflow, ) = market.revenueOf(V1, NATIVE);
        assertEq(inflow, pending);
        assertEq(address(market).balance, 2 * PRICE - owed);
    }

    /// A recipient that refuses, burns all gas or reverts with a megabyte costs only himself: his entitlement stays.
    function test_RevertWhen_TheRecipientRefuses() public {
        HostileRecipient.Mode[3] memory modes = [
            HostileRecipient.Mode.REVERT,
            HostileRecipient.Mode.BURN_GAS,
            HostileRecipient.Mode.REVERT_MEGABYTE
        ];
        for (uint256 i = 0; i < modes.length; ++i) {
            attacker.setMode(modes[i]);
            bytes[] memory calls = _moneyCalls();
            for (uint256 j = 0; j < calls.length; ++j) {
                uint256 value = j == 0 ? 1 ether : 0;
                uint256 amount = j == 0 ? 1 ether - PRICE : _entitled(j);
                vm.expectRevert(
                    abi.encodeWithSelector(IMarket.MarketTransferFailed.selector, NATIVE, address(attacker), amount)
                );
                vm.prank(address(attacker));
                (bool success, ) = address(market).call{value: value, gas: 2_000_000}(calls[j]);
                assertTrue(success, "expectRevert turns the failure into a success");
            }
        }
        _assertOthersArePaid();
        vm.prank(address(attacker));
        assertGt(market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, stranger), 0);
    }

    /// What a recipient returns is not copied: paying one that returns a megabyte costs what his own memory costs, once.
    function test_Withdraw_DoesNotCopyReturnedData() public {
        attacker.setMode(HostileRecipient.Mode.RETURN_MEGABYTE);
        vm.prank(address(attacker));
        uint256 gasBefore = gasleft();
        market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, address(attacker));
        // Memory of 1,000,000 bytes: 31,250 words · 3 + 31,250² / 512 = 2,001,098 gas. A copy would pay it twice.
        assertLt(gasBefore - gasleft(), 2_001_098 + 200_000);
        _assertOthersArePaid();
    }

    /// Invariant 21: ether forced in moves no account and is owed to nobody.
    function test_ForcedEther_ChangesNothing() public {
        bytes memory before = _accounts();
        // As a block reward or a self-destructing contract would: no code of the Market runs.
        vm.deal(address(market), address(market).balance + 5 ether);
        assertEq(address(market).balance, PRICE + 5 ether);
        assertEq(_accounts(), before);
        for (uint256 i = 1; i < 4; ++i) {
            (bool success, ) = attacker.execute(address(market), 0, _moneyCalls()[i]);
            assertTrue(success);
        }
        _assertOthersArePaid();
        assertEq(address(market).balance, 5 ether, "everything that was paid in is paid out, and no more");
    }

    function _moneyCalls() private view returns (bytes[] memory calls) {
        address self = address(attacker);
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(IMarket.buy, (V1, 1, self, PRICE, 0, START));
        calls[1] = abi.encodeCall(IMarket.withdraw, (V1, NATIVE, PayeeKind.OWNER, 0, self));
        calls[2] = abi.encodeCall(IMarket.withdrawCollaborator, (V1, NATIVE, _collaborators(), 0, self));
        calls[3] = abi.encodeCall(IMarket.drawOracleFund, (V1, PRICE / 5));
        calls[4] = abi.encodeCall(IMarket.settleAndWithdraw, (new Edge[](0), V1, NATIVE, PayeeKind.OWNER, 0, self));
    }

    /// @dev What the money call numbered so pays: the rest is 77.5 %, half of it the collaborator's.
    function _entitled(uint256 call) private pure returns (uint256 amount) {
        return call == 3 ? PRICE / 5 : (PRICE * 7750 * 5000) / 1e8;
    }

    function _assertOthersArePaid() private {
        vm.prank(treasury);
        assertEq(market.withdraw(V1, NATIVE, PayeeKind.PROTOCOL, 0, treasury), (PRICE * PROTOCOL_BPS) / 10_000);
    }

    function _accounts() private view returns (bytes memory encoded) {
        (uint256 sales, uint256 inflow, uint256 kept) = market.revenueOf(V1, NATIVE);
        return
            abi.encode(
                sales,
                inflow,
                kept,
                _owed(V1, PayeeKind.OWNER, 0),
                _owed(V1, PayeeKind.PROTOCOL, 0),
                market.owedToCollaborator(V1, NATIVE, _collaborators(), 0),
                market.oracleFundOf(V1),
                market.popularityOf(V1)
            );
    }

    function _collaborators() private view returns (Collaborator[] memory list) {
        list = new Collaborator[](1);
        list[0] = Collaborator(address(attacker), 5000);
    }
}
