// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IBenchmarks} from "../interfaces/IBenchmarks.sol";
import {ICommittee} from "../interfaces/ICommittee.sol";
import {IScores} from "../interfaces/IScores.sol";
import {BatchWord} from "../libraries/BatchWordLib.sol";
import {BenchmarkId} from "./Ids.sol";

/// @dev The Committee's storage, in one struct so that its libraries can share it. `index` and `place` are the same.
struct CommitteeState {
    CommitteeSettings settings;
    /// @dev Places that are taken.
    uint256 taken;
    /// @dev Those in the draw.
    uint256 live;
    uint256 burnedWei;
    StoredWorker[256] workers;
    mapping(address account => Account) accounts;
    mapping(address account => uint256 amountWei) credits;
    mapping(uint256 epoch => Snapshot) snapshots;
    /// @dev A ring: epoch % 64.
    mapping(BenchmarkId id => BatchWord[64]) batches;
    mapping(BenchmarkId id => mapping(uint256 epoch => Dispute)) disputes;
}

/// @dev Set once, by the constructor.
struct CommitteeSettings {
    // slot 0
    IScores scores;
    uint40 epochSeconds;
    uint40 exitDelaySeconds;
    // slot 1
    IBenchmarks benchmarks;
    ICommittee.Round[2] rounds; // slot 2
}

struct StoredWorker {
    // slot 0
    address account;
    uint40 stakedAt;
    uint40 rejoinEpoch;
    bool isBarred;
    // slot 1
    uint128 stakeWei;
    uint40 withdrawableAt;
    // slot 2
    string endpoint;
}

struct Account {
    // slot 0
    bool isAdmitted;
    uint16 place; // index + 1; 0 for none
}

struct Seed {
    // slot 0
    uint40 seedBlock;
    uint216 hash; // top bits of the block's hash; 0 until stored
}

/// @dev Who can be drawn for an epoch; `live` is 0 until it is closed.
struct Snapshot {
    // slot 0
    uint256 live;
    // slot 1
    Seed seed;
}

/// @dev A challenge and its round's answer.
struct Challenge {
    // slot 0
    address challenger;
    uint96 bondWei;
    // slot 1
    Seed seed;
    // slot 2
    bytes17 digest;
    uint32 signers; // by seat
}

struct Dispute {
    // slots 0..5: rounds 1 and 2
    Challenge[2] challenges;
    // slot 6
    bytes32 engineDigest;
}
