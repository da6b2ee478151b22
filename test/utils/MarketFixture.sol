// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IPolicies} from "../../contracts/interfaces/IPolicies.sol";
import {Currencies} from "../../contracts/Currencies.sol";
import {Market} from "../../contracts/Market.sol";
import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {Edge, PayeeKind, PriceTerms, PriceUpdate} from "../../contracts/types/Revenue.sol";
import {MockDatasets} from "../mocks/MockDatasets.sol";
import {MockPipelines} from "../mocks/MockPipelines.sol";
import {MockPolicies} from "../mocks/MockPolicies.sol";

/// @dev A Market between mock registries, with builders for what it takes. This contract administers the AccessManager.
abstract contract MarketFixture is Test {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant VALID_SECONDS = 90 days;
    uint16 internal constant PROTOCOL_BPS = 250;
    uint16 internal constant BASELINE = 5000;
    uint16 internal constant TARGET = 9500;
    address internal constant NATIVE = address(0);
    BenchmarkId internal constant BENCHMARK = BenchmarkId.wrap(1);
    BenchmarkId internal constant OTHER_BENCHMARK = BenchmarkId.wrap(2);
    VersionId internal constant V1 = VersionId.wrap(1);
    VersionId internal constant V2 = VersionId.wrap(2);
    VersionId internal constant V3 = VersionId.wrap(3);
    VersionId internal constant V4 = VersionId.wrap(4);
    VersionId internal constant V5 = VersionId.wrap(5);

    AccessManager internal manager;
    MockPipelines internal pipelines;
    MockDatasets internal datasets;
    Currencies internal currencies;
    MockPolicies internal policies;
    Market internal market;

    address internal owner = makeAddr("owner");
    address internal buyer = makeAddr("buyer");
    address internal treasury = makeAddr("treasury");
    address internal scores = makeAddr("scores");
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        vm.warp(START);
        manager = new AccessManager(address(this));
        pipelines = new MockPipelines();
        datasets = new MockDatasets();
        currencies = new Currencies(address(manager), address(0), 0);
        policies = new MockPolicies();
        market = _newMarket(PROTOCOL_BPS, treasury);
        market.setScores(scores);
        vm.deal(buyer, 1_000_000 ether);
    }

    function _newMarket(uint16 protocolFeeBps, address treasury_) internal returns (Market fresh) {
        return
            new Market(
                address(manager),
                IPipelineRegistry(address(pipelines)),
                IDatasetRegistry(address(datasets)),
                currencies,
                IPolicies(address(policies)),
                protocolFeeBps,
                treasury_
            );
    }

    /// @dev λ 60 %, φ 10 %, no minimum, native coin.
    function _plainTerms() internal pure returns (LicenceTerms memory terms) {
        return LicenceTerms({royaltyBps: 6000, coParentBps: 1000, minPriceGwei: 0, currencies: 1, flags: 0});
    }

    function _register(VersionId id) internal {
        pipelines.register(id, owner, BENCHMARK, _plainTerms());
    }

    function _registerChild(VersionId id, VersionId parent) internal {
        _register(id);
        pipelines.setParents(id, true, _list(parent));
    }

    /// @dev Registers, scores and lists a version without parents: floor 1 and cap 3 finney, linear.
    function _offer(VersionId id, uint16 boundBps) internal {
        _register(id);
        _score(id, boundBps, true);
        _price(id, _priceTerms());
    }

    function _offerChild(VersionId id, VersionId parent, uint16 boundBps) internal {
        _registerChild(id, parent);
        _score(id, boundBps, true);
        _price(id, _priceTerms());
    }

    function _priceTerms() internal pure returns (PriceTerms memory terms) {
        return
            PriceTerms({
                manual: false,
                listed: true,
                staleAtFloor: false,
                inUsd: false,
                currency: 0,
                exponent: 1,
                floorNano: 1e6,
                capNano: 3e6,
                manualNano: 0
            });
    }

    function _price(VersionId id, PriceTerms memory terms) internal {
        vm.prank(owner);
        market.setPriceTerms(id, terms);
    }

    function _update(VersionId id, uint16 boundBps, bool improved) internal view returns (PriceUpdate memory update) {
        return
            PriceUpdate({
                versionId: id,
                boundBps: boundBps,
                baselineBps: BASELINE,
                targetBps: TARGET,
                validUntil: uint40(block.timestamp + VALID_SECONDS),
                improved: improved
            });
    }

    function _score(VersionId id, uint16 boundBps, bool improved) internal {
        _push(_update(id, boundBps, improved));
    }

    function _push(PriceUpdate memory update) internal {
        PriceUpdate[] memory updates = new PriceUpdate[](1);
        updates[0] = update;
        vm.prank(scores);
        market.onScoresSettled(updates);
    }

    /// @dev Buys one period at the current price, for the buyer.
    function _buy(VersionId id) internal returns (uint256 paid) {
        (uint256 price, , ) = market.quote(id, 1, NATIVE);
        vm.prank(buyer);
        (paid, ) = market.buy{value: price}(id, 1, buyer, price, 0, block.timestamp);
    }

    function _settle(VersionId child, uint8 parentIndex) internal {
        market.settle(NATIVE, _edges(child, parentIndex));
    }

    function _owed(VersionId id, PayeeKind kind, uint256 index) internal view returns (uint256 amount) {
        (, amount) = market.owedOf(id, NATIVE, kind, index);
    }

    function _edges(VersionId child, uint8 parentIndex) internal pure returns (Edge[] memory edges) {
        edges = new Edge[](1);
        edges[0] = Edge({child: child, parentIndex: parentIndex});
    }

    function _list(VersionId a) internal pure returns (VersionId[] memory ids) {
        ids = new VersionId[](1);
        ids[0] = a;
    }

    function _list(VersionId a, VersionId b) internal pure returns (VersionId[] memory ids) {
        ids = new VersionId[](2);
        (ids[0], ids[1]) = (a, b);
    }
}
