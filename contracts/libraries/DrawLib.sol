// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ICommittee} from "../interfaces/ICommittee.sol";
import {CommitteeState, Seed} from "../types/CommitteeState.sol";
import {BenchmarkId} from "../types/Ids.sol";
import {PlacesLib} from "./PlacesLib.sol";

/// @title Seeds and draws (docs/SPEC.md, C-9 and C-10)
library DrawLib {
    /// @dev Blocks from the call that fixes who can be drawn to the one whose hash draws.
    uint256 private constant SEED_DELAY_BLOCKS = 2;
    /// @dev Blocks for which the EVM knows a hash.
    uint256 private constant HASH_BLOCKS = 256;

    /// @notice The members of a round's committee. Stores the seed where one is needed for the first time.
    function committeeOf(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint256 epoch,
        uint256 round,
        uint256 size
    ) internal returns (uint256 committee) {
        committee = self.snapshots[epoch].live;
        if (committee == 0) revert ICommittee.CommitteeEpochNotClosed(epoch);
        if (PlacesLib.countOf(committee) <= size) return committee;
        return draw(committee, size, seedFor(storeSeed(self, benchmarkId, epoch, round), benchmarkId, round));
    }

    /// @notice `size` members of `live`, without replacement: the first `size` steps of a Fisher–Yates shuffle of the places in ascending
    /// order, of which step i takes `keccak256(seed ‖ i) mod (n - i)`. The bias is below 2^-248.
    /// @param size at most the members of `live`
    function draw(uint256 live, uint256 size, bytes32 seed) internal pure returns (uint256 committee) {
        uint8[] memory places = PlacesLib.listOf(live);
        for (uint256 i = 0; i < size; ++i) {
            uint256 chosen = i + (uint256(keccak256(abi.encode(seed, i))) % (places.length - i));
            committee |= 1 << places[chosen];
            places[chosen] = places[i];
        }
    }

    /// @notice What a committee is drawn with.
    function seedFor(uint216 hash, BenchmarkId benchmarkId, uint256 round) internal pure returns (bytes32 seed) {
        return keccak256(abi.encode(bytes32(bytes27(hash)), benchmarkId, round));
    }

    /// @dev The stored hash, after storing it where it is not.
    function storeSeed(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint256 epoch,
        uint256 round
    ) internal returns (uint216 hash) {
        Seed storage seed = seedOf(self, benchmarkId, epoch, round);
        hash = hashOf(seed);
        if (hash == 0) revert ICommittee.CommitteeNoSeed(seed.seedBlock);
        if (seed.hash == 0) {
            seed.hash = hash;
            emit ICommittee.SeedStored(
                epoch,
                round == 0 ? BenchmarkId.wrap(0) : benchmarkId,
                round,
                bytes32(bytes27(hash))
            );
        }
    }

    function setSeedBlock(Seed storage seed) internal returns (uint256 seedBlock) {
        seedBlock = block.number + SEED_DELAY_BLOCKS;
        seed.seedBlock = uint40(seedBlock);
    }

    /// @notice Whether the EVM forgot the hash before anybody stored it.
    function isLost(Seed storage seed) internal view returns (bool) {
        return seed.hash == 0 && block.number > uint256(seed.seedBlock) + HASH_BLOCKS;
    }

    /// @notice Stored, or of the block where the EVM still knows it; 0 otherwise.
    function hashOf(Seed storage seed) internal view returns (uint216 hash) {
        hash = seed.hash;
        if (hash == 0) hash = uint216(bytes27(blockhash(seed.seedBlock)));
    }

    /// @notice Round 0's is the epoch's, for all benchmarks.
    function seedOf(
        CommitteeState storage self,
        BenchmarkId benchmarkId,
        uint256 epoch,
        uint256 round
    ) internal view returns (Seed storage seed) {
        return round == 0 ? self.snapshots[epoch].seed : self.disputes[benchmarkId][epoch].challenges[round - 1].seed;
    }
}
