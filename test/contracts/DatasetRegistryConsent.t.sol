// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../contracts/interfaces/IAccessPolicy.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {DatasetId} from "../../contracts/types/Ids.sol";
import {AccessPolicyMock} from "../mocks/AccessPolicyMock.sol";
import {HostileAnswerer} from "../mocks/HostileAnswerer.sol";
import {ReenteringPolicy} from "../mocks/ReenteringPolicy.sol";
import {GrantFixture} from "../utils/GrantFixture.sol";

contract DatasetRegistryConsentTest is GrantFixture {
    /// A-1: the licence is kept as it was stated.
    function testFuzz_Register_KeepsTheLicence(bytes31 text, bool nonCommercial) external {
        bytes32 licence = bytes32(text) | bytes32(uint256(1));
        IDatasetRegistry.DatasetParams memory params = _datasetParams(keccak256("data"), 7, dataset);
        (params.licence, params.nonCommercial) = (licence, nonCommercial);
        vm.expectEmit(true, true, true, true, address(datasets));
        emit IDatasetRegistry.DatasetRegistered(
            DatasetId.wrap(2),
            carol,
            keccak256("data"),
            7,
            dataset,
            licence,
            nonCommercial
        );
        vm.prank(carol);
        DatasetId id = datasets.register(params);
        (bytes32 stored, bool isNonCommercial) = datasets.licenceOf(id);
        assertEq(stored, licence);
        assertEq(isNonCommercial, nonCommercial);
        (uint16 royaltyBps, bool asInput, bool mayTrain) = datasets.inputOf(id, bob);
        assertEq(royaltyBps, 7);
        assertEq(asInput, nonCommercial);
        assertTrue(mayTrain);
    }

    function test_RevertWhen_TheLicenceIsMalformed() external {
        bytes32[3] memory malformed = [bytes32(0), bytes32("MIT\n"), bytes32("\x00MIT")];
        for (uint256 i = 0; i < malformed.length; ++i) {
            IDatasetRegistry.DatasetParams memory params = _datasetParams(MANIFEST, 0, DatasetId.wrap(0));
            params.licence = malformed[i];
            vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryBadLicence.selector, malformed[i]));
            datasets.register(params);
        }
    }

    /// A-5: without a policy everybody may; with one, the owner and whom it allows; per action.
    function test_SetPolicy_DecidesOneAction() external {
        AccessPolicyMock policy = new AccessPolicyMock();
        policy.allow(bob, address(datasets), DatasetId.unwrap(dataset), AccessAction.EVALUATE);
        bytes32 policyId = policies.registerForeign(policy);
        assertTrue(datasets.isAllowed(alice, dataset, AccessAction.EVALUATE));
        vm.expectEmit(true, true, true, true, address(datasets));
        emit IDatasetRegistry.DatasetPolicySet(dataset, AccessAction.EVALUATE, policyId);
        vm.prank(carol);
        datasets.setPolicy(dataset, AccessAction.EVALUATE, policyId);
        assertEq(datasets.policyOf(dataset, AccessAction.EVALUATE), policyId);
        assertEq(datasets.policyOf(dataset, AccessAction.READ), 0);

        assertTrue(datasets.isAllowed(bob, dataset, AccessAction.EVALUATE));
        assertTrue(datasets.isAllowed(carol, dataset, AccessAction.EVALUATE), "owner");
        assertFalse(datasets.isAllowed(alice, dataset, AccessAction.EVALUATE));
        assertTrue(datasets.isAllowed(alice, dataset, AccessAction.READ));
        assertFalse(_mayTrain(alice));
        assertTrue(_mayTrain(carol), "owner");

        vm.prank(carol);
        datasets.setPolicy(dataset, AccessAction.EVALUATE, 0);
        assertTrue(datasets.isAllowed(alice, dataset, AccessAction.EVALUATE));
    }

    /// A-5: setting a policy changes nothing else in the owner's word.
    function test_SetPolicy_KeepsTheOtherFields() external {
        IDatasetRegistry.DatasetParams memory params = _datasetParams(MANIFEST, 1000, dataset);
        params.nonCommercial = true;
        vm.startPrank(carol);
        DatasetId id = datasets.register(params);
        for (uint256 action = 0; action < 3; ++action) datasets.setPolicy(id, AccessAction(action), nobody);
        vm.stopPrank();
        (address owner, bytes32 digest, uint16 royaltyBps, DatasetId previous) = datasets.datasetOf(id);
        (, bool nonCommercial) = datasets.licenceOf(id);
        assertEq(owner, carol);
        assertEq(digest, MANIFEST);
        assertEq(royaltyBps, 1000);
        assertEq(DatasetId.unwrap(previous), DatasetId.unwrap(dataset));
        assertTrue(nonCommercial);
        for (uint256 action = 0; action < 3; ++action) assertFalse(datasets.isAllowed(bob, id, AccessAction(action)));
    }

    /// A-5: a policy stays with the dataset; the new owner may act and changes it.
    function test_SetPolicy_OutlivesATransfer() external {
        vm.prank(carol);
        datasets.transferFrom(carol, alice, DatasetId.unwrap(dataset));
        assertFalse(_mayTrain(bob));
        assertFalse(_mayTrain(carol));
        assertTrue(_mayTrain(alice));
        vm.prank(alice);
        datasets.setPolicy(dataset, AccessAction.TRAIN, 0);
        assertTrue(_mayTrain(bob));
    }

    function test_RevertWhen_AStrangerSetsAPolicy() external {
        vm.prank(carol);
        datasets.setApprovalForAll(bob, true);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryNotOwner.selector, dataset, bob));
        datasets.setPolicy(dataset, AccessAction.TRAIN, 0);
    }

    /// A-5: a policy that nobody registered would allow nobody, by mistake.
    function test_RevertWhen_ThePolicyIsUnknown() external {
        vm.prank(carol);
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryUnknownPolicy.selector, keccak256("unknown"))
        );
        datasets.setPolicy(dataset, AccessAction.TRAIN, keccak256("unknown"));
    }

    /// A-5: using is asked of versions.
    function test_RevertWhen_TheActionIsAVersions() external {
        bytes memory expected = abi.encodeWithSelector(
            IDatasetRegistry.DatasetRegistryNotADatasetAction.selector,
            AccessAction.USE
        );
        vm.expectRevert(expected);
        datasets.isAllowed(bob, dataset, AccessAction.USE);
        vm.prank(carol);
        vm.expectRevert(expected);
        datasets.setPolicy(dataset, AccessAction.USE, nobody);
    }

    function test_RevertWhen_ConsentIsAskedForAnUnknownDataset() external {
        DatasetId unknown = DatasetId.wrap(99);
        bytes memory expected = abi.encodeWithSelector(
            IDatasetRegistry.DatasetRegistryUnknownDataset.selector,
            unknown
        );
        vm.expectRevert(expected);
        datasets.isAllowed(bob, unknown, AccessAction.TRAIN);
        vm.expectRevert(expected);
        datasets.licenceOf(unknown);
        vm.expectRevert(expected);
        datasets.policyOf(unknown, AccessAction.TRAIN);
        vm.expectRevert(expected);
        datasets.setPolicy(unknown, AccessAction.TRAIN, 0);
        vm.expectRevert(expected);
        datasets.cancelGrant(unknown, 1);
    }

    /// A-6: a policy that fails, burns its gas, or answers malformed is a no, and costs its caller a bounded amount.
    function test_IsAllowed_TakesAHostilePolicyForNo() external {
        HostileAnswerer.Mode[6] memory modes = [
            HostileAnswerer.Mode.REVERT,
            HostileAnswerer.Mode.REVERT_HUGE,
            HostileAnswerer.Mode.BURN,
            HostileAnswerer.Mode.RETURN_NOTHING,
            HostileAnswerer.Mode.RETURN_SHORT,
            HostileAnswerer.Mode.WRITE
        ];
        for (uint256 i = 0; i < modes.length; ++i) {
            _setForeign(address(new HostileAnswerer(modes[i], 100_000)));
            uint256 before = gasleft();
            assertFalse(_mayTrain(bob));
            // Asked twice by the helper.
            assertLt(before - gasleft(), 2 * 115_000);
            assertTrue(_mayTrain(carol), "the owner needs no policy");
        }
    }

    /// A-6: a policy that asks the registry again is answered within its gas, or fails: then it is a no.
    function test_IsAllowed_SurvivesAPolicyThatAsksAgain() external {
        ReenteringPolicy policy = new ReenteringPolicy();
        _setForeign(address(policy));
        assertFalse(_mayTrain(bob));
    }

    /// A-6: for want of gas the answer may be no; it is never yes.
    function testFuzz_IsAllowed_IsNeverYesForWantOfGas(uint256 gasLimit) external view {
        gasLimit = _bound(gasLimit, 0, 200_000);
        try datasets.isAllowed{gas: gasLimit}(bob, dataset, AccessAction.TRAIN) returns (bool allowed) {
            assertFalse(allowed);
        } catch {}
    }

    function _setForeign(address policy) private {
        bytes32 policyId = policies.registerForeign(IAccessPolicy(policy));
        vm.prank(carol);
        datasets.setPolicy(dataset, AccessAction.TRAIN, policyId);
    }
}
