// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {DatasetId} from "../../contracts/types/Ids.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

contract DatasetRegistryTest is RegistryFixture {
    /// @dev SHA-256 of nothing.
    bytes32 private constant DIGEST = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;
    DatasetId private constant NONE = DatasetId.wrap(0);
    /// @dev `datasets64 | paused8`, after the slots of AccessManaged and EIP712.
    bytes32 private constant COUNTERS_SLOT = bytes32(uint256(3));

    function test_Register_StoresEverythingAndEmits() public {
        DatasetId first = _registerDataset(alice, 250);
        vm.expectEmit(true, true, true, true, address(datasets));
        emit ERC721.Transfer(address(0), alice, 2);
        vm.expectEmit(true, true, true, true, address(datasets));
        emit IDatasetRegistry.DatasetRegistered(DatasetId.wrap(2), alice, DIGEST, 1000, first, "CC0-1.0", false);
        vm.prank(alice);
        DatasetId second = datasets.register(_datasetParams(DIGEST, 1000, first));

        (address owner, bytes32 digest, uint16 royaltyBps, DatasetId previous) = datasets.datasetOf(second);
        assertEq(DatasetId.unwrap(second), 2);
        assertEq(owner, alice);
        assertEq(digest, DIGEST);
        assertEq(royaltyBps, 1000);
        assertEq(DatasetId.unwrap(previous), DatasetId.unwrap(first));
        assertEq(_royaltyOf(first), 250);
        assertEq(datasets.datasetCount(), 2);
        assertEq(datasets.balanceOf(alice), 2);
    }

    /// L-9: a transfer moves the token and leaves digest, royalty and predecessor as they are.
    function testFuzz_Transfer_KeepsPackedFields(uint16 royaltyBps, bytes32 digest) public {
        vm.assume(digest != 0);
        royaltyBps = uint16(_bound(royaltyBps, 0, 1000));
        _registerDataset(alice, 1);
        vm.startPrank(alice);
        DatasetId id = datasets.register(_datasetParams(digest, royaltyBps, DatasetId.wrap(1)));
        datasets.transferFrom(alice, bob, DatasetId.unwrap(id));
        vm.stopPrank();

        (address owner, bytes32 digestAfter, uint16 royaltyAfter, DatasetId previous) = datasets.datasetOf(id);
        assertEq(owner, bob);
        assertEq(digestAfter, digest);
        assertEq(royaltyAfter, royaltyBps);
        assertEq(DatasetId.unwrap(previous), 1);
    }

    function test_RevertWhen_DigestIsEmpty() public {
        vm.expectRevert(IDatasetRegistry.DatasetRegistryEmptyDigest.selector);
        datasets.register(_datasetParams(0, 0, NONE));
    }

    /// L-9: royalty ≤ 1,000 bps.
    function test_RevertWhen_RoyaltyIsAboveMax() public {
        vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryRoyaltyTooHigh.selector, 1001, 1000));
        datasets.register(_datasetParams(DIGEST, 1001, NONE));
    }

    function test_RevertWhen_PreviousIsUnknown() public {
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryUnknownDataset.selector, DatasetId.wrap(1))
        );
        datasets.register(_datasetParams(DIGEST, 0, DatasetId.wrap(1)));
    }

    function test_RevertWhen_PreviousBelongsToAnother() public {
        DatasetId previous = _registerDataset(alice, 0);
        vm.prank(alice);
        datasets.setApprovalForAll(bob, true);
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryNotOwnerOfPrevious.selector, previous, bob)
        );
        vm.prank(bob);
        datasets.register(_datasetParams(DIGEST, 0, previous));
    }

    /// L-1: datasets ≤ 2²⁶ − 1, then `…IdSpaceExhausted`.
    function test_RevertWhen_IdSpaceIsExhausted() public {
        uint256 limit = (1 << 26) - 1;
        vm.store(address(datasets), COUNTERS_SLOT, bytes32(limit - 1));
        vm.startPrank(alice);
        DatasetId last = datasets.register(_datasetParams(DIGEST, 1000, NONE));
        assertEq(DatasetId.unwrap(last), limit);
        assertEq(_royaltyOf(last), 1000);
        // The highest id fits beside its royalty as a predecessor.
        vm.store(address(datasets), COUNTERS_SLOT, bytes32(limit - 2));
        (, , uint16 royaltyBps, DatasetId previous) = datasets.datasetOf(
            datasets.register(_datasetParams(DIGEST, 999, last))
        );
        assertEq(royaltyBps, 999);
        assertEq(DatasetId.unwrap(previous), limit);

        vm.store(address(datasets), COUNTERS_SLOT, bytes32(limit));
        vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryIdSpaceExhausted.selector, limit));
        datasets.register(_datasetParams(DIGEST, 0, NONE));
    }

    function test_RevertWhen_ReadingAnUnknownDataset() public {
        bytes memory unknown = abi.encodeWithSelector(
            IDatasetRegistry.DatasetRegistryUnknownDataset.selector,
            DatasetId.wrap(9)
        );
        vm.expectRevert(unknown);
        datasets.inputOf(DatasetId.wrap(9), alice);
        vm.expectRevert(unknown);
        datasets.datasetOf(DatasetId.wrap(9));
        vm.expectRevert(ERC721.TokenDoesNotExist.selector);
        datasets.tokenURI(9);
    }

    function test_SetPaused_StopsOnlyRegistrations() public {
        DatasetId id = _registerDataset(alice, 10);
        vm.expectEmit(true, true, true, true, address(datasets));
        emit IDatasetRegistry.RegistrationPaused(true);
        vm.prank(guardian);
        datasets.setPaused(true);
        assertTrue(datasets.isPaused());

        vm.expectRevert(IDatasetRegistry.DatasetRegistryPaused.selector);
        datasets.register(_datasetParams(DIGEST, 0, NONE));
        vm.prank(alice);
        datasets.transferFrom(alice, bob, DatasetId.unwrap(id));
        assertEq(_royaltyOf(id), 10);

        vm.prank(guardian);
        datasets.setPaused(false);
        assertFalse(datasets.isPaused());
        assertEq(DatasetId.unwrap(_registerDataset(alice, 0)), 2);
    }

    function test_RevertWhen_PausedByAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        datasets.setPaused(true);
    }

    function test_Metadata() public {
        vm.prank(alice);
        datasets.register(_datasetParams(DIGEST, 0, NONE));
        // The raw CIDv1 of nothing, as every IPFS tool prints it.
        assertEq(datasets.tokenURI(1), "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assertEq(datasets.name(), "Assay Datasets");
        assertEq(datasets.symbol(), "ASSAY-D");
        assertEq(datasets.authority(), address(manager));
        assertTrue(datasets.supportsInterface(0x01ffc9a7), "ERC-165");
        assertTrue(datasets.supportsInterface(0x80ac58cd), "ERC-721");
        assertTrue(datasets.supportsInterface(0x5b5e139f), "ERC-721 metadata");
        assertFalse(datasets.supportsInterface(0xffffffff));
    }

    function _royaltyOf(DatasetId id) private view returns (uint16 royaltyBps) {
        (royaltyBps, , ) = datasets.inputOf(id, bob);
    }
}
