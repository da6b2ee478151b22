// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Sets of the Committee's 256 places, one bit each
/// @dev A member's *seat* is its rank in a committee: the number of members with smaller places. Sets of seats have 32 bits.
library PlacesLib {
    uint256 private constant PAIRS = 0x5555555555555555555555555555555555555555555555555555555555555555;
    uint256 private constant NIBBLES = 0x3333333333333333333333333333333333333333333333333333333333333333;
    uint256 private constant BYTES = 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;
    uint256 private constant WORDS = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;

    function has(uint256 set, uint256 place) internal pure returns (bool isMember) {
        return (set >> place) & 1 != 0;
    }

    /// @dev Adds neighbouring fields in parallel; the 16 sums of 16 bits, 256 at most together, are added by the remainder of
    /// 2^16 - 1, as digits are by that of 9.
    function countOf(uint256 set) internal pure returns (uint256 count) {
        count = set - ((set >> 1) & PAIRS);
        count = (count & NIBBLES) + ((count >> 2) & NIBBLES);
        count = (count + (count >> 4)) & BYTES;
        count = (count & WORDS) + ((count >> 8) & WORDS);
        return count % type(uint16).max;
    }

    /// @notice The seat of a member.
    function seatOf(uint256 committee, uint256 place) internal pure returns (uint256 seat) {
        return countOf(committee & ((1 << place) - 1));
    }

    /// @notice Places, ascending.
    function listOf(uint256 set) internal pure returns (uint8[] memory places) {
        places = new uint8[](countOf(set));
        uint256 seat;
        for (uint256 place = 0; seat < places.length; ++place) {
            if (has(set, place)) places[seat++] = uint8(place);
        }
    }

    /// @notice The members in `seats`.
    function membersIn(uint256 committee, uint256 seats) internal pure returns (uint256 members) {
        uint256 rest = committee;
        for (uint256 left = seats; left != 0 && rest != 0; left >>= 1) {
            uint256 others = rest & (rest - 1);
            if (left & 1 != 0) members |= rest ^ others;
            rest = others;
        }
    }
}
