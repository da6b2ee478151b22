// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {DatasetId, PipelineId, VersionId} from "./Ids.sol";
import {LicenceTerms} from "./LicenceTerms.sol";

/// @notice A registered version, unpacked for readers.
struct Version {
    PipelineId pipelineId;
    address contributor;
    uint40 registeredAt;
    bytes32 manifestDigest;
    bytes32 trainingCommitment;
    VersionId[] parents;
    DatasetInput[] datasets;
    LicenceTerms terms;
}

/// @notice A dataset under a version and the royalty it had when the version was registered.
/// @param royaltyBps part of what the version keeps; 0..1000 basis points
struct DatasetInput {
    DatasetId datasetId;
    uint16 royaltyBps;
}
