// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BenchmarkId} from "./Ids.sol";

/// @notice What every signer of a batch signs together with the items (docs/SPEC.md, C-2). Chain and contract are in the
/// EIP-712 domain.
/// @param epoch the closed epoch whose requests the batch answers
/// @param shard the benchmark's term the items were measured in
/// @param engineDigest the tensor engine used; must be one the benchmark accepts
/// @param predictionsRoot SHA-256 Merkle root over the predictions' digests, one leaf per item
struct BatchHeader {
    BenchmarkId benchmarkId;
    uint40 epoch;
    uint32 shard;
    bytes32 engineDigest;
    bytes32 predictionsRoot;
}

/// @notice One worker's signature. Signers are given in ascending order of their index.
/// @param worker index in the Committee's list: its place
/// @param tag `keccak256(predictions ‖ worker address)`: shows that the signer held the predictions
/// @param r signature r
/// @param vs signature s with the parity of v in the top bit (EIP-2098)
struct Attestation {
    uint8 worker;
    bytes32 tag;
    bytes32 r;
    bytes32 vs;
}

/// @notice What one round of a committee signed.
struct BatchResult {
    BatchHeader header;
    bytes items;
}
