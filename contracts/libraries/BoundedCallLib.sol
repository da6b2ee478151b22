// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Questions to contracts that nobody trusts
library BoundedCallLib {
    /// @notice Asks `target` with at most `gasLimit` and takes the first word of its answer, however long that is.
    /// @return answered false when the call failed or the answer is shorter than a word
    /// @return word 0 unless answered
    function staticcallWord(
        address target,
        uint256 gasLimit,
        bytes memory data
    ) internal view returns (bool answered, uint256 word) {
        // Memory-safe: reads `data` within its length and writes the first word of the scratch space only. Solidity's own
        // call would copy the whole answer, and its length would be the other side's to choose.
        assembly ("memory-safe") {
            answered := staticcall(gasLimit, target, add(data, 0x20), mload(data), 0x00, 0x20)
            answered := and(answered, gt(returndatasize(), 0x1f))
            word := mul(answered, mload(0x00))
        }
    }
}
