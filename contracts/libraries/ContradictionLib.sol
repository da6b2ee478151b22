// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {ItemLib} from "./ItemLib.sol";

/// @title When two batches contradict each other (docs/SPEC.md, C-14)
library ContradictionLib {
    /// @notice Whether some item of `a` contradicts one of `b`. The order of the items does not matter, so that none can hide.
    /// @param a at most 64 items
    /// @param b at most 64 items
    function areContradictory(bytes calldata a, bytes calldata b) internal pure returns (bool areSo) {
        uint256 countA = ItemLib.countOf(a);
        uint256[] memory others = new uint256[](ItemLib.countOf(b));
        // Once each: 4,096 pairs must leave their gas to the settlement.
        for (uint256 j = 0; j < others.length; ++j) others[j] = ItemLib.wordAt(b, j);
        for (uint256 i = 0; i < countA; ++i) {
            uint256 item = ItemLib.wordAt(a, i);
            for (uint256 j = 0; j < others.length; ++j) {
                if (_contradict(item, others[j])) return true;
            }
        }
    }

    /// @dev From the low bits up, 32 each: parent wrong, parent right, newly wrong, newly right, holder, correct, version. What is unavailable
    /// to one and measured by another may be both: artefacts come and go. So may a holder be that only one could have.
    function _contradict(uint256 a, uint256 b) private pure returns (bool areSo) {
        uint256 different = a ^ b;
        if (different == 0 || different >> 192 != 0) return false;
        if (uint32(a >> 160) == ItemLib.UNAVAILABLE || uint32(b >> 160) == ItemLib.UNAVAILABLE) return false;
        return
            different >> 160 != 0 || uint64(different) != 0 || (uint32(different >> 128) == 0 && different >> 64 != 0);
    }
}
