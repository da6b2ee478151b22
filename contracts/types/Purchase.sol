// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {VersionId} from "./Ids.sol";

/// @notice A purchase that is paid in a token.
/// @param periods of 30 days, 1..12
/// @param recipient who gets the access: the payer, or whoever is given it
/// @param currency the token
/// @param maxPrice the most the caller pays, in the token's units
/// @param minBoundBps the lowest bound the caller accepts (0 where the version sells at the stale floor)
/// @param deadline last second the purchase is valid
struct Purchase {
    VersionId versionId;
    uint256 periods;
    address recipient;
    address currency;
    uint256 maxPrice;
    uint256 minBoundBps;
    uint256 deadline;
}

/// @notice A payer's ERC-2612 signature for the Market as spender.
/// @param value the allowance signed
/// @param deadline last second the signature is valid
struct Permit {
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}
