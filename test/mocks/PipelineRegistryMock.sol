// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";

/// @dev What Scores asks of the registry, set by hand.
contract PipelineRegistryMock {
    error MockUnknownVersion(VersionId versionId);

    uint256 public versionCount;
    mapping(VersionId id => BenchmarkId) private _benchmarks;
    mapping(VersionId id => VersionId[]) private _parents;
    mapping(VersionId id => address) private _owners;

    function setVersion(VersionId id, BenchmarkId benchmarkId, VersionId[] calldata parents, address owner) external {
        if (VersionId.unwrap(id) > versionCount) versionCount = VersionId.unwrap(id);
        _benchmarks[id] = benchmarkId;
        _parents[id] = parents;
        _owners[id] = owner;
    }

    function scoringOf(
        VersionId id
    )
        external
        view
        returns (BenchmarkId benchmarkId, address contributor, uint40 registeredAt, VersionId[] memory parents)
    {
        if (_owners[id] == address(0)) revert MockUnknownVersion(id);
        return (_benchmarks[id], _owners[id], 0, _parents[id]);
    }

    function ownerOfVersion(VersionId id) external view returns (address owner) {
        return _owners[id];
    }
}
