// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {VersionId} from "../../contracts/types/Ids.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

/// @dev What may not matter to the accounts: the order of settlements, and ether that nobody paid for anything.
contract MarketOrderTest is MarketFixture {
    uint64 private constant VERSIONS = 8;
    uint256 private constant STEPS = 24;

    /// Invariant 18: the same sales over the same random lineage end in the same accounts, whenever and in whatever order the
    /// edges were settled in between.
    /// hardhat-config: fuzz.runs = 32
    function testFuzz_Settle_AnyOrderEndsAlike(uint256 seed, uint256 order, uint256 otherOrder) public {
        for (uint64 id = 1; id <= VERSIONS; ++id) _grow(id, uint256(keccak256(abi.encode(seed, id))));
        uint256 snapshot = vm.snapshotState();
        bytes32 end = _sellAndSettle(seed, order);
        vm.revertToState(snapshot);
        assertEq(_sellAndSettle(seed, otherOrder), end, "18: another end");
    }

    /// Invariant 21: ether forced in pays for nothing and is in no account.
    function testFuzz_Buy_IgnoresForcedEther(uint96 forced) public {
        _offer(V1, 8000);
        (uint256 price, , ) = market.quote(V1, 1, NATIVE);
        vm.deal(address(market), forced);
        vm.expectRevert(abi.encodeWithSelector(IMarket.MarketUnderpaid.selector, price - 1, price));
        vm.prank(buyer);
        market.buy{value: price - 1}(V1, 1, buyer, price, 0, block.timestamp);
        _buy(V1);
        (uint256 sales, uint256 inflow, uint256 kept) = market.revenueOf(V1, NATIVE);
        assertEq(sales, price, "21: sales");
        assertEq(inflow, 0, "21: inflow");
        assertEq(kept, price, "21: kept");
    }

    /// @dev Up to four consecutive earlier versions as parents, any score at or above the baseline.
    function _grow(uint64 id, uint256 draw) private {
        uint256 count = draw % 5 < id ? draw % 5 : id - 1;
        VersionId[] memory parents = new VersionId[](count);
        for (uint256 i = 0; i < count; ++i) {
            parents[i] = VersionId.wrap(uint64(((draw >> 8) + i) % (id - 1)) + 1);
        }
        VersionId version = VersionId.wrap(id);
        _register(version);
        pipelines.setParents(version, draw & (1 << 80) == 0, parents);
        _score(version, uint16(BASELINE + ((draw >> 16) % 5000)), draw & (1 << 81) == 0);
        _price(version, _priceTerms());
    }

    /// @dev Sells by `seed`, settles by `order`, and every edge at the end. @return end the hash of all accounts
    function _sellAndSettle(uint256 seed, uint256 order) private returns (bytes32 end) {
        for (uint256 i = 0; i < STEPS; ++i) {
            _buy(VersionId.wrap(1 + uint64(uint256(keccak256(abi.encode(seed, "sale", i))) % VERSIONS)));
            _settleAll(uint256(keccak256(abi.encode(order, i))) % (1 << VERSIONS));
        }
        _settleAll(type(uint256).max);
        for (uint64 id = 1; id <= VERSIONS; ++id) {
            (uint256 sales, uint256 inflow, uint256 kept) = market.revenueOf(VersionId.wrap(id), NATIVE);
            end = keccak256(abi.encode(end, sales, inflow, kept));
        }
    }

    /// @dev Every edge of the versions whose bits are set.
    function _settleAll(uint256 versions) private {
        for (uint64 id = VERSIONS; id != 0; --id) {
            if (versions & (1 << id) == 0) continue;
            uint256 parents = market.sharesOf(VersionId.wrap(id)).parents.length;
            for (uint8 i = 0; i < parents; ++i) _settle(VersionId.wrap(id), i);
        }
    }
}
