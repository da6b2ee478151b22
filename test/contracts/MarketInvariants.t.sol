// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {PriceTerms, Shares} from "../../contracts/types/Revenue.sol";
import {MarketHandler} from "./MarketHandler.t.sol";

/// @dev Invariants 3, 4, 5 and 6 are asserted by the handler at every action; those of a state are here.
contract MarketInvariantsTest is Test {
    uint256 private constant ONE = 65_535;
    MarketHandler private handler;

    function setUp() public {
        handler = new MarketHandler();
        bytes4[] memory actions = new bytes4[](9);
        actions[0] = MarketHandler.grow.selector;
        actions[1] = MarketHandler.rescore.selector;
        actions[2] = MarketHandler.reprice.selector;
        actions[3] = MarketHandler.buy.selector;
        actions[4] = MarketHandler.settle.selector;
        actions[5] = MarketHandler.withdraw.selector;
        actions[6] = MarketHandler.setPaused.selector;
        actions[7] = MarketHandler.forceEther.selector;
        actions[8] = MarketHandler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
        targetContract(address(handler));
    }

    /// Invariants 1, 2, 14, 17 and 21; 7, 11 and 12 for every version and account. One function, so that each state is visited
    /// once.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 80
    /// hardhat-config: invariant.fail-on-revert = true
    function invariant_1_2_7_11_12_14_17_21_Hold() public view {
        _checkMoney();
        for (uint64 id = 1; id <= handler.count(); ++id) {
            _checkShares(handler.sharesOf(id));
            _checkPrice(id);
            for (uint256 i = 0; i < 3; ++i) {
                address account = handler.buyers(i);
                assertEq(handler.hasAccess(id, account), handler.untilOf(id, account) > block.timestamp, "12: access");
            }
        }
    }

    function _checkMoney() private view {
        uint256 balance = handler.marketAddress().balance;
        (uint256 pending, uint256 edges) = handler.totalPending();
        uint256 owed = handler.totalOwed();
        assertEq(balance, handler.paidIn() - handler.paidOut() + handler.forced(), "21: forced ether is in no account");
        assertGe(balance - handler.forced(), owed + pending, "1: solvent");
        // Two roundings per edge and per version's kept amount, one per payee.
        uint256 roundings = 2 * edges + uint256(handler.count()) * (2 + handler.PAYEES());
        uint256 dust = handler.paidIn() - (owed + handler.paidOut()) - pending;
        assertLt(dust, roundings, "2: entitlements and dust are what was paid in");
        // Were every payee but the protocol one person, he would have lost at least the fees.
        assertLe(handler.totalFees(), handler.paidIn(), "17: fees");
    }

    function _checkShares(Shares memory shares) private pure {
        uint256 own;
        uint256 inflow;
        for (uint256 i = 0; i < shares.parents.length; ++i) {
            own += shares.ownShares[i];
            inflow += shares.inflowShares[i];
        }
        assertLe(own, ONE, "14: own sales");
        assertLe(inflow, ONE, "14: inflow");
    }

    function _checkPrice(uint64 id) private view {
        (uint256 price, bool isOffered) = handler.quoteOf(id);
        PriceTerms memory terms = handler.priceTermsOf(id);
        if (!isOffered || terms.manual) return;
        assertGe(price, uint256(terms.floorNano) * 1e9, "7: floor");
        assertLe(price, uint256(terms.capNano) * 1e9, "7: cap");
    }
}
