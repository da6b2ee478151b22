// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {TrainingProof} from "../../contracts/types/TrainingProof.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// L-6: with a training proof `parents[0]` is the primary parent, and `initRoot(child) = finalRoot(parents[0])`, both
/// proofs checked against their commitments at registration.
contract PipelineRegistryProofTest is RegistryFixture {
    PipelineId private pipeline;
    TrainingProof private parentProof;
    VersionId private parent;

    function setUp() public override {
        super.setUp();
        pipeline = _mint(alice, _plainTerms());
        parentProof = _proof(keccak256("seeded"), keccak256("trained"));
        parent = _registerFromScratch(parentProof);
    }

    function test_RegisterDerivedVersion_ProvesThePrimaryEdge() public {
        VersionId declared = _register(alice, _params(pipeline));
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(_list(parent, declared), proof);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.VersionRegistered(
            VersionId.wrap(3),
            pipeline,
            alice,
            MANIFEST,
            _commit(proof),
            params.parents,
            params.datasets,
            params.collaborators
        );
        vm.prank(alice);
        VersionId id = registry.registerDerivedVersion(params, proof, parentProof);

        (, bool proven, VersionId[] memory parents) = registry.lineageOf(id);
        assertTrue(proven);
        assertEq(abi.encode(parents), abi.encode(params.parents));
        assertEq(registry.versionOf(id).trainingCommitment, _commit(proof));
    }

    /// P-1: the commitment is the hash of the ABI encoding, fields in order.
    function test_RegisterDerivedVersion_ChecksEveryFieldOfBothProofs() public {
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(_list(parent), proof);
        for (uint256 field = 0; field < 9; ++field) {
            TrainingProof memory forged = _flip(proof, field);
            vm.expectRevert(_mismatch(forged, proof));
            vm.prank(alice);
            registry.registerDerivedVersion(params, forged, parentProof);

            forged = _flip(parentProof, field);
            vm.expectRevert(_mismatch(forged, parentProof));
            vm.prank(alice);
            registry.registerDerivedVersion(params, proof, forged);
        }
    }

    function test_RevertWhen_ProofIsForeign() public {
        // A child of another run: its proof is true, and starts from other weights.
        TrainingProof memory foreign = _proof(keccak256("other weights"), keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(_list(parent), foreign);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPipelineRegistry.PipelineRegistryPrimaryNotProven.selector,
                foreign.initRoot,
                parentProof.finalRoot
            )
        );
        vm.prank(alice);
        registry.registerDerivedVersion(params, foreign, parentProof);
    }

    function test_RevertWhen_ParentProofIsOfAnotherVersion() public {
        TrainingProof memory otherProof = _proof(keccak256("seeded"), keccak256("other weights"));
        _registerFromScratch(otherProof);
        // The child descends from the other version's weights but names `parent`.
        TrainingProof memory proof = _proof(otherProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(_list(parent), proof);
        vm.expectRevert(_mismatch(otherProof, parentProof));
        vm.prank(alice);
        registry.registerDerivedVersion(params, proof, otherProof);
    }

    /// Only the first parent is primary: the order cannot be chosen to escape the check.
    function test_RevertWhen_ProvenParentIsNotTheFirst() public {
        VersionId declared = _register(alice, _params(pipeline));
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(_list(declared, parent), proof);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryParentNotProven.selector, declared));
        vm.prank(alice);
        registry.registerDerivedVersion(params, proof, parentProof);
    }

    function test_RevertWhen_CommitmentIsMissing() public {
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _paramsWithParents(pipeline, _list(parent));
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryProofMismatch.selector, _commit(proof), 0)
        );
        vm.prank(alice);
        registry.registerDerivedVersion(params, proof, parentProof);
    }

    function test_RevertWhen_PrimaryParentIsMissingOrUnknown() public {
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(new VersionId[](0), proof);
        vm.expectRevert(IPipelineRegistry.PipelineRegistryParentRequired.selector);
        vm.prank(alice);
        registry.registerDerivedVersion(params, proof, parentProof);

        params.parents = _list(VersionId.wrap(9));
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownVersion.selector, VersionId.wrap(9))
        );
        vm.prank(alice);
        registry.registerDerivedVersion(params, proof, parentProof);
    }

    /// A commitment over parents without the proofs would claim an edge that nobody checked.
    function test_RevertWhen_ProvenDerivativeComesWithoutProofs() public {
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        vm.expectRevert(IPipelineRegistry.PipelineRegistryProofRequired.selector);
        _register(alice, _derivedParams(_list(parent), proof));
    }

    function test_RevertWhen_PausedOrStranger() public {
        TrainingProof memory proof = _proof(parentProof.finalRoot, keccak256("tuned"));
        IPipelineRegistry.VersionParams memory params = _derivedParams(_list(parent), proof);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNotOwner.selector, pipeline, bob));
        vm.prank(bob);
        registry.registerDerivedVersion(params, proof, parentProof);

        vm.prank(guardian);
        registry.setPaused(true);
        vm.expectRevert(IPipelineRegistry.PipelineRegistryPaused.selector);
        vm.prank(alice);
        registry.registerDerivedVersion(params, proof, parentProof);
    }

    function _registerFromScratch(TrainingProof memory proof) private returns (VersionId id) {
        IPipelineRegistry.VersionParams memory params = _params(pipeline);
        params.trainingCommitment = _commit(proof);
        id = _register(alice, params);
    }

    function _derivedParams(
        VersionId[] memory parents,
        TrainingProof memory proof
    ) private view returns (IPipelineRegistry.VersionParams memory params) {
        params = _paramsWithParents(pipeline, parents);
        params.trainingCommitment = _commit(proof);
    }

    function _mismatch(
        TrainingProof memory given,
        TrainingProof memory committed
    ) private pure returns (bytes memory error_) {
        error_ = abi.encodeWithSelector(
            IPipelineRegistry.PipelineRegistryProofMismatch.selector,
            _commit(given),
            _commit(committed)
        );
    }

    /// @dev The proof with the lowest bit of one field flipped.
    function _flip(TrainingProof memory proof, uint256 field) private pure returns (TrainingProof memory forged) {
        bytes32[9] memory words = abi.decode(abi.encode(proof), (bytes32[9]));
        words[field] ^= bytes32(uint256(1));
        forged = abi.decode(abi.encode(words), (TrainingProof));
    }
}
