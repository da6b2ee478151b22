// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {ITokenRenderer} from "../../contracts/interfaces/ITokenRenderer.sol";
import {CidLib} from "../../contracts/libraries/CidLib.sol";
import {PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {HostileRenderer} from "../mocks/HostileRenderer.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// Licence, name, aliases, sale royalty, and what draws the metadata.
contract PipelineRegistryMetadataTest is RegistryFixture {
    bytes32 private constant MIT = "MIT";
    uint64 private constant GOVERNOR_ROLE = 1;

    PipelineId private pipeline;
    address private governor = makeAddr("governor");

    function setUp() public override {
        super.setUp();
        pipeline = _mint(alice, _plainTerms());
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IPipelineRegistry.setRenderer.selector;
        manager.setTargetFunctionRole(address(registry), selectors, GOVERNOR_ROLE);
        manager.grantRole(GOVERNOR_ROLE, governor, 0);
    }

    /// L-11, L-13: both are kept for ever; a version's licence is its pipeline's.
    function test_Mint_KeepsLicenceAndName() public {
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        (params.licence, params.name) = (MIT, "Moby");
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.PipelineDescribed(PipelineId.wrap(2), MIT, "Moby");
        PipelineId named = registry.mint(params);
        assertEq(registry.nameOf(named), "Moby");
        assertEq(registry.licenceOf(_register(address(this), _params(named))), MIT);
    }

    /// L-11, L-13: without them nothing is written nor said.
    function test_Mint_WritesNeitherLicenceNorNameWithoutThem() public {
        vm.record();
        vm.recordLogs();
        PipelineId id = _mint(alice, _plainTerms());
        (, bytes32[] memory writes) = vm.accesses(address(registry));
        // Counter, spec digest, owner, balance.
        assertEq(writes.length, 4);
        assertEq(vm.getRecordedLogs().length, 2);
        assertEq(registry.nameOf(id), "");
        assertEq(registry.licenceOf(_register(alice, _params(id))), 0);
    }

    /// L-13: 64 bytes of anything.
    function testFuzz_Mint_KeepsAnyName(bytes memory name, uint256 length) public {
        length = _bound(length, 0, name.length < 64 ? name.length : 64);
        // solhint-disable-next-line no-inline-assembly -- shortens a test's array in place
        assembly ("memory-safe") {
            mstore(name, length)
        }
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        params.name = string(name);
        assertEq(bytes(registry.nameOf(registry.mint(params))), name);
    }

    function test_RevertWhen_NameIsTooLong() public {
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        params.name = string(new bytes(64));
        assertEq(bytes(registry.nameOf(registry.mint(params))).length, 64);
        params.name = string(new bytes(65));
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNameTooLong.selector, 65, 64));
        registry.mint(params);
    }

    function test_RevertWhen_LicenceIsMalformed() public {
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        params.licence = "<script>";
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryBadLicence.selector, params.licence));
        registry.mint(params);
    }

    /// L-14: the newest version, over terms of every kind and through a transfer.
    function test_LatestOf_IsTheVersionRegisteredLast() public {
        assertEq(_id(registry.latestOf(pipeline)), 0);
        PipelineId other = _mint(alice, _terms(1, 2, 3, 4, 1));
        _register(alice, _params(pipeline));
        assertEq(_id(_register(alice, _params(other))), 2);
        assertEq(_id(registry.latestOf(pipeline)), 1);
        assertEq(_id(registry.latestOf(other)), 2);

        vm.prank(alice);
        registry.setTerms(other, _terms(5, 6, 7, 8, 0));
        assertEq(_id(registry.latestOf(other)), 2);
        vm.warp(block.timestamp + 30 days);
        _register(alice, _params(other));
        vm.prank(alice);
        registry.transferFrom(alice, bob, PipelineId.unwrap(other));
        assertEq(_id(registry.latestOf(other)), 3);
        (, , , LicenceTerms memory terms) = registry.pipelineOf(other);
        assertEq(terms.minPriceGwei, 7);
    }

    /// L-14: the owner or an operator names a version of the pipeline as stable, or none.
    function test_SetStable_NamesAndClears() public {
        VersionId first = _register(alice, _params(pipeline));
        _register(alice, _params(pipeline));
        assertEq(_id(registry.stableOf(pipeline)), 0);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.StableSet(pipeline, first);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.MetadataUpdate(PipelineId.unwrap(pipeline));
        vm.prank(alice);
        registry.setStable(pipeline, first);
        assertEq(_id(registry.stableOf(pipeline)), 1);
        assertEq(_id(registry.latestOf(pipeline)), 2);

        vm.prank(alice);
        registry.setApprovalForAll(bob, true);
        vm.prank(bob);
        registry.setStable(pipeline, VersionId.wrap(0));
        assertEq(_id(registry.stableOf(pipeline)), 0);
    }

    function test_RevertWhen_StableIsNoVersionOfThePipeline() public {
        VersionId foreign = _register(alice, _params(_mint(alice, _plainTerms())));
        vm.startPrank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryForeignVersion.selector, foreign, pipeline)
        );
        registry.setStable(pipeline, foreign);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownVersion.selector, 9));
        registry.setStable(pipeline, VersionId.wrap(9));
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNotOwner.selector, pipeline, bob));
        vm.prank(bob);
        registry.setStable(pipeline, VersionId.wrap(0));
    }

    /// L-15: rounded down, for any price.
    function testFuzz_RoyaltyInfo_IsThePartOfThePrice(uint256 price, uint16 bps) public {
        bps = uint16(_bound(bps, 0, 1000));
        (address receiver, uint256 amount) = registry.royaltyInfo(PipelineId.unwrap(pipeline), price);
        assertEq(receiver, address(0));
        assertEq(amount, 0);

        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.SaleRoyaltySet(pipeline, bob, bps);
        vm.prank(alice);
        registry.setSaleRoyalty(pipeline, bob, bps);
        (receiver, amount) = registry.royaltyInfo(PipelineId.unwrap(pipeline), price);
        assertEq(receiver, bob);
        if (price <= type(uint256).max / 1000) assertEq(amount, (price * bps) / 10_000);
        else assertLe(amount, price / 10 + 1);
    }

    /// L-15: by the owner alone, once, at most 1,000 bps.
    function test_RevertWhen_SaleRoyaltyIsNotAllowed() public {
        vm.prank(alice);
        registry.setApprovalForAll(bob, true);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryNotOwner.selector, pipeline, bob));
        vm.prank(bob);
        registry.setSaleRoyalty(pipeline, bob, 1);

        vm.startPrank(alice);
        vm.expectRevert(IPipelineRegistry.PipelineRegistryZeroReceiver.selector);
        registry.setSaleRoyalty(pipeline, address(0), 1);
        vm.expectRevert(
            abi.encodeWithSelector(IPipelineRegistry.PipelineRegistrySaleRoyaltyTooHigh.selector, 1001, 1000)
        );
        registry.setSaleRoyalty(pipeline, alice, 1001);
        registry.setSaleRoyalty(pipeline, alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistrySaleRoyaltyFixed.selector, pipeline));
        registry.setSaleRoyalty(pipeline, alice, 1);
    }

    /// T-7: anyone, at most 100 known pipelines.
    function test_Refresh_AnnouncesEachPipeline() public {
        uint256[] memory ids = new uint256[](100);
        for (uint256 i = 0; i < 100; ++i) ids[i] = 1;
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.MetadataUpdate(1);
        vm.recordLogs();
        registry.refresh(ids);
        assertEq(vm.getRecordedLogs().length, 100);

        ids[99] = 2;
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownPipeline.selector, 2));
        registry.refresh(ids);
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryTooManyIds.selector, 101, 100));
        registry.refresh(new uint256[](101));
    }

    /// T-8
    function test_SupportsInterface() public view {
        assertTrue(registry.supportsInterface(0x01ffc9a7), "ERC-165");
        assertTrue(registry.supportsInterface(0x80ac58cd), "ERC-721");
        assertTrue(registry.supportsInterface(0x5b5e139f), "ERC-721 metadata");
        assertTrue(registry.supportsInterface(0x2a55205a), "ERC-2981");
        assertTrue(registry.supportsInterface(0x49064906), "ERC-4906");
        assertTrue(registry.supportsInterface(IPipelineRegistry.contractURI.selector), "ERC-7572");
        assertFalse(registry.supportsInterface(0xffffffff));
    }

    function test_SetRenderer_AnnouncesAndDraws() public {
        HostileRenderer renderer = new HostileRenderer();
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.RendererSet(address(renderer));
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.BatchMetadataUpdate(1, (1 << 24) - 1);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.ContractURIUpdated();
        vm.prank(governor);
        registry.setRenderer(ITokenRenderer(address(renderer)));
        assertEq(address(registry.renderer()), address(renderer));

        renderer.answer(abi.encode("data:,drawn"));
        assertEq(registry.tokenURI(1), "data:,drawn");
        assertEq(registry.contractURI(), "data:,drawn");

        vm.prank(governor);
        registry.setRenderer(ITokenRenderer(address(0)));
        _assertPlain();
    }

    function test_RevertWhen_RendererIsSetByAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        registry.setRenderer(ITokenRenderer(alice));
    }

    /// T-6: a renderer that reverts, burns its gas, answers megabytes or what is no string, or is no contract, changes nothing.
    function test_TokenURI_OutlivesAHostileRenderer() public {
        HostileRenderer renderer = new HostileRenderer();
        vm.prank(governor);
        registry.setRenderer(ITokenRenderer(address(renderer)));
        renderer.fail();
        _assertPlain();
        renderer.burn();
        _assertPlain();
        renderer.inflate(1_500_000);
        _assertPlain();
        renderer.inflate(32_769);
        _assertPlain();
        bytes[6] memory malformed = [
            bytes(""),
            abi.encode(32),
            abi.encode(32, 1),
            abi.encode(32, type(uint256).max),
            abi.encode(type(uint256).max, 0),
            abi.encode(0, 32, "x")
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            renderer.answer(malformed[i]);
            _assertPlain();
        }
        // The longest answer that is taken.
        renderer.answer(abi.encode(string(new bytes(32_768 - 64))));
        assertEq(bytes(registry.tokenURI(1)).length, 32_768 - 64);
        renderer.answer(abi.encode(string(new bytes(32_768 - 63))));
        _assertPlain();

        vm.prank(governor);
        registry.setRenderer(ITokenRenderer(makeAddr("no contract")));
        _assertPlain();
    }

    function testFuzz_TokenURI_TakesAStringOrNothing(bytes memory answer) public {
        HostileRenderer renderer = new HostileRenderer();
        vm.prank(governor);
        registry.setRenderer(ITokenRenderer(address(renderer)));
        renderer.answer(answer);
        _assertPlain();
        if (answer.length != 0) {
            renderer.answer(abi.encode(answer));
            assertEq(registry.tokenURI(1), string(answer));
        }
    }

    function _assertPlain() private view {
        uint256 gas = gasleft();
        assertEq(registry.tokenURI(1), CidLib.toIpfsUri(SPEC));
        assertEq(
            registry.contractURI(),
            "data:application/json;base64,eyJuYW1lIjoiQXNzYXkgUGlwZWxpbmVzIiwic3ltYm9sIjoiQVNTQVkifQ=="
        );
        assertLt(gas - gasleft(), 12_000_000);
    }
}
