// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MarketFixture} from "../utils/MarketFixture.sol";

import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {BenchmarkId, DatasetId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {PayeeKind, PriceTerms, Shares} from "../../contracts/types/Revenue.sol";
import {DatasetInput} from "../../contracts/types/Version.sol";

/// @dev Acts on a Market in random order: grows a lineage of up to 25 versions, scores, prices, sells, settles, withdraws, pauses
/// and forces ether in. Every action that the rules allow must succeed; what it must have done is asserted at once.
contract MarketHandler is MarketFixture {
    uint64 private constant MAX_VERSIONS = 25;
    /// @dev Payees checked of every version: owner, protocol, one dataset, one collaborator, oracle fund.
    uint256 public constant PAYEES = 5;

    uint64 public count;
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public forced;
    mapping(bytes32 versionAndAccount => uint256 until) public boughtUntil;
    mapping(uint256 versionAndPayee => uint256 amount) public withdrawn;
    /// @dev The highest entitlement ever seen of each payee.
    mapping(uint256 versionAndPayee => uint256 amount) private _seen;
    address[3] public buyers = [makeAddr("buyer 1"), makeAddr("buyer 2"), makeAddr("buyer 3")];
    address private _sink = makeAddr("sink");

    constructor() {
        setUp();
        for (uint256 i = 0; i < 3; ++i) grow(i, i & 2, uint16(6000 + 500 * i), true, uint16(3000 * i));
    }

    /// @dev A new version: a random set of parents, proven or declared, on one of two benchmarks, first score included.
    function grow(uint256 parentSeed, uint256 flags, uint16 boundBps, bool improved, uint16 royaltyBps) public {
        if (count == MAX_VERSIONS) return;
        VersionId id = VersionId.wrap(++count);
        VersionId[] memory parents = _parentsFrom(parentSeed, count - 1);
        LicenceTerms memory terms = _joined(parents, royaltyBps);
        BenchmarkId benchmark = flags & 1 == 0 ? BENCHMARK : OTHER_BENCHMARK;
        pipelines.register(id, owner, benchmark, terms);
        pipelines.setParents(id, flags & 2 == 0, parents);
        pipelines.addDataset(id, DatasetInput(DatasetId.wrap(1), uint16((flags >> 8) % 1001)));
        datasets.setOwner(DatasetId.wrap(1), stranger);
        pipelines.setCollaborators(id, collaborators());
        vm.prank(owner);
        market.setOracleFund(id, uint8((flags >> 24) % 21));
        _score(id, uint16(_bound(boundBps, 4000, 10_000)), improved);
        _price(id, _priceTerms());
    }

    function rescore(uint256 seed, uint16 boundBps, bool improved) external {
        _score(_pick(seed), uint16(_bound(boundBps, 0, 10_000)), improved);
        _checkEntitlements();
    }

    function reprice(
        uint256 seed,
        uint8 exponent,
        uint32 floorNano,
        uint32 spanNano,
        bool staleAtFloor,
        bool manual
    ) external {
        PriceTerms memory terms = PriceTerms({
            manual: manual,
            listed: true,
            staleAtFloor: staleAtFloor,
            inUsd: false,
            currency: 0,
            exponent: uint8(_bound(exponent, 1, 3)),
            floorNano: floorNano,
            capNano: uint48(floorNano) + spanNano,
            manualNano: spanNano
        });
        _price(_pick(seed), terms);
    }

    /// Invariants 6 and 11: a purchase pays the quote, and fails exactly where there is none.
    function buy(uint256 seed, uint256 periods, uint256 who, uint256 extra) external {
        VersionId id = _pick(seed);
        periods = _bound(periods, 1, 12);
        address account = buyers[who % 3];
        extra = _bound(extra, 0, 1 ether);
        (uint256 price, bool isOffered) = _quote(id, periods);
        vm.deal(account, price + extra);
        vm.prank(account);
        try market.buy{value: price + extra}(id, periods, account, price, 0, block.timestamp) returns (
            uint256 paid,
            uint256 until
        ) {
            assertTrue(isOffered, "11: sold without an offer");
            assertEq(paid, price, "6: paid");
            assertEq(account.balance, extra, "6: refund");
            paidIn += paid;
            boughtUntil[keccak256(abi.encode(id, account))] = until;
        } catch {
            assertFalse(isOffered, "6: the quote was refused");
        }
        _checkEntitlements();
    }

    /// Invariant 5: never paused.
    function settle(uint256 seed, uint8 edgeIndex) external {
        VersionId child = _pick(seed);
        uint256 edges = market.sharesOf(child).parents.length;
        if (edges == 0) return;
        _settle(child, uint8(edgeIndex % edges));
        _checkEntitlements();
    }

    /// Invariants 4 and 5: every payee of a version takes what it is owed, pause or not, and nobody else's is touched.
    function withdraw(uint256 seed) external {
        VersionId id = _pick(seed);
        for (uint256 payee = 0; payee < PAYEES; ++payee) {
            uint256 owed = owedTo(id, payee);
            if (owed == 0) continue;
            uint256 others = totalOwed() - owed;
            uint256 balance = address(market).balance;
            _take(id, payee, owed);
            assertEq(balance - address(market).balance, owed, "4: paid out");
            assertEq(owedTo(id, payee), 0, "4: all that was owed");
            assertEq(totalOwed(), others, "4: others' owed");
            withdrawn[_key(id, payee)] += owed;
            paidOut += owed;
        }
        _checkEntitlements();
    }

    function setPaused(uint8 oneInFour) external {
        market.setPaused(oneInFour % 4 == 0);
    }

    function forceEther(uint64 amount) external {
        vm.deal(address(market), address(market).balance + amount);
        forced += amount;
        _checkEntitlements();
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 40 days));
    }

    /* READS */

    function marketAddress() external view returns (address) {
        return address(market);
    }

    function sharesOf(uint64 id) external view returns (Shares memory) {
        return market.sharesOf(VersionId.wrap(id));
    }

    function hasAccess(uint64 id, address account) external view returns (bool) {
        return market.hasAccess(VersionId.wrap(id), account);
    }

    function untilOf(uint64 id, address account) external view returns (uint256) {
        return boughtUntil[keccak256(abi.encode(VersionId.wrap(id), account))];
    }

    function quoteOf(uint64 id) external view returns (uint256 price, bool isOffered) {
        return _quote(VersionId.wrap(id), 1);
    }

    function priceTermsOf(uint64 id) external view returns (PriceTerms memory) {
        return market.priceTermsOf(VersionId.wrap(id));
    }

    function totalOwed() public view returns (uint256 sum) {
        for (uint64 v = 1; v <= count; ++v) {
            for (uint256 p = 0; p < PAYEES; ++p) sum += owedTo(VersionId.wrap(v), p);
        }
    }

    function totalPending() external view returns (uint256 sum, uint256 edges) {
        for (uint64 v = 1; v <= count; ++v) {
            uint256 parents = market.sharesOf(VersionId.wrap(v)).parents.length;
            for (uint256 i = 0; i < parents; ++i) sum += market.pendingOf(VersionId.wrap(v), i, NATIVE);
            edges += parents;
        }
    }

    function totalFees() external view returns (uint256 sum) {
        for (uint64 v = 1; v <= count; ++v) sum += market.popularityOf(VersionId.wrap(v));
    }

    function owedTo(VersionId id, uint256 payee) public view returns (uint256 amount) {
        if (payee == 0) return _owed(id, PayeeKind.OWNER, 0);
        if (payee == 1) return _owed(id, PayeeKind.PROTOCOL, 0);
        if (payee == 2) return _owed(id, PayeeKind.DATASET, 0);
        if (payee == 3) return market.owedToCollaborator(id, NATIVE, collaborators(), 0);
        return market.oracleFundOf(id);
    }

    function collaborators() public view returns (Collaborator[] memory list) {
        list = new Collaborator[](1);
        list[0] = Collaborator(buyer, 2500);
    }

    /* PRIVATE */

    function _take(VersionId id, uint256 payee, uint256 owed) private {
        if (payee == 4) {
            vm.prank(scores);
            market.drawOracleFund(id, owed);
        } else if (payee == 3) {
            vm.prank(buyer);
            market.withdrawCollaborator(id, NATIVE, collaborators(), 0, _sink);
        } else {
            PayeeKind kind = [PayeeKind.OWNER, PayeeKind.PROTOCOL, PayeeKind.DATASET][payee];
            vm.prank([owner, treasury, stranger][payee]);
            market.withdraw(id, NATIVE, kind, 0, _sink);
        }
    }

    /// Invariant 3: no entitlement ever falls.
    function _checkEntitlements() private {
        for (uint64 v = 1; v <= count; ++v) {
            for (uint256 p = 0; p < PAYEES; ++p) {
                uint256 key = _key(VersionId.wrap(v), p);
                uint256 entitled = owedTo(VersionId.wrap(v), p) + withdrawn[key];
                assertGe(entitled, _seen[key], "3: an entitlement fell");
                _seen[key] = entitled;
            }
        }
    }

    function _quote(VersionId id, uint256 periods) private view returns (uint256 price, bool isOffered) {
        try market.quote(id, periods, NATIVE) returns (uint256 quoted, uint256, uint256) {
            return (quoted, true);
        } catch {
            return (0, false);
        }
    }

    function _parentsFrom(uint256 seed, uint64 known) private pure returns (VersionId[] memory parents) {
        uint256 wanted = seed % 5;
        if (wanted > known) wanted = known;
        parents = new VersionId[](wanted);
        // A stride below the count visits distinct ids until it wraps onto one; consecutive ids never do.
        uint256 start = known == 0 ? 0 : (seed >> 8) % known;
        for (uint256 i = 0; i < wanted; ++i) parents[i] = VersionId.wrap(uint64((start + i) % known) + 1);
    }

    /// @dev L-4 and L-5 as the registry would: the strictest λ, φ small enough for any three.
    function _joined(VersionId[] memory parents, uint16 royaltyBps) private view returns (LicenceTerms memory terms) {
        terms = _plainTerms();
        terms.royaltyBps = royaltyBps % 9001;
        for (uint256 i = 0; i < parents.length; ++i) {
            (uint16 lambda, , , , ) = pipelines.termsOf(parents[i]);
            if (lambda > terms.royaltyBps) terms.royaltyBps = lambda;
        }
    }

    /// @dev Every other pick is one of the first three versions, so that the same payees and edges come up again and again.
    function _pick(uint256 seed) private view returns (VersionId id) {
        uint256 among = seed & 1 == 0 ? 3 : count;
        return VersionId.wrap(uint64((seed >> 1) % among) + 1);
    }

    function _key(VersionId id, uint256 payee) private pure returns (uint256 key) {
        return VersionId.unwrap(id) * PAYEES + payee;
    }
}
