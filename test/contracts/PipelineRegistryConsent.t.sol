// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {TermsLib} from "../../contracts/libraries/TermsLib.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Condition, ConditionKind} from "../../contracts/types/Condition.sol";
import {AllowlistId, DatasetId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {HoldingsMock} from "../mocks/HoldingsMock.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// What a version takes over from its datasets beside their royalty: consent to train, and commercial use.
contract PipelineRegistryConsentTest is RegistryFixture {
    PipelineId private pipeline;
    DatasetId private open;
    DatasetId private guarded;
    AllowlistId private list;

    function setUp() public override {
        super.setUp();
        pipeline = _mint(alice, _plainTerms());
        open = _registerDataset(bob, 100);
        guarded = _registerDataset(bob, 200);
        vm.startPrank(bob);
        list = policies.createAllowlist();
        Condition[] memory conditions = new Condition[](1);
        conditions[0] = Condition({
            kind: ConditionKind.ALLOWLIST,
            target: address(0),
            id: AllowlistId.unwrap(list),
            minimum: 0
        });
        datasets.setPolicy(guarded, AccessAction.TRAIN, policies.register(true, conditions));
        vm.stopPrank();
    }

    /// L-12: every dataset must let the caller train; taking consent back stops registrations, never a version.
    function test_RegisterVersion_AsksEveryDatasetForConsent() public {
        IPipelineRegistry.VersionParams memory params = _paramsWithDatasets(open, guarded);
        bytes memory refusal = abi.encodeWithSelector(
            IPipelineRegistry.PipelineRegistryTrainingNotAllowed.selector,
            guarded,
            alice
        );
        vm.expectRevert(refusal);
        _register(alice, params);

        _setMember(alice, true);
        VersionId version = _register(alice, params);
        assertEq(registry.datasetsOf(version)[1].royaltyBps, 200);
        _setMember(alice, false);
        assertEq(registry.datasetsOf(version).length, 2);
        vm.expectRevert(refusal);
        _register(alice, params);
    }

    /// L-12: it is the caller who is asked about, not the pipeline's owner.
    function test_RegisterVersion_AsksAboutTheOperator() public {
        address operator = makeAddr("operator");
        vm.prank(alice);
        registry.setApprovalForAll(operator, true);
        _setMember(alice, true);
        IPipelineRegistry.VersionParams memory params = _paramsWithDatasets(guarded, open);
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryTrainingNotAllowed.selector, guarded, operator)
        );
        _register(operator, params);
        _setMember(operator, true);
        _register(operator, params);
    }

    /// A-5: consent is asked at one moment. A balance that was borrowed for it, and is given back after, is one (SECURITY.md).
    function test_RegisterVersion_TakesABalanceOfOneMoment() public {
        HoldingsMock token = new HoldingsMock();
        Condition[] memory conditions = new Condition[](1);
        conditions[0] = Condition({kind: ConditionKind.TOKEN_BALANCE, target: address(token), id: 0, minimum: 1000});
        bytes32 policyId = policies.register(true, conditions);
        vm.prank(bob);
        datasets.setPolicy(guarded, AccessAction.TRAIN, policyId);

        token.setBalance(alice, 1000);
        _register(alice, _paramsWithDatasets(guarded, open));
        token.setBalance(alice, 0);
        assertFalse(datasets.isAllowed(alice, guarded, AccessAction.TRAIN));
    }

    /// L-12: the owner of the data needs nobody's consent.
    function test_RegisterVersion_ByTheDatasetsOwner() public {
        IPipelineRegistry.VersionParams memory params = _paramsWithDatasets(guarded, open);
        params.pipelineId = _mint(bob, _plainTerms());
        _register(bob, params);
    }

    /// L-8: a dataset that is not for commercial use marks the version, and with it every descendant.
    function test_RegisterVersion_InheritsNonCommercial() public {
        IDatasetRegistry.DatasetParams memory dataset = _datasetParams(keccak256("data"), 0, DatasetId.wrap(0));
        dataset.nonCommercial = true;
        vm.prank(bob);
        DatasetId restricted = datasets.register(dataset);

        VersionId free = _register(alice, _paramsWithDatasets(open, DatasetId.wrap(0)));
        assertEq(registry.termsOf(free).flags, 0);
        VersionId marked = _register(alice, _paramsWithDatasets(open, restricted));
        _assertTerms(registry.termsOf(marked), _terms(2000, 1000, 0, 1, uint8(TermsLib.NON_COMMERCIAL)));
        PipelineId other = _mint(bob, _plainTerms());
        VersionId child = _register(bob, _paramsWithParents(other, _list(free, marked)));
        assertEq(registry.termsOf(child).flags, TermsLib.NON_COMMERCIAL);
        assertEq(registry.termsOf(_register(bob, _paramsWithParents(other, _list(free)))).flags, 0);
    }

    /// L-8: or the pipeline's own terms do.
    function test_RegisterVersion_TakesNonCommercialFromItsPipeline() public {
        PipelineId closed = _mint(alice, _terms(0, 0, 0, 1, uint8(TermsLib.NON_COMMERCIAL)));
        assertEq(registry.termsOf(_register(alice, _params(closed))).flags, TermsLib.NON_COMMERCIAL);
    }

    function _setMember(address account, bool isMember) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(bob);
        policies.setMembers(list, accounts, isMember);
    }

    /// @param second 0: only the first
    function _paramsWithDatasets(
        DatasetId first,
        DatasetId second
    ) private view returns (IPipelineRegistry.VersionParams memory params) {
        params = _params(pipeline);
        params.datasets = new DatasetId[](DatasetId.unwrap(second) == 0 ? 1 : 2);
        params.datasets[0] = first;
        if (params.datasets.length == 2) params.datasets[1] = second;
    }
}
