// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {DatasetId, VersionId} from "../../contracts/types/Ids.sol";
import {Edge, PayeeKind} from "../../contracts/types/Revenue.sol";
import {DatasetInput} from "../../contracts/types/Version.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

contract MarketRevenueTest is MarketFixture {
    uint256 private constant PRICE = 3e15;
    address private datasetOwner = makeAddr("dataset owner");
    address private ada = makeAddr("ada");
    address private bob = makeAddr("bob");
    address private elsewhere = makeAddr("elsewhere");

    /// M-6, M-7: what a root keeps is all of its sales: fee, fund, datasets, collaborators and owner share it.
    function test_Owed_SplitsWhatIsKept() public {
        _offerSplit();
        _buy(V1);
        (uint256 sales, uint256 inflow, uint256 kept) = market.revenueOf(V1, NATIVE);
        assertEq(abi.encode(sales, inflow, kept), abi.encode(PRICE, 0, PRICE));
        // 2.5 % + 10 % fund + 4 % + 1 %; the rest is 82.5 %: 30 % and 20 % of it to collaborators, 50 % to the owner.
        assertEq(_owed(V1, PayeeKind.PROTOCOL, 0), (PRICE * 250) / 10_000);
        assertEq(market.popularityOf(V1), (PRICE * 250) / 10_000);
        assertEq(market.oracleFundOf(V1), PRICE / 10);
        assertEq(_owed(V1, PayeeKind.DATASET, 0), (PRICE * 400) / 10_000);
        assertEq(_owed(V1, PayeeKind.DATASET, 1), (PRICE * 100) / 10_000);
        assertEq(market.owedToCollaborator(V1, NATIVE, _collaborators(), 0), (PRICE * 8250 * 3000) / 1e8);
        assertEq(market.owedToCollaborator(V1, NATIVE, _collaborators(), 1), (PRICE * 8250 * 2000) / 1e8);
        assertEq(_owed(V1, PayeeKind.OWNER, 0), (PRICE * 8250 * 5000) / 1e8);
    }

    function test_OwedOf_NamesThePayees() public {
        _offerSplit();
        (address payee, ) = market.owedOf(V1, NATIVE, PayeeKind.OWNER, 0);
        assertEq(payee, owner);
        (payee, ) = market.owedOf(V1, NATIVE, PayeeKind.PROTOCOL, 0);
        assertEq(payee, treasury);
        (payee, ) = market.owedOf(V1, NATIVE, PayeeKind.DATASET, 1);
        assertEq(payee, datasetOwner);
    }

    /// M-8, M-9: each payee takes all it is owed, once, to any address, while sales are paused.
    function test_Withdraw_PaysEveryPayeeOnce() public {
        _offerSplit();
        _buy(V1);
        market.setPaused(true);
        uint256 sum;
        sum += _withdraw(owner, PayeeKind.OWNER, 0, (PRICE * 8250 * 5000) / 1e8);
        sum += _withdraw(treasury, PayeeKind.PROTOCOL, 0, (PRICE * 250) / 10_000);
        sum += _withdraw(datasetOwner, PayeeKind.DATASET, 0, (PRICE * 400) / 10_000);
        sum += _withdraw(datasetOwner, PayeeKind.DATASET, 1, (PRICE * 100) / 10_000);
        sum += _withdrawCollaborator(ada, 0, (PRICE * 8250 * 3000) / 1e8);
        sum += _withdrawCollaborator(bob, 1, (PRICE * 8250 * 2000) / 1e8);
        assertEq(elsewhere.balance, sum);
        assertEq(sum + market.oracleFundOf(V1), PRICE);
        assertEq(address(market).balance, PRICE / 10);
    }

    function test_Withdraw_PaysOnlyWhatCameSince() public {
        _offer(V1, TARGET);
        _buy(V1);
        _withdraw(owner, PayeeKind.OWNER, 0, (PRICE * 9750) / 10_000);
        _buy(V1);
        _buy(V1);
        _withdraw(owner, PayeeKind.OWNER, 0, (2 * PRICE * 9750) / 10_000);
    }

    /// M-8: unclaimed revenue follows the pipeline (NFT transfer before the claim): the new holder is paid, the old one is not.
    function test_Withdraw_FollowsTheOwner() public {
        _offer(V1, TARGET);
        _buy(V1);
        pipelines.setOwner(V1, stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPayee.selector, V1, owner, stranger));
        vm.prank(owner);
        market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, owner);
        _withdraw(stranger, PayeeKind.OWNER, 0, (PRICE * 9750) / 10_000);
    }

    function test_RevertWhen_CallerIsNotThePayee() public {
        _offerSplit();
        _buy(V1);
        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPayee.selector, V1, stranger, owner));
        market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPayee.selector, V1, stranger, treasury));
        market.withdraw(V1, NATIVE, PayeeKind.PROTOCOL, 0, stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPayee.selector, V1, stranger, datasetOwner));
        market.withdraw(V1, NATIVE, PayeeKind.DATASET, 0, stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNotPayee.selector, V1, stranger, bob));
        market.withdrawCollaborator(V1, NATIVE, _collaborators(), 1, stranger);
    }

    function test_RevertWhen_PayeeIsUnknown() public {
        _offerSplit();
        _expectUnknownPayee(PayeeKind.DATASET, 2);
        _expectUnknownPayee(PayeeKind.PROTOCOL, 1);
        _expectUnknownPayee(PayeeKind.OWNER, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownPayee.selector, V1, 2));
        market.withdrawCollaborator(V1, NATIVE, _collaborators(), 2, ada);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownPayee.selector, V1, 2));
        market.owedToCollaborator(V1, NATIVE, _collaborators(), 2);
    }

    function test_RevertWhen_CollaboratorListIsWrong() public {
        _offerSplit();
        Collaborator[] memory list = _collaborators();
        list[0].shareBps = 9000;
        bytes30 given = bytes30(keccak256(abi.encode(list)));
        bytes30 registered = bytes30(keccak256(abi.encode(_collaborators())));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketWrongCollaborators.selector, V1, given, registered));
        vm.prank(ada);
        market.withdrawCollaborator(V1, NATIVE, list, 0, ada);
        _offer(V2, 8000);
        given = bytes30(keccak256(abi.encode(new Collaborator[](0))));
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketWrongCollaborators.selector, V2, given, bytes30(0)));
        market.owedToCollaborator(V2, NATIVE, new Collaborator[](0), 0);
    }

    function test_RevertWhen_NothingIsOwed() public {
        _offerSplit();
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNothingOwed.selector, V1));
        vm.prank(owner);
        market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, owner);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNothingOwed.selector, V1));
        vm.prank(ada);
        market.withdrawCollaborator(V1, NATIVE, _collaborators(), 0, ada);
        // Nothing was ever sold in another currency.
        _buy(V1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketNothingOwed.selector, V1));
        vm.prank(owner);
        market.withdraw(V1, treasury, PayeeKind.OWNER, 0, owner);
    }

    function test_RevertWhen_PayingToZero() public {
        _offerSplit();
        _buy(V1);
        vm.expectRevert(IMarket.MarketZeroAddress.selector);
        vm.prank(owner);
        market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, address(0));
        vm.expectRevert(IMarket.MarketZeroAddress.selector);
        vm.prank(ada);
        market.withdrawCollaborator(V1, NATIVE, _collaborators(), 0, address(0));
    }

    /// M-6: an edge moves its entitlement up, never twice, and the parent's payees share it.
    function test_Settle_MovesRoyaltiesUp() public {
        _offerLine();
        _buy(V3);
        // V3 → V2: E 9,500 over 8,000: r = 2/3, λ·r = 40 %; V2 → V1: 8,000 over 7,000: r = 2/3.
        uint256 first = (PRICE * 26_214) / 65_535;
        assertEq(market.pendingOf(V3, 0, NATIVE), first);
        market.setPaused(true);
        vm.expectEmit(address(market));
        emit IMarket.EdgeSettled(V3, V2, NATIVE, first);
        _settle(V3, 0);
        assertEq(market.pendingOf(V3, 0, NATIVE), 0);
        uint256 second = (first * 43_690) / 65_535;
        assertEq(market.pendingOf(V2, 0, NATIVE), second);
        vm.recordLogs();
        _settle(V3, 0);
        assertEq(vm.getRecordedLogs().length, 0, "nothing to move");
        vm.prank(stranger);
        _settle(V2, 0);
        (uint256 sales, uint256 inflow, uint256 kept) = market.revenueOf(V1, NATIVE);
        assertEq(abi.encode(sales, inflow, kept), abi.encode(0, second, second));
        (, inflow, kept) = market.revenueOf(V2, NATIVE);
        assertEq(inflow, first);
        assertEq(kept, (first * 21_845) / 65_535);
    }

    /// One pass in order of non-increasing children reaches every ancestor; both halves of a word, all four places.
    function test_Settle_OnePassReachesEveryAncestor() public {
        for (uint64 i = 1; i <= 4; ++i) _offer(VersionId.wrap(i), 7000);
        VersionId[] memory parents = new VersionId[](4);
        for (uint64 i = 0; i < 4; ++i) parents[i] = VersionId.wrap(i + 1);
        _register(V5);
        pipelines.setParents(V5, true, parents);
        _score(V5, 8000, true);
        _price(V5, _priceTerms());
        for (uint256 round = 0; round < 3; ++round) {
            uint256 paid = _buy(V5);
            Edge[] memory edges = new Edge[](4);
            for (uint8 i = 0; i < 4; ++i) edges[i] = Edge({child: V5, parentIndex: 3 - i});
            market.settle(NATIVE, edges);
            for (uint64 i = 0; i < 4; ++i) {
                (, uint256 inflow, ) = market.revenueOf(VersionId.wrap(i + 1), NATIVE);
                // r = 2/3: own shares are 26,214 and ⌊21,845 / 10⌋.
                assertEq(inflow, ((round + 1) * paid * (i == 0 ? 26_214 : 2184)) / 65_535);
            }
        }
    }

    function test_RevertWhen_EdgesAscend() public {
        _offerLine();
        Edge[] memory edges = new Edge[](3);
        edges[0] = Edge(V3, 0);
        edges[1] = Edge(V2, 0);
        edges[2] = Edge(V3, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketEdgesNotDescending.selector, 2));
        market.settle(NATIVE, edges);
    }

    function test_RevertWhen_EdgeIsUnknown() public {
        _offerLine();
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownEdge.selector, V3, 1));
        market.pendingOf(V3, 1, NATIVE);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownEdge.selector, V1, 0));
        _settle(V1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownEdge.selector, V2, 4));
        _settle(V2, 4);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownEdge.selector, V2, type(uint256).max));
        market.pendingOf(V2, type(uint256).max, NATIVE);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownEdge.selector, V4, 0));
        _settle(V4, 0);
    }

    function test_SettleAndWithdraw_DoesBoth() public {
        _offerLine();
        _buy(V3);
        Edge[] memory edges = new Edge[](2);
        edges[0] = Edge(V3, 0);
        edges[1] = Edge(V2, 0);
        market.setPaused(true);
        uint256 inflow = (((PRICE * 26_214) / 65_535) * 43_690) / 65_535;
        vm.expectEmit(address(market));
        emit IMarket.Withdrawn(V1, owner, PayeeKind.OWNER, 0, NATIVE, (inflow * 9750) / 10_000, elsewhere);
        vm.prank(owner);
        uint256 amount = market.settleAndWithdraw(edges, V1, NATIVE, PayeeKind.OWNER, 0, elsewhere);
        assertEq(amount, (inflow * 9750) / 10_000);
        assertEq(elsewhere.balance, amount);
    }

    function test_DrawOracleFund_PaysScores() public {
        _offerSplit();
        _buy(V1);
        uint256 fund = PRICE / 10;
        market.setPaused(true);
        vm.expectEmit(address(market));
        emit IMarket.OracleFundDrawn(V1, 1e14);
        vm.prank(scores);
        market.drawOracleFund(V1, 1e14);
        assertEq(scores.balance, 1e14);
        assertEq(market.oracleFundOf(V1), fund - 1e14);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketFundTooSmall.selector, V1, fund, fund - 1e14));
        vm.prank(scores);
        market.drawOracleFund(V1, fund);
        vm.prank(scores);
        market.drawOracleFund(V1, fund - 1e14);
        assertEq(market.oracleFundOf(V1), 0);
    }

    function test_RevertWhen_FundIsDrawnByAnyoneElse() public {
        _offerSplit();
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketOnlyScores.selector, owner));
        vm.prank(owner);
        market.drawOracleFund(V1, 0);
    }

    /// Invariant 17: an owner who buys his own version without parents loses exactly the protocol fee.
    function testFuzz_SelfDealing_LosesTheFee(uint8 purchases) public {
        _offer(V1, TARGET);
        uint256 spent;
        for (uint256 i = 0; i <= purchases % 8; ++i) spent += _buy(V1);
        vm.prank(owner);
        uint256 back = market.withdraw(V1, NATIVE, PayeeKind.OWNER, 0, elsewhere);
        assertEq(spent - back, (spent * PROTOCOL_BPS) / 10_000);
        assertEq(market.popularityOf(V1), spent - back);
    }

    function _withdraw(
        address payee,
        PayeeKind kind,
        uint256 index,
        uint256 expected
    ) private returns (uint256 amount) {
        vm.expectEmit(address(market));
        emit IMarket.Withdrawn(V1, payee, kind, index, NATIVE, expected, elsewhere);
        vm.prank(payee);
        amount = market.withdraw(V1, NATIVE, kind, index, elsewhere);
        assertEq(amount, expected);
        assertEq(_owed(V1, kind, index), 0);
    }

    function _withdrawCollaborator(address payee, uint256 index, uint256 expected) private returns (uint256 amount) {
        vm.expectEmit(address(market));
        emit IMarket.CollaboratorWithdrawn(V1, payee, index, NATIVE, expected, elsewhere);
        vm.prank(payee);
        amount = market.withdrawCollaborator(V1, NATIVE, _collaborators(), index, elsewhere);
        assertEq(amount, expected);
        assertEq(market.owedToCollaborator(V1, NATIVE, _collaborators(), index), 0);
    }

    function _expectUnknownPayee(PayeeKind kind, uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnknownPayee.selector, V1, index));
        market.owedOf(V1, NATIVE, kind, index);
    }

    /// @dev A root sold at its cap, with every kind of payee.
    function _offerSplit() private {
        _register(V1);
        pipelines.addDataset(V1, DatasetInput(DatasetId.wrap(1), 400));
        pipelines.addDataset(V1, DatasetInput(DatasetId.wrap(2), 100));
        datasets.setOwner(DatasetId.wrap(1), datasetOwner);
        datasets.setOwner(DatasetId.wrap(2), datasetOwner);
        pipelines.setCollaborators(V1, _collaborators());
        vm.prank(owner);
        market.setOracleFund(V1, 10);
        _score(V1, TARGET, true);
        _price(V1, _priceTerms());
    }

    /// @dev V1 ← V2 ← V3, the last sold at its cap.
    function _offerLine() private {
        _offer(V1, 7000);
        _offerChild(V2, V1, 8000);
        _offerChild(V3, V2, TARGET);
    }

    function _collaborators() private view returns (Collaborator[] memory list) {
        list = new Collaborator[](2);
        list[0] = Collaborator(ada, 3000);
        list[1] = Collaborator(bob, 2000);
    }
}
