// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @dev Sequential from 1; 0 means "none". One type per id, so that a version cannot be passed as a pipeline.
type PipelineId is uint64;

/// @dev Sequential from 1, at most 2^28 - 1 (the packed board, lineage and item words hold 28 bits).
type VersionId is uint64;

/// @dev Sequential from 1, at most 2^26 - 1 (the packed input word holds 26 bits).
type DatasetId is uint64;

/// @dev Sequential from 1, at most 2^24 - 1 (the pipeline's owner word holds 24 bits).
type BenchmarkId is uint64;

/// @dev Sequential from 1; 0 means "none".
type AllowlistId is uint64;
