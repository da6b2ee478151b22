// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../contracts/interfaces/IAccessPolicy.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Grant} from "../../contracts/types/Grant.sol";
import {DatasetId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {HostileAnswerer} from "../mocks/HostileAnswerer.sol";
import {GrantFixture} from "../utils/GrantFixture.sol";

/// @dev What consent comes to when a version is registered. The dataset is carol's and closed; bob has a pipeline.
contract DatasetRegistryRegistrationsTest is GrantFixture {
    PipelineId private _pipeline;

    function setUp() public override {
        super.setUp();
        _pipeline = _mint(bob, _plainTerms());
    }

    /// A-7: a grant opens registrations to its grantee until it expires; what was registered stays, and so do its heirs.
    function test_RegisterVersion_ByAGrant() external {
        _expectRefusal(dataset, bob);
        _register(bob, _on(dataset));
        Grant memory grant = _grant(1);
        _redeem(grant);
        VersionId version = _register(bob, _on(dataset));

        vm.warp(uint256(grant.expiresAt) + 1);
        _expectRefusal(dataset, bob);
        _register(bob, _on(dataset));
        assertEq(registry.datasetsOf(version)[0].royaltyBps, 100);
        // A-5: who descends without training on it again asks nobody; the royalty stays with the ancestor.
        _register(bob, _paramsWithParents(_pipeline, _list(version)));
    }

    /// A-5: nothing that a dataset's owner does afterwards touches a version.
    function test_RegisterVersion_OutlivesConsent() external {
        vm.prank(carol);
        datasets.setPolicy(dataset, AccessAction.TRAIN, 0);
        VersionId version = _register(bob, _on(dataset));
        bytes memory before = _stateOf(version);
        vm.startPrank(carol);
        datasets.setPolicy(dataset, AccessAction.TRAIN, nobody);
        datasets.transferFrom(carol, alice, DatasetId.unwrap(dataset));
        vm.stopPrank();
        assertEq(_stateOf(version), before);
        _expectRefusal(dataset, bob);
        _register(bob, _on(dataset));
    }

    /// A-6: four policies that burn all they are given stop a registration, at a bounded cost, and only where they stand.
    function test_RevertWhen_EveryPolicyBurnsItsGas() external {
        IPipelineRegistry.VersionParams memory params = _params(_pipeline);
        params.datasets = new DatasetId[](4);
        for (uint256 i = 0; i < 4; ++i) {
            params.datasets[i] = _registerDataset(carol, 0);
            bytes32 policyId = policies.registerForeign(
                IAccessPolicy(address(new HostileAnswerer(HostileAnswerer.Mode.BURN, 0)))
            );
            vm.prank(carol);
            datasets.setPolicy(params.datasets[i], AccessAction.TRAIN, policyId);
        }
        vm.prank(bob);
        uint256 before = gasleft();
        try registry.registerVersion(params) {
            fail();
        } catch (bytes memory reason) {
            assertLt(before - gasleft(), 150_000);
            assertEq(reason, _refusal(params.datasets[0], bob));
        }
        // The owner of the datasets needs no policy.
        params.pipelineId = _mint(carol, _plainTerms());
        _register(carol, params);
    }

    function _on(DatasetId id) private view returns (IPipelineRegistry.VersionParams memory params) {
        params = _params(_pipeline);
        params.datasets = new DatasetId[](1);
        params.datasets[0] = id;
    }

    function _stateOf(VersionId version) private view returns (bytes memory state) {
        state = abi.encode(registry.datasetsOf(version), registry.termsOf(version), registry.ownerOfVersion(version));
    }

    function _expectRefusal(DatasetId id, address account) private {
        vm.expectRevert(_refusal(id, account));
    }

    function _refusal(DatasetId id, address account) private pure returns (bytes memory refusal) {
        refusal = abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryTrainingNotAllowed.selector, id, account);
    }
}
