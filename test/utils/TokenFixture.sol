// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {Permit, Purchase} from "../../contracts/types/Purchase.sol";
import {PayeeKind, PriceTerms} from "../../contracts/types/Revenue.sol";
import {OddToken} from "../mocks/OddToken.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @dev A Market that sells V1, and V2 derived from it, for a token of 6 decimals at index 1, at 2.5 whole tokens a period. Half of
/// what V1's owner would get is a collaborator's. The buyer holds the token and its permit's key.
abstract contract TokenFixture is MarketFixture {
    uint256 internal constant PRICE = 2.5e6;
    uint8 internal constant INDEX = 1;

    OddToken internal token;
    uint256 internal buyerKey;
    address internal collaborator = makeAddr("collaborator");

    function setUp() public virtual override {
        super.setUp();
        (buyer, buyerKey) = makeAddrAndKey("paying buyer");
        vm.deal(buyer, 1_000_000 ether);
        token = new OddToken(6);
        currencies.add(address(token), address(0), 0);
        _registerSold(V1, 0);
        pipelines.setCollaborators(V1, _collaborators());
        _registerSold(V2, 0);
        pipelines.setParents(V2, true, _list(V1));
        for (uint64 id = 1; id <= 2; ++id) {
            _score(VersionId.wrap(id), TARGET, true);
            _price(VersionId.wrap(id), _tokenTerms());
        }
        token.mint(buyer, 1000 * PRICE);
        vm.prank(buyer);
        token.approve(address(market), type(uint256).max);
    }

    /// @dev May be sold in every currency.
    function _registerSold(VersionId id, uint64 minPriceGwei) internal {
        LicenceTerms memory terms = _plainTerms();
        (terms.currencies, terms.minPriceGwei) = (0xff, minPriceGwei);
        pipelines.register(id, owner, BENCHMARK, terms);
    }

    function _tokenTerms() internal pure returns (PriceTerms memory terms) {
        terms = _priceTerms();
        (terms.currency, terms.manual, terms.manualNano) = (INDEX, true, 2.5e9);
    }

    function _usdTerms() internal pure returns (PriceTerms memory terms) {
        terms = _tokenTerms();
        (terms.currency, terms.inUsd) = (0, true);
    }

    function _purchase(VersionId id, uint256 periods) internal view returns (Purchase memory purchase) {
        return
            Purchase({
                versionId: id,
                periods: periods,
                recipient: buyer,
                currency: address(token),
                maxPrice: type(uint256).max,
                minBoundBps: 0,
                deadline: block.timestamp
            });
    }

    function _buyWithToken(VersionId id) internal returns (uint256 paid) {
        vm.prank(buyer);
        (paid, ) = market.buyWithToken(_purchase(id, 1));
    }

    /// @dev Signed by the buyer for the Market.
    function _permit(uint256 value, uint256 deadline) internal view returns (Permit memory permit) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typeHash, buyer, address(market), value, token.nonces(buyer), deadline)
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash));
        (permit.v, permit.r, permit.s) = vm.sign(buyerKey, digest);
        (permit.value, permit.deadline) = (value, deadline);
    }

    function _collaborators() internal view returns (Collaborator[] memory list) {
        list = new Collaborator[](1);
        list[0] = Collaborator(collaborator, 5000);
    }

    function _owedIn(address currency, VersionId id, PayeeKind kind) internal view returns (uint256 amount) {
        (, amount) = market.owedOf(id, currency, kind, 0);
    }

    /// @dev Owed to everybody, and on its way from V2 to V1.
    function _liabilities(address currency) internal view returns (uint256 amount) {
        for (uint64 i = 1; i <= 2; ++i) {
            VersionId id = VersionId.wrap(i);
            amount += _owedIn(currency, id, PayeeKind.OWNER) + _owedIn(currency, id, PayeeKind.PROTOCOL);
        }
        amount += market.owedToCollaborator(V1, currency, _collaborators(), 0);
        amount += market.pendingOf(V2, 0, currency);
    }

    function _withdrawIn(address currency, VersionId id, PayeeKind kind, address to) internal returns (uint256 amount) {
        (address payee, ) = market.owedOf(id, currency, kind, 0);
        vm.prank(payee);
        return market.withdraw(id, currency, kind, 0, to);
    }

    /// @dev Every path out: settle, four withdrawals of owners and treasury, one of a collaborator.
    function _payEverybody(address currency) internal returns (uint256 paidOut) {
        market.settle(currency, _edges(V2, 0));
        for (uint64 i = 1; i <= 2; ++i) {
            paidOut += _withdrawIn(currency, VersionId.wrap(i), PayeeKind.OWNER, owner);
            paidOut += _withdrawIn(currency, VersionId.wrap(i), PayeeKind.PROTOCOL, treasury);
        }
        vm.prank(collaborator);
        paidOut += market.withdrawCollaborator(V1, currency, _collaborators(), 0, collaborator);
    }
}
