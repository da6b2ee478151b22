// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VisibleTextLib} from "../../contracts/libraries/VisibleTextLib.sol";

/// @dev `VisibleTextLib` for tests that compare it with another implementation.
contract VisibleTextHarness {
    function toVisible(bytes calldata raw) external pure returns (bytes memory text) {
        text = bytes(VisibleTextLib.toVisible(raw));
    }

    /// @return bits bit `i` of byte `i / 8`, from the lowest, says whether code point `from + i` is visible
    function visibleFrom(uint256 from, uint256 count) external pure returns (bytes memory bits) {
        bits = new bytes(count / 8);
        for (uint256 i = 0; i < count; ++i) {
            if (VisibleTextLib.isVisible(from + i)) bits[i / 8] |= bytes1(uint8(1 << (i % 8)));
        }
    }
}
