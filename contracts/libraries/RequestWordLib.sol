// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BenchmarkId} from "../types/Ids.sol";

/// @dev An open request, from the low bits up: requester 160, epoch 40, benchmark 24, claim 1; 31 bits unused. 0 for none. The
/// fee is the benchmark's constant.
type RequestWord is uint256;

using RequestWordLib for RequestWord global;

/// @title Packing of the request word
library RequestWordLib {
    uint256 private constant EPOCH_SHIFT = 160;
    uint256 private constant BENCHMARK_SHIFT = 200;
    uint256 private constant IS_CLAIM_SHIFT = 224;

    /// @param benchmark 1..2^24 - 1
    function create(
        address requester_,
        uint40 epoch_,
        BenchmarkId benchmark,
        bool isClaim_
    ) internal pure returns (RequestWord word) {
        return
            RequestWord.wrap(
                uint256(uint160(requester_)) |
                    (batchOf(benchmark, epoch_) << EPOCH_SHIFT) |
                    (uint256(isClaim_ ? 1 : 0) << IS_CLAIM_SHIFT)
            );
    }

    /// @notice Names the batch of a benchmark and an epoch, which `belongsTo` compares with.
    function batchOf(BenchmarkId benchmark, uint40 epoch_) internal pure returns (uint256 batch) {
        return (uint256(BenchmarkId.unwrap(benchmark)) << (BENCHMARK_SHIFT - EPOCH_SHIFT)) | epoch_;
    }

    function isOpen(RequestWord word) internal pure returns (bool open) {
        return RequestWord.unwrap(word) != 0;
    }

    /// @dev No request is of benchmark 0: an empty word belongs to no batch.
    function belongsTo(RequestWord word, uint256 batch) internal pure returns (bool belongs) {
        return uint64(RequestWord.unwrap(word) >> EPOCH_SHIFT) == batch;
    }

    function requester(RequestWord word) internal pure returns (address account) {
        return address(uint160(RequestWord.unwrap(word)));
    }

    function epoch(RequestWord word) internal pure returns (uint40 number) {
        return uint40(RequestWord.unwrap(word) >> EPOCH_SHIFT);
    }

    function benchmarkId(RequestWord word) internal pure returns (BenchmarkId benchmark) {
        return BenchmarkId.wrap(uint24(RequestWord.unwrap(word) >> BENCHMARK_SHIFT));
    }

    function isClaim(RequestWord word) internal pure returns (bool claim) {
        return (RequestWord.unwrap(word) >> IS_CLAIM_SHIFT) & 1 != 0;
    }
}
