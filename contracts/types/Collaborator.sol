// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice A payee fixed at a version's registration.
/// @param account who is paid
/// @param shareBps part of the owner's remainder; the list sums to at most 10,000 basis points
struct Collaborator {
    address account;
    uint16 shareBps;
}
