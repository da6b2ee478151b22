// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {Collaborator} from "../../contracts/types/Collaborator.sol";
import {BenchmarkId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {DatasetInput} from "../../contracts/types/Version.sol";

/// @dev What the Market reads of the registry, settable at will and unchecked.
contract MockPipelines {
    mapping(VersionId id => address owner) private _owners;
    mapping(VersionId id => BenchmarkId benchmarkId) private _benchmarks;
    mapping(VersionId id => bool proven) private _proven;
    mapping(VersionId id => VersionId[] parents) private _parents;
    mapping(VersionId id => LicenceTerms terms) public termsOf;
    mapping(VersionId id => DatasetInput[] inputs) private _datasets;
    mapping(VersionId id => bytes30 listHash) private _listHashes;
    mapping(VersionId id => uint256 totalBps) private _totals;

    function register(VersionId id, address owner, BenchmarkId benchmarkId, LicenceTerms calldata terms) external {
        (_owners[id], _benchmarks[id], termsOf[id]) = (owner, benchmarkId, terms);
    }

    function setOwner(VersionId id, address owner) external {
        _owners[id] = owner;
    }

    function setParents(VersionId id, bool proven, VersionId[] calldata parents) external {
        (_proven[id], _parents[id]) = (proven, parents);
    }

    function addDataset(VersionId id, DatasetInput calldata input) external {
        _datasets[id].push(input);
    }

    function setCollaborators(VersionId id, Collaborator[] calldata list) external {
        _listHashes[id] = bytes30(keccak256(abi.encode(list)));
        for (uint256 i = 0; i < list.length; ++i) _totals[id] += list[i].shareBps;
    }

    function lineageOf(VersionId id) external view returns (BenchmarkId, bool, VersionId[] memory) {
        return (_benchmarks[id], _proven[id], _parents[id]);
    }

    function datasetsOf(VersionId id) external view returns (DatasetInput[] memory) {
        return _datasets[id];
    }

    function collaboratorsOf(VersionId id) external view returns (bytes30, uint256) {
        return (_listHashes[id], _totals[id]);
    }

    function ownerOfVersion(VersionId id) external view returns (address owner) {
        if (_owners[id] == address(0)) revert IPipelineRegistry.PipelineRegistryUnknownVersion(id);
        return _owners[id];
    }
}
