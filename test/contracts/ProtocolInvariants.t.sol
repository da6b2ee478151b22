// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {Shares} from "../../contracts/types/Revenue.sol";
import {Score} from "../../contracts/types/Score.sol";
import {ProtocolHandler} from "./ProtocolHandler.t.sol";

/// @dev Invariants 5, 6, 9 and 10 are asserted by the handler at every action; those of a state are here (docs/invariants.md).
contract ProtocolInvariantsTest is Test {
    uint256 private constant ONE = 65_535;
    ProtocolHandler private handler;

    function setUp() public {
        handler = new ProtocolHandler();
        bytes4[] memory actions = new bytes4[](11);
        actions[0] = ProtocolHandler.register.selector;
        actions[1] = ProtocolHandler.assess.selector;
        actions[2] = ProtocolHandler.request.selector;
        actions[3] = ProtocolHandler.refund.selector;
        actions[4] = ProtocolHandler.voidVersion.selector;
        actions[5] = ProtocolHandler.intrude.selector;
        actions[6] = ProtocolHandler.buy.selector;
        actions[7] = ProtocolHandler.settleAndWithdraw.selector;
        actions[8] = ProtocolHandler.withdrawFees.selector;
        actions[9] = ProtocolHandler.setPaused.selector;
        actions[10] = ProtocolHandler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: actions}));
        targetContract(address(handler));
    }

    /// One function, so that each state is visited once.
    /// hardhat-config: invariant.runs = 12
    /// hardhat-config: invariant.depth = 50
    /// hardhat-config: invariant.fail-on-revert = true
    function invariant_8_11_13_14_15_23_25_Hold() public {
        assertEq(address(handler.scores()).balance, handler.feesHeld(), "23: fees are conserved");
        for (uint64 id = 1; id <= handler.count(); ++id) {
            _checkScore(id);
            _checkLineage(id);
            _checkShares(handler.sharesOf(id));
        }
        handler.pokeAll();
        uint256 members;
        for (uint64 id = 1; id <= handler.count(); ++id) members += _checkPlace(id);
        assertEq(_boardSize(1) + _boardSize(2), members, "15: duplicates");
    }

    function _checkScore(uint64 id) private view {
        Score memory score = handler.scoreOf(id);
        assertEq(score.correct, handler.knownOf(id).correct, "10: another score");
        assertLe(score.correct, handler.TOTAL(), "8: more than all");
        assertLe(uint256(score.boundBps) * handler.TOTAL(), 10_000 * uint256(score.correct), "8: above the accuracy");
        bool isOffered = handler.isOffered(id);
        assertEq(isOffered, handler.isForSale(id) && !handler.isPaused(), "11: what prices");
    }

    function _checkLineage(uint64 id) private view {
        (bool isProven, VersionId[] memory parents) = handler.lineageOf(id);
        assertLe(parents.length, 4, "13: parents");
        assertEq(isProven, handler.knownOf(id).isProven, "13: proven");
        for (uint256 i = 0; i < parents.length; ++i) {
            uint64 parent = VersionId.unwrap(parents[i]);
            assertLt(parent, id, "13: acyclic");
            if (i == 0 && isProven) assertTrue(handler.knownOf(parent).isProven, "13: primary edge");
            _checkStrictness(handler.termsOf(id), handler.termsOf(parent));
        }
    }

    function _checkStrictness(LicenceTerms memory terms, LicenceTerms memory other) private pure {
        assertGe(terms.royaltyBps, other.royaltyBps, "25: royalty");
        assertGe(terms.coParentBps, other.coParentBps, "25: co-parents");
        assertGe(terms.minPriceGwei, other.minPriceGwei, "25: minimum price");
        assertEq(terms.currencies & ~other.currencies, 0, "25: currencies");
        assertEq(other.flags & ~terms.flags, 0, "25: flags");
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

    /// @dev The board is never full here: whoever has a bound that counts is on it.
    function _checkPlace(uint64 id) private view returns (uint256 members) {
        bool isRanked = handler.isForSale(id) && handler.scoreOf(id).boundBps != 0;
        assertEq(handler.scoreOf(id).boardPlace != 0, isRanked, "15: on the board");
        return isRanked ? 1 : 0;
    }

    function _boardSize(uint64 benchmark) private view returns (uint256 size) {
        (VersionId[] memory ids, ) = handler.scores().boardOf(BenchmarkId.wrap(benchmark));
        return ids.length;
    }
}
