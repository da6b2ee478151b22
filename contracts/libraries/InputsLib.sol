// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {DatasetId, VersionId} from "../types/Ids.sol";
import {DatasetInput} from "../types/Version.sol";

/// @title A version's parents and datasets in one word
/// @dev `4 × parent28 | 4 × (dataset26 | royaltyBps10)`, the first at the lowest bits; a list ends at its first 0.
library InputsLib {
    uint256 internal constant MAX_PARENTS = 4;
    uint256 internal constant MAX_DATASETS = 4;

    uint256 private constant PARENT_BITS = 28;
    uint256 private constant DATASET_BITS = 26;
    uint256 private constant INPUT_BITS = 36;
    uint256 private constant DATASETS_AT = PARENT_BITS * MAX_PARENTS;
    uint256 private constant PARENT_MASK = (1 << PARENT_BITS) - 1;
    uint256 private constant PARENTS_MASK = (1 << DATASETS_AT) - 1;
    uint256 private constant DATASET_MASK = (1 << DATASET_BITS) - 1;
    uint256 private constant ROYALTY_MASK = (1 << (INPUT_BITS - DATASET_BITS)) - 1;

    /// @notice The bits of parent number `index`; ids are at most 2^28 - 1.
    function parentBits(VersionId parent, uint256 index) internal pure returns (uint256 bits) {
        bits = uint256(VersionId.unwrap(parent)) << (PARENT_BITS * index);
    }

    /// @notice The bits of dataset number `index`; ids are at most 2^26 - 1, royalties at most 1,000.
    function datasetBits(DatasetId datasetId, uint256 royaltyBps, uint256 index) internal pure returns (uint256 bits) {
        bits =
            (uint256(DatasetId.unwrap(datasetId)) | (royaltyBps << DATASET_BITS)) << (DATASETS_AT + INPUT_BITS * index);
    }

    /// @notice Whether a parent, not 0, stands in one of the places.
    function hasParent(uint256 word, VersionId parent) internal pure returns (bool found) {
        uint256 id = VersionId.unwrap(parent);
        for (uint256 parents = word & PARENTS_MASK; parents != 0; parents >>= PARENT_BITS) {
            if (parents & PARENT_MASK == id) return true;
        }
    }

    function parentsOf(uint256 word) internal pure returns (VersionId[] memory parents) {
        uint256 count = 0;
        while (count < MAX_PARENTS && (word >> (PARENT_BITS * count)) & PARENT_MASK != 0) ++count;
        parents = new VersionId[](count);
        for (uint256 i = 0; i < count; ++i) {
            parents[i] = VersionId.wrap(uint64((word >> (PARENT_BITS * i)) & PARENT_MASK));
        }
    }

    function datasetsOf(uint256 word) internal pure returns (DatasetInput[] memory datasets) {
        uint256 inputs = word >> DATASETS_AT;
        uint256 count = 0;
        while (count < MAX_DATASETS && (inputs >> (INPUT_BITS * count)) & DATASET_MASK != 0) ++count;
        datasets = new DatasetInput[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 input = inputs >> (INPUT_BITS * i);
            datasets[i] = DatasetInput({
                datasetId: DatasetId.wrap(uint64(input & DATASET_MASK)),
                royaltyBps: uint16((input >> DATASET_BITS) & ROYALTY_MASK)
            });
        }
    }
}
