// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {TrainingProof} from "../../contracts/types/TrainingProof.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// Parents: their ids (L-2), what their terms do to a child's (L-4, L-5, L-8).
contract PipelineRegistryLineageTest is RegistryFixture {
    PipelineId private pipeline;

    function setUp() public override {
        super.setUp();
        pipeline = _mint(alice, _terms(0, 0, 0, 255, 0));
    }

    /// L-2: ≤ 4 distinct parents, each with a smaller id.
    function test_RevertWhen_ParentsAreBad() public {
        VersionId a = _register(alice, _params(pipeline));
        VersionId b = _register(alice, _params(pipeline));
        _expectRefusal(
            new VersionId[](5),
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryTooManyParents.selector, 5, 4)
        );
        VersionId[] memory parents = new VersionId[](4);
        (parents[0], parents[1], parents[2], parents[3]) = (a, b, VersionId.wrap(0), a);
        _expectRefusal(parents, _unknown(0));
        parents[2] = a;
        _expectRefusal(parents, abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryDuplicateParent.selector, a));
        // Its own id, and a later one.
        _expectRefusal(_list(VersionId.wrap(3)), _unknown(3));
        _expectRefusal(_list(VersionId.wrap(4)), _unknown(4));
    }

    /// L-4: maximum of λ, φ and minimum price, intersection of currencies, union of flags.
    function test_RegisterVersion_JoinsOwnAndParentsTerms() public {
        VersionId a = _versionUnder(_terms(100, 900, 7, 7, 0));
        VersionId b = _versionUnder(_terms(300, 20, 9, 14, 2));
        PipelineId child = _mint(alice, _terms(200, 30, 8, 6, 0));
        VersionId id = _register(alice, _paramsWithParents(child, _list(a, b)));
        _assertTerms(registry.termsOf(id), _terms(300, 900, 9, 6, 2));
        // And along a second generation, into a pipeline that asks for nothing.
        VersionId grandchild = _register(alice, _paramsWithParents(pipeline, _list(id)));
        _assertTerms(registry.termsOf(grandchild), _terms(300, 900, 9, 6, 2));
    }

    /// L-4: an empty intersection is refused.
    function test_RevertWhen_NoCurrencyIsCommon() public {
        VersionId a = _versionUnder(_terms(0, 0, 0, 3, 0));
        VersionId b = _versionUnder(_terms(0, 0, 0, 4, 0));
        _expectRefusal(
            _list(a, b),
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNoCommonCurrency.selector)
        );
    }

    /// L-5: the caller's `maxRoyaltyBps` ≥ every parent's λ.
    function test_RevertWhen_RoyaltyIsAboveTheCallersMax() public {
        VersionId a = _versionUnder(_terms(100, 0, 0, 1, 0));
        VersionId b = _versionUnder(_terms(5000, 0, 0, 1, 0));
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, _list(a, b));
        params.maxRoyaltyBps = 4999;
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryRoyaltyAboveMax.selector, 5000, 4999));
        _register(alice, params);
        params.maxRoyaltyBps = 5000;
        _register(alice, params);
    }

    /// L-8: `NO_DERIVATIVES` refuses children in other pipelines, whoever owns them, and is inherited inside its own.
    function test_RevertWhen_DerivativesAreForbidden() public {
        PipelineId closed = _mint(alice, _terms(0, 0, 0, 1, 1));
        VersionId a = _register(alice, _params(closed));
        VersionId b = _register(alice, _paramsWithParents(closed, _list(a)));
        _expectRefusal(
            _list(b),
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryDerivativesForbidden.selector, b)
        );
        VersionId open = _register(alice, _params(pipeline));
        _register(alice, _paramsWithParents(closed, _list(b, open)));
    }

    /// L-5: without a proof any parent may turn out to be primary: Σ φ − min φ ≤ 3,000 bps.
    function test_RegisterVersion_CoParentShares_WorstCase() public {
        VersionId[] memory parents = new VersionId[](4);
        uint16[4] memory shares = [uint16(3000), 500, 1000, 1500];
        for (uint256 i = 0; i < 4; ++i) parents[i] = _versionUnder(_terms(0, shares[i], 0, 1, 0));
        _expectRefusal(
            parents,
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryCoParentSharesTooHigh.selector, 5500, 3000)
        );
        parents[0] = _versionUnder(_terms(0, 501, 0, 1, 0));
        _expectRefusal(
            parents,
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryCoParentSharesTooHigh.selector, 3001, 3000)
        );
        parents[0] = _versionUnder(_terms(0, 500, 0, 1, 0));
        _register(alice, _paramsWithParents(pipeline, parents));
        // One parent is always primary.
        _register(alice, _paramsWithParents(pipeline, _list(_versionUnder(_terms(0, 3000, 0, 1, 0)))));
    }

    /// L-5, fuzzed against the rule's own words, with and without a proof.
    function testFuzz_RegisterVersion_CoParentShares(uint16[4] memory shares, uint8 count, bool proven) public {
        count = uint8(_bound(count, 1, 4));
        VersionId[] memory parents = new VersionId[](count);
        uint256[] memory phi = new uint256[](count);
        TrainingProof memory parentProof = _proof(keccak256("seeded"), keccak256("trained"));
        for (uint256 i = 0; i < count; ++i) {
            phi[i] = _bound(shares[i], 0, 3000);
            IPipelineRegistry.VersionParams memory of_ = _params(_mint(alice, _terms(0, uint16(phi[i]), 0, 1, 0)));
            of_.trainingCommitment = _commit(parentProof);
            parents[i] = _register(alice, of_);
        }

        // The worst choice of a primary parent leaves the highest sum to the others.
        uint256 worst;
        for (uint256 primary = 0; primary < (proven ? 1 : count); ++primary) {
            uint256 sum;
            for (uint256 i = 0; i < count; ++i) if (i != primary) sum += phi[i];
            if (sum > worst) worst = sum;
        }
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, parents);
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        if (proven) params.trainingCommitment = _commit(proof);
        if (worst > 3000) {
            vm.expectRevert(
                abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryCoParentSharesTooHigh.selector, worst, 3000)
            );
        }
        vm.prank(alice);
        if (proven) registry.registerDerivedVersion(params, proof, parentProof);
        else registry.registerVersion(params);
    }

    /// Invariants 13 and 25 over random lineages: parents have smaller ids, and a version's terms are at least as strict as
    /// its parents' and its pipeline's.
    function testFuzz_Lineage_IsAcyclicAndMonotone(uint256 seed) public {
        PipelineId[] memory pipelines = new PipelineId[](4);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, "terms", i)));
            pipelines[i] = _mint(
                alice,
                _terms(
                    uint16(r % 9001),
                    uint16((r >> 32) % 1001),
                    uint64((r >> 64) % (1 << 35)),
                    uint8(r >> 128) | 1,
                    uint8((r >> 160) & 2)
                )
            );
        }
        for (uint256 n = 0; n < 12; ++n) {
            uint256 r = uint256(keccak256(abi.encode(seed, "version", n)));
            PipelineId own = pipelines[r % 4];
            VersionId id = _register(alice, _paramsWithParents(own, _someParents(n, r >> 8)));
            (, , , LicenceTerms memory terms) = registry.pipelineOf(own);
            _assertAtLeastAsStrict(registry.termsOf(id), terms);
            VersionId[] memory parents = registry.versionOf(id).parents;
            for (uint256 i = 0; i < parents.length; ++i) {
                assertLt(_id(parents[i]), _id(id));
                _assertAtLeastAsStrict(registry.termsOf(id), registry.termsOf(parents[i]));
            }
        }
    }

    /// @dev Up to 4 distinct versions of the `n` registered so far.
    function _someParents(uint256 n, uint256 r) private pure returns (VersionId[] memory parents) {
        uint256 count = r % 5;
        if (count > n) count = n;
        parents = new VersionId[](count);
        uint256 first = (r >> 8) % (n + 1);
        for (uint256 i = 0; i < count; ++i) parents[i] = VersionId.wrap(uint64((first + i) % n) + 1);
    }

    function _assertAtLeastAsStrict(LicenceTerms memory terms, LicenceTerms memory other) private pure {
        assertGe(terms.royaltyBps, other.royaltyBps);
        assertGe(terms.coParentBps, other.coParentBps);
        assertGe(terms.minPriceGwei, other.minPriceGwei);
        assertEq(terms.currencies & ~other.currencies, 0);
        assertEq(other.flags & ~terms.flags, 0);
    }

    function _versionUnder(LicenceTerms memory terms) private returns (VersionId id) {
        id = _register(alice, _params(_mint(alice, terms)));
    }

    function _expectRefusal(VersionId[] memory parents, bytes memory error_) private {
        vm.expectRevert(error_);
        _register(alice, _paramsWithParents(pipeline, parents));
    }

    function _unknown(uint64 id) private pure returns (bytes memory error_) {
        error_ = abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownVersion.selector, VersionId.wrap(id));
    }
}
