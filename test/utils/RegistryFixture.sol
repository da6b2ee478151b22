// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {DatasetRegistry} from "../../contracts/DatasetRegistry.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {PipelineRegistry} from "../../contracts/PipelineRegistry.sol";
import {Policies} from "../../contracts/Policies.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {TrainingProof} from "../../contracts/types/TrainingProof.sol";

/// @dev Both registries under an AccessManager, with builders for what they take. The test contract is its administrator.
abstract contract RegistryFixture is Test {
    bytes32 internal constant SPEC = keccak256("spec");
    bytes32 internal constant MANIFEST = keccak256("manifest");
    BenchmarkId internal constant BENCHMARK = BenchmarkId.wrap(7);
    uint64 internal constant GUARDIAN_ROLE = 2;

    AccessManager internal manager;
    Policies internal policies;
    DatasetRegistry internal datasets;
    PipelineRegistry internal registry;

    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal guardian = makeAddr("guardian");

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        policies = new Policies();
        datasets = new DatasetRegistry(address(manager), policies);
        registry = new PipelineRegistry(address(manager), datasets);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = PipelineRegistry.setPaused.selector;
        manager.setTargetFunctionRole(address(registry), selectors, GUARDIAN_ROLE);
        manager.setTargetFunctionRole(address(datasets), selectors, GUARDIAN_ROLE);
        manager.grantRole(GUARDIAN_ROLE, guardian, 0);
    }

    function _terms(
        uint16 royaltyBps,
        uint16 coParentBps,
        uint64 minPriceGwei,
        uint8 currencies,
        uint8 flags
    ) internal pure returns (LicenceTerms memory terms) {
        terms = LicenceTerms({
            royaltyBps: royaltyBps,
            coParentBps: coParentBps,
            minPriceGwei: minPriceGwei,
            currencies: currencies,
            flags: flags
        });
    }

    /// @dev λ 20 %, φ 10 %, no minimum price, native coin only.
    function _plainTerms() internal pure returns (LicenceTerms memory terms) {
        terms = _terms(2000, 1000, 0, 1, 0);
    }

    function _mint(address owner, LicenceTerms memory terms) internal returns (PipelineId pipelineId) {
        vm.prank(owner);
        pipelineId = registry.mint(_mintParams(BENCHMARK, SPEC, terms));
    }

    /// @dev No licence, no name.
    function _mintParams(
        BenchmarkId benchmarkId,
        bytes32 specDigest,
        LicenceTerms memory terms
    ) internal pure returns (IPipelineRegistry.MintParams memory params) {
        params.benchmarkId = benchmarkId;
        params.specDigest = specDigest;
        params.terms = terms;
    }

    function _registerDataset(address owner, uint16 royaltyBps) internal returns (DatasetId datasetId) {
        vm.prank(owner);
        datasetId = datasets.register(_datasetParams(keccak256("data"), royaltyBps, DatasetId.wrap(0)));
    }

    /// @dev CC0-1.0, for commercial use too.
    function _datasetParams(
        bytes32 manifestDigest,
        uint16 royaltyBps,
        DatasetId previous
    ) internal pure returns (IDatasetRegistry.DatasetParams memory params) {
        params = IDatasetRegistry.DatasetParams({
            manifestDigest: manifestDigest,
            royaltyBps: royaltyBps,
            previous: previous,
            licence: "CC0-1.0",
            nonCommercial: false
        });
    }

    /// @dev No proof, no inputs, no collaborators.
    function _params(PipelineId pipelineId) internal pure returns (IPipelineRegistry.VersionParams memory params) {
        params.pipelineId = pipelineId;
        params.manifestDigest = MANIFEST;
        params.parents = new VersionId[](0);
        params.datasets = new DatasetId[](0);
        params.collaborators = new Collaborator[](0);
        params.maxRoyaltyBps = 9000;
    }

    function _paramsWithParents(
        PipelineId pipelineId,
        VersionId[] memory parents
    ) internal pure returns (IPipelineRegistry.VersionParams memory params) {
        params = _params(pipelineId);
        params.parents = parents;
    }

    function _list(VersionId a) internal pure returns (VersionId[] memory ids) {
        ids = new VersionId[](1);
        ids[0] = a;
    }

    function _list(VersionId a, VersionId b) internal pure returns (VersionId[] memory ids) {
        ids = new VersionId[](2);
        (ids[0], ids[1]) = (a, b);
    }

    function _register(
        address caller,
        IPipelineRegistry.VersionParams memory params
    ) internal returns (VersionId versionId) {
        vm.prank(caller);
        versionId = registry.registerVersion(params);
    }

    /// @dev A proof of a run between two weight roots.
    function _proof(bytes32 initRoot, bytes32 finalRoot) internal pure returns (TrainingProof memory proof) {
        proof = TrainingProof({
            dataDigest: keccak256("data"),
            configDigest: keccak256("config"),
            initRoot: initRoot,
            finalRoot: finalRoot,
            metricsDigest: keccak256("metrics"),
            logHead: keccak256("log"),
            checkpointsRoot: keccak256("checkpoints"),
            engineDigest: keccak256("engine"),
            steps: 1000
        });
    }

    function _commit(TrainingProof memory proof) internal pure returns (bytes32 commitment) {
        commitment = keccak256(abi.encode(proof));
    }

    function _id(VersionId id) internal pure returns (uint256 number) {
        number = VersionId.unwrap(id);
    }

    function _assertTerms(LicenceTerms memory actual, LicenceTerms memory expected) internal pure {
        assertEq(abi.encode(actual), abi.encode(expected), "terms");
    }
}
