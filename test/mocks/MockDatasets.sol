// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DatasetId} from "../../contracts/types/Ids.sol";

/// @dev Owners of datasets, settable at will.
contract MockDatasets {
    mapping(DatasetId id => address owner) private _owners;

    function setOwner(DatasetId id, address owner) external {
        _owners[id] = owner;
    }

    function datasetOf(DatasetId id) external view returns (address, bytes32, uint16, DatasetId) {
        return (_owners[id], 0, 0, DatasetId.wrap(0));
    }
}
