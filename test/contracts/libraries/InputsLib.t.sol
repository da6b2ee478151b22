// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {InputsLib} from "../../../contracts/libraries/InputsLib.sol";
import {DatasetId, VersionId} from "../../../contracts/types/Ids.sol";
import {DatasetInput} from "../../../contracts/types/Version.sol";

contract InputsLibTest is Test {
    uint256 private constant MAX_PARENT = 2 ** 28 - 1;
    uint256 private constant MAX_DATASET = 2 ** 26 - 1;

    /// Any number of parents beside any number of datasets, ids and royalties up to the limits of their bits.
    function testFuzz_Pack_RoundTrips(
        uint32[4] memory parents,
        uint32[4] memory datasets,
        uint16[4] memory royalties,
        uint8 parentCount,
        uint8 datasetCount
    ) public pure {
        _check(parents, datasets, royalties, parentCount % 5, datasetCount % 5);
    }

    function test_Pack_RoundTripsAtTheLimits() public pure {
        uint32[4] memory parents = [uint32(MAX_PARENT), uint32(MAX_PARENT), uint32(MAX_PARENT), uint32(MAX_PARENT)];
        uint32[4] memory datasets = [
            uint32(MAX_DATASET),
            uint32(MAX_DATASET),
            uint32(MAX_DATASET),
            uint32(MAX_DATASET)
        ];
        uint16[4] memory royalties = [uint16(1000), 1000, 1000, 1000];
        for (uint256 i = 0; i <= 4; ++i) {
            _check(parents, datasets, royalties, i, 4);
            _check(parents, datasets, royalties, 4, i);
        }
    }

    /// Datasets and neighbouring places are no parents.
    function test_HasParent_LooksAtPlacesOnly() public pure {
        uint256 word =
            InputsLib.parentBits(VersionId.wrap(5), 0) |
                InputsLib.parentBits(VersionId.wrap(6), 3) |
                InputsLib.datasetBits(DatasetId.wrap(7), 8, 0);
        assertTrue(InputsLib.hasParent(word, VersionId.wrap(5)));
        assertTrue(InputsLib.hasParent(word, VersionId.wrap(6)));
        assertFalse(InputsLib.hasParent(word, VersionId.wrap(7)));
        assertFalse(InputsLib.hasParent(0, VersionId.wrap(5)));
        // Two places read as one number.
        uint256 two = InputsLib.parentBits(VersionId.wrap(5), 0) | InputsLib.parentBits(VersionId.wrap(6), 1);
        assertFalse(InputsLib.hasParent(two, VersionId.wrap(uint64(two))));
    }

    function _check(
        uint32[4] memory parents,
        uint32[4] memory datasets,
        uint16[4] memory royalties,
        uint256 parentCount,
        uint256 datasetCount
    ) private pure {
        VersionId[] memory parentIds = new VersionId[](parentCount);
        DatasetInput[] memory inputs = new DatasetInput[](datasetCount);
        uint256 word;
        for (uint256 i = 0; i < parentCount; ++i) {
            parentIds[i] = VersionId.wrap(uint64(_bound(parents[i], 1, MAX_PARENT)));
            word |= InputsLib.parentBits(parentIds[i], i);
            assertTrue(InputsLib.hasParent(word, parentIds[i]));
        }
        for (uint256 i = 0; i < datasetCount; ++i) {
            inputs[i] = DatasetInput({
                datasetId: DatasetId.wrap(uint64(_bound(datasets[i], 1, MAX_DATASET))),
                royaltyBps: uint16(_bound(royalties[i], 0, 1000))
            });
            word |= InputsLib.datasetBits(inputs[i].datasetId, inputs[i].royaltyBps, i);
        }
        assertEq(abi.encode(InputsLib.parentsOf(word)), abi.encode(parentIds));
        assertEq(abi.encode(InputsLib.datasetsOf(word)), abi.encode(inputs));
    }
}
