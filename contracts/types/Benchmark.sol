// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice What a benchmark fixes for ever.
/// @param manifestDigest SHA-256 of the raw CIDv1 block that names the held-out data and the metric (docs/SPEC.md, F-4)
/// @param total samples scored, n; 1..2^32 - 2
/// @param baselineBps accuracy of the trivial answer, basis points; below `targetBps`
/// @param targetBps accuracy at which the price reaches its cap, basis points; at most 10,000
/// @param committeeSize workers a request pays for; 1..32
/// @param quorum identical signatures a batch needs; more than half of `committeeSize`
/// @param feePerWorkerGwei fee of one request and one worker; at most the deployment's `maxFeePerWorkerGwei`
/// @param startsAt start of term 0; a shard is the data of one term, its number is the term's
/// @param termSeconds length of a term, at least one epoch, below 2^32
/// @param graceSeconds how long a score outlives the term it was measured in, below 2^32
/// @param challengeWindowSeconds time between submission and settlement, at most 63 epochs; at least 24 h on public networks
/// @param engineDigests tensor engines accepted; 1..8, distinct
struct BenchmarkParams {
    bytes32 manifestDigest;
    uint32 total;
    uint16 baselineBps;
    uint16 targetBps;
    uint8 committeeSize;
    uint8 quorum;
    uint48 feePerWorkerGwei;
    uint40 startsAt;
    uint40 termSeconds;
    uint40 graceSeconds;
    uint32 challengeWindowSeconds;
    bytes32[] engineDigests;
}

/// @notice What a benchmark fixes and settlement needs. The fields are those of `BenchmarkParams`.
struct Rules {
    uint32 total;
    uint16 baselineBps;
    uint16 targetBps;
    uint8 committeeSize;
    uint8 quorum;
    uint48 feePerWorkerGwei;
    uint40 startsAt;
    uint32 termSeconds;
    uint32 graceSeconds;
    uint24 challengeWindowSeconds;
}
