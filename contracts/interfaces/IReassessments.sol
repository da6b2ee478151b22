// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "../types/Ids.sol";

/// @title Asks for new scores before the old ones expire, as a Chainlink Automation upkeep
interface IReassessments {
    event ReassessmentRequested(VersionId indexed versionId, uint32 indexed shard);

    error ReassessmentsTooMany(uint256 count, uint256 max);

    /// @notice What Automation calls off the chain, in every block: whether a version of a page is due, and which.
    /// @param checkData `abi.encode(VersionId from, uint256 count)`: the versions `from … from + count − 1`, at most 100; an
    /// upkeep per page
    /// @return upkeepNeeded whether any is due
    /// @return performData `abi.encode(VersionId[])`, at most `MAX_PER_PERFORM`; the rest is due again in the next block
    function checkUpkeep(bytes calldata checkData) external view returns (bool upkeepNeeded, bytes memory performData);

    /// @notice Asks for a new score of each version that is due now, paid by its own oracle fund, and passes over the others.
    /// Anyone may call, with anything: every version is judged again.
    /// @param performData `abi.encode(VersionId[])`
    function performUpkeep(bytes calldata performData) external;

    /// @notice Whether a version's score expires within one grace period or has expired, its fund pays for a new one, the epoch
    /// has room, nobody asked for one yet, and this contract has not yet done so in this term.
    function isDue(VersionId versionId) external view returns (bool due);
}
