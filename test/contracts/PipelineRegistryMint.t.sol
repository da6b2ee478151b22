// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {BenchmarkId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

contract PipelineRegistryMintTest is RegistryFixture {
    /// @dev `pipelines64 | versions64 | paused8`, after the slots of AccessManaged and PipelineToken.
    bytes32 private constant COUNTERS_SLOT = bytes32(uint256(4));
    uint256 private constant MAX_24 = (1 << 24) - 1;

    function test_Mint_StoresEverythingAndEmits() public {
        LicenceTerms memory terms = _terms(9000, 3000, (1 << 35) - 1, 255, 3);
        vm.expectEmit(true, true, true, true, address(registry));
        emit ERC721.Transfer(address(0), alice, 1);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.PipelineMinted(PipelineId.wrap(1), alice, BENCHMARK, SPEC, terms);
        PipelineId id = _mint(alice, terms);

        assertEq(PipelineId.unwrap(id), 1);
        assertEq(registry.pipelineCount(), 1);
        assertEq(registry.balanceOf(alice), 1);
        _assertPipeline(id, alice, BENCHMARK, terms);
    }

    /// The owner's word carries benchmark and terms through a transfer, whatever their values.
    function testFuzz_Mint_RoundTripsAndSurvivesTransfer(LicenceTerms memory terms, uint24 benchmark) public {
        terms = _terms(
            uint16(_bound(terms.royaltyBps, 0, 9000)),
            uint16(_bound(terms.coParentBps, 0, 3000)),
            uint64(_bound(terms.minPriceGwei, 0, (1 << 35) - 1)),
            uint8(_bound(terms.currencies, 1, 255)),
            uint8(_bound(terms.flags, 0, 3))
        );
        BenchmarkId benchmarkId = BenchmarkId.wrap(uint64(_bound(benchmark, 1, MAX_24)));
        vm.startPrank(alice);
        PipelineId id = registry.mint(_mintParams(benchmarkId, SPEC, terms));
        _assertPipeline(id, alice, benchmarkId, terms);
        registry.transferFrom(alice, bob, PipelineId.unwrap(id));
        vm.stopPrank();
        _assertPipeline(id, bob, benchmarkId, terms);
    }

    function test_Mint_CallsNoReceiver() public {
        // This contract is no ERC-721 receiver.
        registry.mint(_mintParams(BENCHMARK, SPEC, _plainTerms()));
        assertEq(registry.ownerOf(1), address(this));
    }

    function test_RevertWhen_BenchmarkIsOutOfRange() public {
        BenchmarkId[2] memory bad = [BenchmarkId.wrap(0), BenchmarkId.wrap(uint64(MAX_24 + 1))];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryBadBenchmark.selector, bad[i]));
            registry.mint(_mintParams(bad[i], SPEC, _plainTerms()));
        }
    }

    function test_RevertWhen_SpecDigestIsEmpty() public {
        vm.expectRevert(IPipelineRegistry.PipelineRegistryEmptyDigest.selector);
        registry.mint(_mintParams(BENCHMARK, 0, _plainTerms()));
    }

    /// L-5: λ ≤ 9,000 bps, φ ≤ 3,000 bps; and what the owner's word has no room for.
    function test_RevertWhen_TermsAreOutOfRange() public {
        LicenceTerms[5] memory bad = [
            _terms(9001, 0, 0, 1, 0),
            _terms(0, 3001, 0, 1, 0),
            _terms(0, 0, 1 << 35, 1, 0),
            _terms(0, 0, 0, 0, 0),
            _terms(0, 0, 0, 1, 4)
        ];
        PipelineId id = _mint(address(this), _plainTerms());
        for (uint256 i = 0; i < bad.length; ++i) {
            bytes memory expected = abi.encodeWithSelector(
                IPipelineRegistry.PipelineRegistryTermsOutOfRange.selector,
                bad[i]
            );
            vm.expectRevert(expected);
            registry.mint(_mintParams(BENCHMARK, SPEC, bad[i]));
            vm.expectRevert(expected);
            registry.setTerms(id, bad[i]);
        }
    }

    /// L-1: pipelines ≤ 2²⁴ − 1, then `…IdSpaceExhausted`.
    function test_RevertWhen_PipelineIdSpaceIsExhausted() public {
        vm.store(address(registry), COUNTERS_SLOT, bytes32(MAX_24 - 1));
        PipelineId last = _mint(alice, _plainTerms());
        assertEq(PipelineId.unwrap(last), MAX_24);
        VersionId version = _register(alice, _params(last));
        assertEq(PipelineId.unwrap(registry.versionOf(version).pipelineId), MAX_24);

        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryIdSpaceExhausted.selector, MAX_24));
        registry.mint(_mintParams(BENCHMARK, SPEC, _plainTerms()));
    }

    /// Pausing stops `mint` and both registrations; terms, transfers and reads go on.
    function test_SetPaused_StopsMintAndRegistrations() public {
        PipelineId id = _mint(alice, _plainTerms());
        VersionId version = _register(alice, _params(id));
        vm.expectEmit(true, true, true, true, address(registry));
        emit IPipelineRegistry.RegistrationPaused(true);
        vm.prank(guardian);
        registry.setPaused(true);
        assertTrue(registry.isPaused());

        vm.startPrank(alice);
        vm.expectRevert(IPipelineRegistry.PipelineRegistryPaused.selector);
        registry.mint(_mintParams(BENCHMARK, SPEC, _plainTerms()));
        vm.expectRevert(IPipelineRegistry.PipelineRegistryPaused.selector);
        registry.registerVersion(_params(id));
        registry.setTerms(id, _plainTerms());
        registry.transferFrom(alice, bob, PipelineId.unwrap(id));
        vm.stopPrank();
        assertEq(registry.ownerOfVersion(version), bob);

        vm.prank(guardian);
        registry.setPaused(false);
        assertFalse(registry.isPaused());
        assertEq(PipelineId.unwrap(_mint(alice, _plainTerms())), 2);
    }

    function test_RevertWhen_PausedByAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        registry.setPaused(true);
    }

    function test_RevertWhen_ReadingAnUnknownPipeline() public {
        PipelineId unknown = PipelineId.wrap(1);
        bytes memory expected = abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownPipeline.selector, 1);
        vm.expectRevert(expected);
        registry.pipelineOf(unknown);
        vm.expectRevert(expected);
        registry.scheduledTermsOf(unknown);
        vm.expectRevert(expected);
        registry.nameOf(unknown);
        vm.expectRevert(expected);
        registry.latestOf(unknown);
        vm.expectRevert(expected);
        registry.stableOf(unknown);
        vm.expectRevert(expected);
        registry.tokenURI(1);
        vm.expectRevert(expected);
        registry.ownerOf(1);
        vm.expectRevert(expected);
        registry.getApproved(1);
        vm.expectRevert(expected);
        registry.royaltyInfo(1, 1 ether);
        vm.expectRevert(expected);
        registry.setTerms(unknown, _plainTerms());
        vm.expectRevert(expected);
        registry.setStable(unknown, VersionId.wrap(0));
        vm.expectRevert(expected);
        registry.setSaleRoyalty(unknown, alice, 1);
        vm.expectRevert(expected);
        registry.registerVersion(_params(unknown));
        // An id beyond 64 bits is not taken for one within.
        uint256 wide = (1 << 64) | 1;
        _mint(alice, _plainTerms());
        vm.expectRevert(abi.encodeWithSelector(IPipelineRegistry.PipelineRegistryUnknownPipeline.selector, wide));
        registry.tokenURI(wide);
    }

    function test_Metadata() public {
        registry.mint(_mintParams(BENCHMARK, sha256(""), _plainTerms()));
        // The raw CIDv1 of nothing, as every IPFS tool prints it.
        assertEq(registry.tokenURI(1), "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assertEq(registry.name(), "Assay Pipelines");
        assertEq(registry.symbol(), "ASSAY");
        assertEq(registry.authority(), address(manager));
        assertEq(address(registry.DATASETS()), address(datasets));
        assertTrue(registry.supportsInterface(0x01ffc9a7), "ERC-165");
        assertTrue(registry.supportsInterface(0x80ac58cd), "ERC-721");
        assertTrue(registry.supportsInterface(0x5b5e139f), "ERC-721 metadata");
        assertFalse(registry.supportsInterface(0xffffffff));
    }

    /// L-7: the seed depends on chain, registry, pipeline, contributor and the user's seed.
    function test_SeedOf_IsTheSpecifiedHash() public {
        bytes32 expected = keccak256(
            abi.encode(block.chainid, address(registry), uint256(3), alice, uint256(type(uint64).max))
        );
        assertEq(registry.seedOf(PipelineId.wrap(3), alice, type(uint64).max), expected);
        assertNotEq(registry.seedOf(PipelineId.wrap(3), bob, type(uint64).max), expected);
        vm.chainId(block.chainid + 1);
        assertNotEq(registry.seedOf(PipelineId.wrap(3), alice, type(uint64).max), expected);
    }

    function _assertPipeline(
        PipelineId id,
        address owner,
        BenchmarkId benchmarkId,
        LicenceTerms memory terms
    ) private view {
        (address ownerNow, BenchmarkId benchmarkNow, bytes32 spec, LicenceTerms memory termsNow) = registry.pipelineOf(
            id
        );
        assertEq(ownerNow, owner);
        assertEq(BenchmarkId.unwrap(benchmarkNow), BenchmarkId.unwrap(benchmarkId));
        assertEq(spec, SPEC);
        _assertTerms(termsNow, terms);
        (, uint256 effectiveAt) = registry.scheduledTermsOf(id);
        assertEq(effectiveAt, 0);
    }
}
