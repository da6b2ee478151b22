// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPolicies} from "../../contracts/interfaces/IPolicies.sol";
import {DatasetRegistry} from "../../contracts/DatasetRegistry.sol";
import {Market} from "../../contracts/Market.sol";
import {PipelineRegistry} from "../../contracts/PipelineRegistry.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {Permit, Purchase} from "../../contracts/types/Purchase.sol";
import {Edge, PayeeKind} from "../../contracts/types/Revenue.sol";
import {HostileRecipient} from "../mocks/HostileRecipient.sol";
import {ReenteringOwner} from "../mocks/ReenteringOwner.sol";
import {TokenFixture} from "../utils/TokenFixture.sol";

/// @dev Second entries from a token's hook and from `onERC721Received`; those from `receive` are in MarketHostile.t.sol.
contract MarketReentrancyTest is TokenFixture {
    bytes private constant REFUSED = abi.encodePacked(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);

    HostileRecipient private _attacker;

    /// @dev One contract is owner, collaborator, buyer, recipient and Scores, and the token calls it on every transfer.
    function _becomeTheTokensHook() private {
        _attacker = new HostileRecipient();
        collaborator = address(_attacker);
        scores = address(_attacker);
        market = _newMarket(PROTOCOL_BPS, treasury);
        market.setScores(scores);
        vm.deal(scores, 10 ether);
        _registerSold(V3, 0);
        Collaborator[] memory list = _collaborators();
        pipelines.setCollaborators(V3, list);
        _registerSold(V4, 0);
        for (uint64 id = 3; id <= 4; ++id) _score(VersionId.wrap(id), TARGET, true);
        _price(V3, _tokenTerms());
        _price(V4, _priceTerms());
        token.mint(scores, 100 * PRICE);
        _attacker.execute(address(token), 0, abi.encodeCall(token.approve, (address(market), type(uint256).max)));
        vm.prank(buyer);
        token.approve(address(market), type(uint256).max);
        _buyWithToken(V3);
        pipelines.setOwner(V3, scores);
        token.setHook(scores);
    }

    /// Every function that moves a token × every money function: the second entry is refused, the first one counts once.
    function test_TokenHook_IsRefusedEverywhere() public {
        _becomeTheTokensHook();
        bytes[] memory calls = _moneyCalls();
        uint256 owed = _owedIn(address(token), V3, PayeeKind.OWNER);
        for (uint256 outer = 0; outer < 5; ++outer) {
            for (uint256 inner = 0; inner < calls.length; ++inner) {
                uint256 snapshot = vm.snapshotState();
                _attacker.setCallBack(address(market), calls[inner]);
                uint256 before = token.balanceOf(address(market));
                (bool success, ) = _attacker.execute(address(market), 0, calls[outer]);
                assertTrue(success, "outer");
                assertTrue(_attacker.calledBack(), "called back");
                assertFalse(_attacker.callBackSucceeded(), "inner");
                assertEq(_attacker.callBackResult(), REFUSED);
                uint256 expected = outer < 2 ? before + PRICE : before - owed;
                assertEq(token.balanceOf(address(market)), expected, "once");
                vm.revertToState(snapshot);
            }
        }
    }

    /// While a payment is under way the books say no more than what has arrived.
    function test_TokenHook_SeesNoUnpaidAccess() public {
        _becomeTheTokensHook();
        _attacker.setCallBack(address(market), abi.encodeCall(IMarket.hasAccess, (V3, address(_attacker))));
        (bool success, ) = _attacker.execute(address(market), 0, _moneyCalls()[0]);
        assertTrue(success);
        assertEq(_attacker.callBackResult(), abi.encode(false));
        assertTrue(market.hasAccess(V3, address(_attacker)));
    }

    /// A payer may pay by giving: what arrives is what counts, and it is counted once.
    function test_TokenHook_MayGiveWhatIsMissing() public {
        _becomeTheTokensHook();
        _attacker.setCallBack(address(token), abi.encodeCall(token.mint, (address(market), PRICE)));
        (bool success, ) = _attacker.execute(address(market), 0, _moneyCalls()[0]);
        assertTrue(success);
        (uint256 sales, , ) = market.revenueOf(V3, address(token));
        assertEq(sales, 2 * PRICE);
        assertEq(token.balanceOf(address(market)), 3 * PRICE);
    }

    /// What a hook takes away while the price arrives is missing from the price.
    function test_RevertWhen_AHookTakesTheBalance() public {
        _becomeTheTokensHook();
        _attacker.setCallBack(address(token), abi.encodeCall(token.burn, (address(market), PRICE / 2)));
        (bool success, bytes memory answer) = _attacker.execute(address(market), 0, _moneyCalls()[0]);
        assertFalse(success);
        assertEq(
            answer,
            abi.encodeWithSelector(IMarket.MarketReceivedTooLittle.selector, address(token), PRICE / 2, PRICE)
        );
        // And what it takes beyond the price does not make the rest a gain.
        token.mint(address(market), PRICE);
        _attacker.setCallBack(address(token), abi.encodeCall(token.burn, (address(market), 2 * PRICE)));
        (success, answer) = _attacker.execute(address(market), 0, _moneyCalls()[1]);
        assertFalse(success);
        assertEq(answer, abi.encodeWithSelector(IMarket.MarketReceivedTooLittle.selector, address(token), 0, PRICE));
    }

    /// Paid for a pipeline's revenue, its owner hands the pipeline on: whoever gets it, in the middle of the payment, is refused.
    function test_OnERC721Received_InsideAWithdrawalIsRefused() public {
        (PipelineRegistry registry, ReenteringOwner first, ReenteringOwner second) = _sellRealPipeline();
        first.giveAwayOnPayment(IERC721(address(registry)), address(second));
        bytes[4] memory calls = [
            abi.encodeCall(IMarket.withdraw, (V1, NATIVE, PayeeKind.OWNER, 0, address(second))),
            abi.encodeCall(IMarket.settleAndWithdraw, (new Edge[](0), V1, NATIVE, PayeeKind.OWNER, 0, address(second))),
            abi.encodeCall(IMarket.withdrawCollaborator, (V1, NATIVE, new Collaborator[](0), 0, address(second))),
            abi.encodeCall(IMarket.buy, (V1, 1, address(second), 0, 0, START))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            second.callOnReceipt(address(market), calls[i]);
            uint256 owed = _owed(V1, PayeeKind.OWNER, 0);
            (bool success, ) = first.execute(
                address(market),
                abi.encodeCall(IMarket.withdraw, (V1, NATIVE, PayeeKind.OWNER, 0, address(first)))
            );
            assertTrue(success);
            assertEq(address(first).balance, owed);
            assertEq(registry.ownerOf(1), address(second));
            assertFalse(second.succeeded());
            assertEq(second.result(), REFUSED);
            vm.revertToState(snapshot);
        }
    }

    /// Given the pipeline by itself, the receiver withdraws at once what follows it, and once only.
    function test_OnERC721Received_WithdrawsWhatFollowsThePipeline() public {
        (PipelineRegistry registry, ReenteringOwner first, ReenteringOwner second) = _sellRealPipeline();
        bytes memory withdrawal = abi.encodeCall(IMarket.withdraw, (V1, NATIVE, PayeeKind.OWNER, 0, address(second)));
        second.callOnReceipt(address(market), withdrawal);
        uint256 owed = _owed(V1, PayeeKind.OWNER, 0);
        vm.prank(address(first));
        registry.safeTransferFrom(address(first), address(second), 1);
        assertTrue(second.succeeded());
        assertEq(address(second).balance, owed);
        (bool success, bytes memory answer) = second.execute(address(market), withdrawal);
        assertFalse(success);
        assertEq(answer, abi.encodeWithSelector(IMarket.MarketNothingOwed.selector, V1));
    }

    /// @dev The first two pay into the Market, the next three out of it; the last two move the native coin.
    function _moneyCalls() private view returns (bytes[] memory calls) {
        address self = address(_attacker);
        Purchase memory purchase = _purchase(V3, 1);
        purchase.recipient = self;
        Permit memory permit;
        calls = new bytes[](7);
        calls[0] = abi.encodeCall(IMarket.buyWithToken, (purchase));
        calls[1] = abi.encodeCall(IMarket.buyWithPermit, (purchase, permit));
        calls[2] = abi.encodeCall(IMarket.withdraw, (V3, address(token), PayeeKind.OWNER, 0, self));
        calls[3] = abi.encodeCall(IMarket.withdrawCollaborator, (V3, address(token), _collaborators(), 0, self));
        calls[4] = abi.encodeCall(
            IMarket.settleAndWithdraw,
            (new Edge[](0), V3, address(token), PayeeKind.OWNER, 0, self)
        );
        calls[5] = abi.encodeCall(IMarket.buy, (V4, 1, self, 1 ether, 0, START));
        calls[6] = abi.encodeCall(IMarket.drawOracleFund, (V3, 0));
    }

    /// @dev The Market beside the real registry: version 1 is the first contract's, and has been sold once.
    function _sellRealPipeline()
        private
        returns (PipelineRegistry registry, ReenteringOwner first, ReenteringOwner second)
    {
        DatasetRegistry datasetRegistry = new DatasetRegistry(address(manager), IPolicies(address(policies)));
        registry = new PipelineRegistry(address(manager), datasetRegistry);
        market = new Market(
            address(manager),
            registry,
            datasetRegistry,
            currencies,
            IPolicies(address(policies)),
            PROTOCOL_BPS,
            treasury
        );
        market.setScores(scores);
        (first, second) = (new ReenteringOwner(), new ReenteringOwner());
        IPipelineRegistry.MintParams memory params;
        (params.benchmarkId, params.specDigest, params.terms) = (BENCHMARK, "spec", _plainTerms());
        IPipelineRegistry.VersionParams memory version;
        (version.manifestDigest, version.maxRoyaltyBps) = ("manifest", 9000);
        vm.startPrank(address(first));
        version.pipelineId = registry.mint(params);
        registry.registerVersion(version);
        vm.stopPrank();
        _score(V1, TARGET, true);
        vm.prank(address(first));
        market.setPriceTerms(V1, _priceTerms());
        _buy(V1);
    }
}
