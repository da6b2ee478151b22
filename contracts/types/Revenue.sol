// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "./Ids.sol";

/// @notice How a version's price follows its score. Prices are in `nano`: 10⁻⁹ of a whole coin, token or dollar; of the native
/// coin that is a gwei.
/// @param manual true: the price is `manualNano`; false: it follows the bound
/// @param listed false: not for sale
/// @param staleAtFloor sell at the floor when the score is stale
/// @param inUsd true: priced in US dollars, payable in every currency that the licence allows and that has a feed
/// @param currency index of the one currency that is priced and paid in, 0..7; 0 is the native coin, and stands where `inUsd`
/// @param exponent k of the price curve, 1..3
/// @param floorNano price at the benchmark's baseline, per period; in the native coin at least the licence's minimum
/// @param capNano price at the benchmark's target, per period; at least `floorNano`
/// @param manualNano price per period in manual mode; in the native coin at least the licence's minimum
struct PriceTerms {
    bool manual;
    bool listed;
    bool staleAtFloor;
    bool inUsd;
    uint8 currency;
    uint8 exponent;
    uint48 floorNano;
    uint48 capNano;
    uint48 manualNano;
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
