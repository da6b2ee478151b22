// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title What draws the metadata of pipelines
/// @notice Replaceable and without state of its own; PipelineRegistry asks it with capped gas and answers without it where it fails.
interface ITokenRenderer {
    /// @notice ERC-721 metadata of a pipeline: JSON as a data address, with an SVG image as another within.
    function tokenURI(uint256 id) external view returns (string memory uri);

    /// @notice ERC-7572 metadata of the collection: JSON as a data address.
    function contractURI() external view returns (string memory uri);
}
