// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {MarketFixture} from "../utils/MarketFixture.sol";

contract MarketInsertionTest is MarketFixture {
    uint256 private constant ONE = 65_535;

    /// Invariant 19 (M-4): whatever is inserted between an ancestor and a child, with E not above the child's and terms as strict
    /// as L-4 makes them, the ancestor's part of a sale falls by at most one unit per level.
    function testFuzz_Insertion_TakesNothingFromAnAncestor(
        uint16 ancestorBps,
        uint16 childBps,
        uint16[4] memory inserted,
        bool[4] memory improved,
        uint16 lambda,
        uint16[4] memory lambdas,
        uint256 levels
    ) public {
        ancestorBps = uint16(bound(ancestorBps, 0, 9999));
        childBps = uint16(bound(childBps, ancestorBps + 1, 10_000));
        lambda = uint16(bound(lambda, 0, 9000));
        levels = bound(levels, 1, 4);
        _registerWith(V1, VersionId.wrap(0), lambda);
        _score(V1, ancestorBps, true);
        _registerWith(V2, V1, lambda);
        _score(V2, childBps, true);
        uint256 honest = market.sharesOf(V2).ownShares[0];

        VersionId parent = V1;
        for (uint256 i = 0; i < levels; ++i) {
            VersionId id = VersionId.wrap(uint64(10 + i));
            lambda = uint16(bound(lambdas[i], lambda, 9000));
            _registerWith(id, parent, lambda);
            _score(id, uint16(bound(inserted[i], 0, childBps - 1)), improved[i]);
            parent = id;
        }
        VersionId sold = VersionId.wrap(20);
        _registerWith(sold, parent, lambda);
        _score(sold, childBps, true);
        uint256 attacked = uint256(market.sharesOf(sold).ownShares[0]) * ONE ** levels;
        for (uint256 i = 0; i < levels; ++i) {
            attacked = (attacked / ONE) * market.sharesOf(VersionId.wrap(uint64(10 + i))).inflowShares[0];
        }
        assertGe(attacked + levels * ONE ** levels, honest * ONE ** levels, "19");
    }

    function _registerWith(VersionId id, VersionId parent, uint16 lambda) private {
        LicenceTerms memory terms = _plainTerms();
        terms.royaltyBps = lambda;
        pipelines.register(id, owner, BENCHMARK, terms);
        if (VersionId.unwrap(parent) != 0) pipelines.setParents(id, true, _list(parent));
    }
}
