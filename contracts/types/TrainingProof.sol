// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice What a training run commits to; a version stores `keccak256(abi.encode(proof))` (docs/SPEC.md, P-1).
/// @param dataDigest SHA-256 over the training data as fed, in order
/// @param configDigest SHA-256 of the canonical spec (architecture version, schedule, seed)
/// @param initRoot SHA-256 Merkle root of the weights before the first step
/// @param finalRoot SHA-256 Merkle root of the weights after the last step
/// @param metricsDigest SHA-256 of the metrics file
/// @param logHead head of the hash chain over `{step, loss, stateRoot}`
/// @param checkpointsRoot SHA-256 Merkle root over the checkpoints' state roots
/// @param engineDigest SHA-256 that names the tensor engine
/// @param steps optimiser steps taken
struct TrainingProof {
    bytes32 dataDigest;
    bytes32 configDigest;
    bytes32 initRoot;
    bytes32 finalRoot;
    bytes32 metricsDigest;
    bytes32 logHead;
    bytes32 checkpointsRoot;
    bytes32 engineDigest;
    uint64 steps;
}
