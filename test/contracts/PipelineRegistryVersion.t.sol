// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {VersionWordLib} from "../../contracts/libraries/VersionWordLib.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {BenchmarkId, DatasetId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {DatasetInput, Version} from "../../contracts/types/Version.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// Registration without a proven edge: what is stored, who may, datasets, collaborators, limits.
contract PipelineRegistryVersionTest is RegistryFixture {
    /// @dev `pipelines64 | versions64 | paused8`, after the slots of AccessManaged and PipelineToken.
    bytes32 private constant COUNTERS_SLOT = bytes32(uint256(4));
    uint256 private constant MAX_28 = (1 << 28) - 1;

    PipelineId private pipeline;

    function setUp() public override {
        super.setUp();
        pipeline = _mint(alice, _terms(2000, 1000, 5, 3, 2));
    }

    function test_RegisterVersion_StoresEverythingAndEmits() public {
        VersionId parent = _register(alice, _params(pipeline));
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, _list(parent));
        params.datasets = _datasets(2);
        params.collaborators = _collaborators(2, 4000);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.VersionRegistered(
            VersionId.wrap(2),
            pipeline,
            alice,
            MANIFEST,
            0,
            params.parents,
            params.datasets,
            params.collaborators
        );
        VersionId id = _register(alice, params);

        assertEq(_id(id), 2);
        assertEq(registry.versionCount(), 2);
        Version memory version = registry.versionOf(id);
        assertEq(PipelineId.unwrap(version.pipelineId), PipelineId.unwrap(pipeline));
        assertEq(version.contributor, alice);
        assertEq(version.registeredAt, block.timestamp);
        assertEq(version.manifestDigest, MANIFEST);
        assertEq(version.trainingCommitment, 0);
        assertEq(abi.encode(version.parents), abi.encode(params.parents));
        assertEq(version.datasets.length, 2);
        assertEq(DatasetId.unwrap(version.datasets[1].datasetId), 2);
        assertEq(version.datasets[1].royaltyBps, 200);
        _assertTerms(version.terms, _terms(2000, 1000, 5, 3, 2));
        _assertNarrowGetters(id, params);
    }

    /// Slots that would hold 0 are not written.
    function test_RegisterVersion_WritesNoEmptySlot() public {
        PipelineId free = _mint(alice, _plainTerms());
        vm.record();
        vm.prank(alice);
        VersionId id = registry.registerVersion(_params(free));
        (, bytes32[] memory writes) = vm.accesses(address(registry));
        // Counter, latest version in the owner's word, manifest digest, packed word.
        assertEq(writes.length, 4);
        (bytes30 listHash, uint256 totalBps) = registry.collaboratorsOf(id);
        assertEq(listHash, 0);
        assertEq(totalBps, 0);
        assertEq(registry.datasetsOf(id).length, 0);
    }

    /// L-7: from scratch with a proof needs no parent's.
    function test_RegisterVersion_ProvenFromScratch() public {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.trainingCommitment = _commit(_proof(keccak256("seeded"), keccak256("trained")));
        VersionId id = _register(alice, params);
        (, bool proven, VersionId[] memory parents) = registry.lineageOf(id);
        assertTrue(proven);
        assertEq(parents.length, 0);
        assertEq(registry.versionOf(id).trainingCommitment, params.trainingCommitment);
    }

    /// L-10: the contributor is who registered the version.
    function test_RegisterVersion_ByApprovedAndByOperator_NamesTheCallerContributor() public {
        vm.prank(alice);
        registry.approve(bob, PipelineId.unwrap(pipeline));
        assertEq(registry.versionOf(_register(bob, _params(pipeline))).contributor, bob);

        address operator = makeAddr("operator");
        vm.prank(alice);
        registry.setApprovalForAll(operator, true);
        VersionId id = _register(operator, _params(pipeline));
        assertEq(registry.versionOf(id).contributor, operator);
        assertEq(registry.ownerOfVersion(id), alice);
    }

    /// M-8: the owner of a version is whoever holds its pipeline now.
    function test_OwnerOfVersion_FollowsTheToken() public {
        VersionId id = _register(alice, _params(pipeline));
        vm.prank(alice);
        registry.transferFrom(alice, bob, PipelineId.unwrap(pipeline));
        assertEq(registry.ownerOfVersion(id), bob);
        assertEq(registry.versionOf(id).contributor, alice);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNotOwner.selector, pipeline, alice));
        _register(alice, _params(pipeline));
    }

    function test_RevertWhen_CallerIsAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNotOwner.selector, pipeline, bob));
        _register(bob, _params(pipeline));
    }

    function test_RevertWhen_ManifestDigestIsEmpty() public {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.manifestDigest = 0;
        vm.expectRevert(IPipelineRegistry.PipelineRegistryEmptyDigest.selector);
        _register(alice, params);
    }

    /// L-2: ≤ 4 distinct datasets, all known.
    function test_RevertWhen_DatasetsAreBad() public {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.datasets = new DatasetId[](5);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryTooManyDatasets.selector, 5, 4));
        _register(alice, params);

        params.datasets = _datasets(4);
        params.datasets[3] = params.datasets[1];
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryDuplicateDataset.selector, params.datasets[1])
        );
        _register(alice, params);

        DatasetId[2] memory unknown = [DatasetId.wrap(0), DatasetId.wrap(5)];
        for (uint256 i = 0; i < 2; ++i) {
            params.datasets[3] = unknown[i];
            vm.expectRevert(
                abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryUnknownDataset.selector, unknown[i])
            );
            _register(alice, params);
        }
    }

    /// L-9: dataset royalties ≤ 3,000 bps together.
    function test_RevertWhen_DatasetSharesAreTooHigh() public {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.datasets = new DatasetId[](4);
        for (uint256 i = 0; i < 3; ++i) params.datasets[i] = _registerDataset(bob, 1000);
        params.datasets[3] = _registerDataset(bob, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryDatasetSharesTooHigh.selector, 3001, 3000)
        );
        _register(alice, params);

        params.datasets[3] = _registerDataset(bob, 0);
        DatasetInput[] memory inputs = registry.datasetsOf(_register(alice, params));
        assertEq(inputs.length, 4);
        assertEq(inputs[2].royaltyBps, 1000);
        assertEq(inputs[3].royaltyBps, 0);
    }

    /// L-10: ≤ 50 collaborators, Σ ≤ 10,000 bps.
    function test_RegisterVersion_Takes50Collaborators() public {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.collaborators = _collaborators(50, 10_000);
        (bytes30 listHash, uint256 totalBps) = registry.collaboratorsOf(_register(alice, params));
        assertEq(listHash, bytes30(keccak256(abi.encode(params.collaborators))));
        assertEq(totalBps, 10_000);
    }

    /// L-10: each with an account and a share.
    function test_RevertWhen_CollaboratorsAreBad() public {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.collaborators = _collaborators(51, 51);
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryTooManyCollaborators.selector, 51, 50)
        );
        _register(alice, params);

        bytes memory badSecond = abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryBadCollaborators.selector, 1);
        params.collaborators = _collaborators(2, 10_000);
        params.collaborators[1].account = address(0);
        vm.expectRevert(badSecond);
        _register(alice, params);

        params.collaborators = _collaborators(2, 10_000);
        params.collaborators[1].shareBps = 0;
        vm.expectRevert(badSecond);
        _register(alice, params);

        params.collaborators = _collaborators(2, 10_000);
        params.collaborators[1].shareBps += 1;
        vm.expectRevert(badSecond);
        _register(alice, params);
    }

    /// L-1: versions ≤ 2²⁸ − 1, then `…IdSpaceExhausted`; the highest id still fits a child's word.
    function test_RevertWhen_VersionIdSpaceIsExhausted() public {
        vm.store(address(registry), COUNTERS_SLOT, bytes32(((MAX_28 - 2) << 64) | 1));
        VersionId parent = _register(alice, _params(pipeline));
        VersionId last = _register(alice, _paramsWithParents(pipeline, _list(parent)));
        assertEq(_id(last), MAX_28);
        assertEq(_id(registry.versionOf(last).parents[0]), MAX_28 - 1);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryIdSpaceExhausted.selector, MAX_28));
        _register(alice, _params(pipeline));
    }

    /// L-10: registration ends with the year 2242.
    function test_RevertWhen_TheYear2242IsOver() public {
        uint256 last = (1 << 33) - 1;
        vm.warp(last);
        assertEq(registry.versionOf(_register(alice, _params(pipeline))).registeredAt, last);
        vm.warp(last + 1);
        vm.expectRevert(abi.encodeWithSelector(VersionWordLib.VersionWordTimeOutOfRange.selector, last + 1, last));
        _register(alice, _params(pipeline));
    }

    function test_RevertWhen_ReadingAnUnknownVersion() public {
        VersionId unknown = VersionId.wrap(1);
        bytes memory expected = abi.encodeWithSelector(
            IPipelineRegistry.PipelineRegistryUnknownVersion.selector,
            unknown
        );
        vm.expectRevert(expected);
        registry.versionOf(unknown);
        vm.expectRevert(expected);
        registry.scoringOf(unknown);
        vm.expectRevert(expected);
        registry.lineageOf(unknown);
        vm.expectRevert(expected);
        registry.termsOf(unknown);
        vm.expectRevert(expected);
        registry.datasetsOf(unknown);
        vm.expectRevert(expected);
        registry.ownerOfVersion(unknown);
        vm.expectRevert(expected);
        registry.collaboratorsOf(unknown);
    }

    function _assertNarrowGetters(VersionId id, IPipelineRegistry.VersionParams memory params) private view {
        (BenchmarkId benchmarkId, address contributor, uint40 registeredAt, VersionId[] memory parents) = registry
            .scoringOf(id);
        assertEq(BenchmarkId.unwrap(benchmarkId), BenchmarkId.unwrap(BENCHMARK));
        assertEq(contributor, alice);
        assertEq(registeredAt, block.timestamp);
        assertEq(abi.encode(parents), abi.encode(params.parents));
        bool proven;
        (benchmarkId, proven, parents) = registry.lineageOf(id);
        assertEq(BenchmarkId.unwrap(benchmarkId), BenchmarkId.unwrap(BENCHMARK));
        assertFalse(proven);
        assertEq(abi.encode(parents), abi.encode(params.parents));
        assertEq(registry.ownerOfVersion(id), alice);
        assertEq(registry.datasetsOf(id).length, params.datasets.length);
        (bytes30 listHash, uint256 totalBps) = registry.collaboratorsOf(id);
        assertEq(listHash, bytes30(keccak256(abi.encode(params.collaborators))));
        assertEq(totalBps, 4000);
    }

    /// @dev `count` new datasets with royalties of 100, 200, … bps.
    function _datasets(uint256 count) private returns (DatasetId[] memory ids) {
        ids = new DatasetId[](count);
        for (uint256 i = 0; i < count; ++i) ids[i] = _registerDataset(bob, uint16(100 * (i + 1)));
    }

    /// @dev `count` accounts that share `totalBps`, the last one the remainder.
    function _collaborators(uint256 count, uint256 totalBps) private pure returns (Collaborator[] memory list) {
        list = new Collaborator[](count);
        uint256 share = totalBps / count;
        for (uint256 i = 0; i < count; ++i) {
            list[i] = Collaborator({account: address(uint160(0x1000 + i)), shareBps: uint16(share)});
        }
        list[count - 1].shareBps = uint16(totalBps - share * (count - 1));
    }
}
