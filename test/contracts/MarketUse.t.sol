// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {Permit, Purchase} from "../../contracts/types/Purchase.sol";
import {PayeeKind, PriceTerms} from "../../contracts/types/Revenue.sol";
import {MockPolicies} from "../mocks/MockPolicies.sol";
import {TokenFixture} from "../utils/TokenFixture.sol";

/// @dev M-13 and M-15: who may use a version, and void ones.
contract MarketUseTest is TokenFixture {
    bytes32 private constant POLICY = keccak256("policy");

    function setUp() public override {
        super.setUp();
        policies.register(POLICY);
        _registerSold(V3, 0);
        vm.prank(owner);
        market.setUsePolicy(V3, POLICY);
        _score(V3, TARGET, true);
        _price(V3, _priceTerms());
    }

    /* USE POLICIES */

    function test_SetUsePolicy_StoresAndEmits() public {
        _registerSold(V4, 0);
        vm.startPrank(owner);
        vm.expectEmit(address(market));
        emit IMarket.UsePolicySet(V4, POLICY);
        market.setUsePolicy(V4, POLICY);
        assertEq(market.usePolicyOf(V4), POLICY);
        market.setUsePolicy(V4, 0);
        assertEq(market.usePolicyOf(V4), 0);
        vm.stopPrank();
        _score(V4, TARGET, true);
        _price(V4, _priceTerms());
        _buy(V4);
        assertTrue(market.mayUse(buyer, V4));
    }

    function test_RevertWhen_AStrangerSetsTheUsePolicy() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotOwner.selector, V3, stranger));
        vm.prank(stranger);
        market.setUsePolicy(V3, 0);
    }

    function test_RevertWhen_TheUsePolicyIsUnknown() public {
        _registerSold(V4, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownPolicy.selector, keccak256("other")));
        vm.prank(owner);
        market.setUsePolicy(V4, keccak256("other"));
    }

    /// Buyers rely on it: nobody can be locked out of what was sold to him by another policy.
    function test_RevertWhen_TheUsePolicyIsSetAfterTheFirstScore() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketSharesAlreadyFixed.selector, V3));
        vm.prank(owner);
        market.setUsePolicy(V3, 0);
    }

    /// The recipient counts, not who pays.
    function test_RevertWhen_ThePolicyRefusesTheRecipient() public {
        _allow(V3, stranger, true);
        (uint256 price, , ) = market.quote(V3, 1, NATIVE);
        bytes memory refused = abi.encodeWithSelector(IMarket.MarketUseNotAllowed.selector, V3, buyer);
        vm.startPrank(buyer);
        vm.expectRevert(refused);
        market.buy{value: price}(V3, 1, buyer, price, 0, START);
        market.buy{value: price}(V3, 1, stranger, price, 0, START);
        vm.stopPrank();
        assertTrue(market.mayUse(stranger, V3));
        _price(V3, _tokenTerms());
        vm.startPrank(buyer);
        vm.expectRevert(refused);
        market.buyWithToken(_purchase(V3, 1));
        Permit memory permit = _permit(PRICE, START);
        vm.expectRevert(refused);
        market.buyWithPermit(_purchase(V3, 1), permit);
        Purchase memory gift = _purchase(V3, 1);
        gift.recipient = stranger;
        market.buyWithToken(gift);
    }

    /// An unexpired purchase and the policy, each by itself not enough.
    function test_MayUse_NeedsPurchaseAndPolicy() public {
        _allow(V3, buyer, true);
        assertFalse(market.mayUse(buyer, V3), "not bought");
        _buy(V3);
        assertTrue(market.mayUse(buyer, V3));
        _allow(V3, buyer, false);
        assertFalse(market.mayUse(buyer, V3), "no more allowed");
        assertTrue(market.hasAccess(V3, buyer));
        _allow(V3, buyer, true);
        vm.warp(START + 30 days - 1);
        assertTrue(market.mayUse(buyer, V3));
        vm.warp(START + 30 days);
        assertFalse(market.mayUse(buyer, V3), "expired");
        _buyWithToken(V1);
        assertTrue(market.mayUse(buyer, V1), "no policy");
    }

    /// A policy that fails says no, at a bounded price; it cannot keep anybody from asking.
    function test_MayUse_AFailingPolicySaysNo() public {
        _allow(V3, buyer, true);
        _buy(V3);
        policies.setMode(MockPolicies.Mode.REVERT);
        assertFalse(market.mayUse(buyer, V3));
        policies.setMode(MockPolicies.Mode.BURN_GAS);
        uint256 gasBefore = gasleft();
        assertFalse(market.mayUse(buyer, V3));
        assertLt(gasBefore - gasleft(), 120_000);
        (uint256 price, , ) = market.quote(V3, 1, NATIVE);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUseNotAllowed.selector, V3, buyer));
        vm.prank(buyer);
        market.buy{value: price}(V3, 1, buyer, price, 0, START);
    }

    /* VOID */

    /// M-15: no sales, not even at the stale floor, for ever; what was earned and bought stands.
    function test_OnVersionVoided_EndsSalesAndNothingElse() public {
        PriceTerms memory terms = _tokenTerms();
        terms.staleAtFloor = true;
        _price(V2, terms);
        uint256 paid = _buyWithToken(V2);
        vm.expectEmit(address(market));
        emit IMarket.VersionVoided(V2);
        vm.prank(scores);
        market.onVersionVoided(V2);
        bytes memory refused = abi.encodeWithSelector(IMarket.MarketVersionVoid.selector, V2);
        vm.expectRevert(refused);
        market.quote(V2, 1, address(token));
        _score(V2, TARGET, true);
        vm.expectRevert(refused);
        vm.prank(buyer);
        market.buyWithToken(_purchase(V2, 1));
        assertTrue(market.mayUse(buyer, V2), "what was sold stays sold");
        assertTrue(market.areSharesFixed(V2));
        assertEq(market.sharesOf(V2).effectiveBoundBps, TARGET);
        assertEq(abi.encode(market.priceTermsOf(V2)), abi.encode(terms));
        uint256 paidOut = _withdrawIn(address(token), V2, PayeeKind.OWNER, owner);
        assertGt(paidOut, 0);
        market.settle(address(token), _edges(V2, 0));
        assertGt(_withdrawIn(address(token), V1, PayeeKind.OWNER, owner), 0);
        assertLt(token.balanceOf(address(market)), paid);
    }

    /// Descendants keep their parents' shares, and get their own.
    function test_OnVersionVoided_LeavesDescendants() public {
        vm.prank(scores);
        market.onVersionVoided(V1);
        _registerSold(V4, 0);
        pipelines.setParents(V4, true, _list(V1));
        _score(V4, TARGET, true);
        assertTrue(market.areSharesFixed(V4));
        assertEq(VersionId.unwrap(market.sharesOf(V4).parents[0]), VersionId.unwrap(V1));
        _buyWithToken(V2);
        assertGt(market.pendingOf(V2, 0, address(token)), 0);
    }

    function test_RevertWhen_AStrangerVoids() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketOnlyScores.selector, owner));
        vm.prank(owner);
        market.onVersionVoided(V1);
    }

    function _allow(VersionId id, address account, bool allowed) private {
        policies.setAllowed(POLICY, account, address(market), VersionId.unwrap(id), allowed);
    }
}
