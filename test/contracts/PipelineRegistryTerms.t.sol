// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {BenchmarkId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// L-3: terms may be rescheduled; they bind versions registered ≥ 30 days later, until then the old terms bind.
contract PipelineRegistryTermsTest is RegistryFixture {
    PipelineId private pipeline;
    LicenceTerms private oldTerms;
    LicenceTerms private newTerms;

    function setUp() public override {
        super.setUp();
        oldTerms = _terms(2000, 1000, 5, 1, 0);
        newTerms = _terms(500, 3000, 9, 3, 2);
        pipeline = _mint(alice, oldTerms);
    }

    function test_SetTerms_BindsFromThe30thDayOn() public {
        uint256 effectiveAt = block.timestamp + 30 days;
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.TermsScheduled(pipeline, newTerms, effectiveAt);
        vm.prank(alice);
        registry.setTerms(pipeline, newTerms);
        _assertScheduled(newTerms, effectiveAt);

        vm.warp(effectiveAt - 1);
        _assertInForce(oldTerms);
        VersionId before = _register(alice, _params(pipeline));
        vm.warp(effectiveAt);
        _assertInForce(newTerms);
        _assertScheduled(_terms(0, 0, 0, 0, 0), 0);
        VersionId afterwards = _register(alice, _params(pipeline));

        _assertTerms(registry.termsOf(before), oldTerms);
        _assertTerms(registry.termsOf(afterwards), newTerms);
    }

    function test_SetTerms_ReplacesPendingTermsAndStartsAgain() public {
        LicenceTerms memory thirdTerms = _terms(1, 2, 3, 4, 1);
        vm.startPrank(alice);
        registry.setTerms(pipeline, newTerms);
        vm.warp(block.timestamp + 30 days - 1);
        registry.setTerms(pipeline, thirdTerms);
        vm.stopPrank();
        uint256 effectiveAt = block.timestamp + 30 days;

        vm.warp(effectiveAt - 1);
        _assertInForce(oldTerms);
        _assertScheduled(thirdTerms, effectiveAt);
        vm.warp(effectiveAt);
        _assertInForce(thirdTerms);
    }

    function test_SetTerms_FoldsTermsThatBecameEffective() public {
        vm.startPrank(alice);
        registry.setTerms(pipeline, newTerms);
        vm.warp(block.timestamp + 30 days);
        registry.setTerms(pipeline, oldTerms);
        vm.stopPrank();

        _assertInForce(newTerms);
        vm.warp(block.timestamp + 30 days - 1);
        _assertInForce(newTerms);
        vm.warp(block.timestamp + 1);
        _assertInForce(oldTerms);
        (address owner, BenchmarkId benchmarkId, bytes32 spec, ) = registry.pipelineOf(pipeline);
        assertEq(owner, alice);
        assertEq(BenchmarkId.unwrap(benchmarkId), BenchmarkId.unwrap(BENCHMARK));
        assertEq(spec, SPEC);
    }

    /// At any time the terms in force are the last ones scheduled at least 30 days before.
    function testFuzz_SetTerms_FollowsTheSchedule(uint32[6] memory pauses, uint16[6] memory royalties) public {
        uint256[7] memory effectiveAt;
        uint16[7] memory royaltyBps;
        royaltyBps[0] = oldTerms.royaltyBps;
        for (uint256 i = 0; i < 6; ++i) {
            vm.warp(block.timestamp + _bound(pauses[i], 0, 60 days));
            // What is not yet in force is replaced.
            for (uint256 j = 1; j <= i; ++j) {
                if (effectiveAt[j] > block.timestamp) effectiveAt[j] = type(uint256).max;
            }
            effectiveAt[i + 1] = block.timestamp + 30 days;
            royaltyBps[i + 1] = uint16(_bound(royalties[i], 0, 9000));
            vm.prank(alice);
            registry.setTerms(pipeline, _terms(royaltyBps[i + 1], 0, 0, 1, 0));

            uint16 expected;
            for (uint256 j = 0; j <= i + 1; ++j) {
                if (effectiveAt[j] <= block.timestamp) expected = royaltyBps[j];
            }
            (, , , LicenceTerms memory terms) = registry.pipelineOf(pipeline);
            assertEq(terms.royaltyBps, expected);
        }
    }

    function test_SetTerms_ByApprovedAndByOperator() public {
        vm.prank(alice);
        registry.approve(bob, PipelineId.unwrap(pipeline));
        vm.prank(bob);
        registry.setTerms(pipeline, newTerms);

        address operator = makeAddr("operator");
        vm.prank(alice);
        registry.setApprovalForAll(operator, true);
        vm.prank(operator);
        registry.setTerms(pipeline, newTerms);
    }

    function test_RevertWhen_SetByAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNotOwner.selector, pipeline, bob));
        vm.prank(bob);
        registry.setTerms(pipeline, newTerms);
    }

    function _assertInForce(LicenceTerms memory expected) private view {
        (, , , LicenceTerms memory terms) = registry.pipelineOf(pipeline);
        _assertTerms(terms, expected);
    }

    function _assertScheduled(LicenceTerms memory expected, uint256 effectiveAt) private view {
        (LicenceTerms memory terms, uint256 effectiveAtNow) = registry.scheduledTermsOf(pipeline);
        _assertTerms(terms, expected);
        assertEq(effectiveAtNow, effectiveAt);
    }
}
