// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice What a pipeline's metadata shows. Every text is visible text (`VisibleTextLib`), not yet escaped for JSON or XML.
/// @param pipelineId the token
/// @param name its name, or "Pipeline" and its id
/// @param versionId the version shown: the stable one, else the latest; 0 while there is none
/// @param alias_ "stable" or "latest"; empty while there is no version
/// @param status what is known of the version's accuracy
/// @param score correct of total, of the Final score; empty without one
/// @param boundBps lower end of the score's confidence interval, basis points
/// @param baselineBps accuracy of the trivial answer, basis points
/// @param targetBps accuracy at which the price reaches its cap, basis points
/// @param price of 30 days, or why it cannot be bought
/// @param owed what the token's owner could withdraw of the version shown
/// @param licence of the pipeline's versions; empty while there is no version
struct PipelineCard {
    uint256 pipelineId;
    string name;
    uint256 versionId;
    string alias_;
    string status;
    string score;
    uint256 boundBps;
    uint256 baselineBps;
    uint256 targetBps;
    string price;
    string owed;
    string licence;
}
