// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "./Ids.sol";

/// @notice How a version's price follows its score.
/// @param manual true: the price is `manualGwei`; false: it follows the bound
/// @param listed false: not for sale
/// @param staleAtFloor sell at the floor when the score is stale
/// @param exponent k of the price curve, 1..3
/// @param floorGwei price at the benchmark's baseline, per period; at least the licence's minimum
/// @param capGwei price at the benchmark's target, per period; at least `floorGwei`
/// @param manualGwei price per period in manual mode; at least the licence's minimum
struct PriceTerms {
    bool manual;
    bool listed;
    bool staleAtFloor;
    uint8 exponent;
    uint48 floorGwei;
    uint48 capGwei;
    uint48 manualGwei;
}

/// @notice What Scores pushes into the Market at settlement.
/// @param improved the improvement over the primary parent passes the record's test
struct PriceUpdate {
    VersionId versionId;
    uint16 boundBps;
    uint16 baselineBps;
    uint16 targetBps;
    uint40 validUntil;
    bool improved;
}

/// @notice An edge of the lineage to settle: parent number `parentIndex` of `child`.
struct Edge {
    VersionId child;
    uint8 parentIndex;
}

/// @notice Payees of what a version keeps. The oracle fund is drawn by Scores only.
enum PayeeKind {
    OWNER,
    PROTOCOL,
    DATASET
}

/// @notice A version's fixed shares, unpacked.
/// @param ownShares per parent, part of the version's own sales passed up; denominator 65,535
/// @param inflowShares per parent, part of the inflow from descendants passed up; denominator 65,535
struct Shares {
    bool isFixed;
    uint16 effectiveBoundBps;
    uint16 protocolBps;
    uint8 oracleFundPercent;
    VersionId[] parents;
    uint16[] ownShares;
    uint16[] inflowShares;
}
