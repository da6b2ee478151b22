// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Collaborator} from "../types/Collaborator.sol";

/// @title A version's collaborators in one word
/// @dev `totalBps16 | listHash240`, the total at the lowest bits. The list itself is in the registration's event.
library CollaboratorsLib {
    /// @notice The first 30 bytes of the list's hash; finding two lists with the same ones takes about 2^120 trials.
    function hashOf(Collaborator[] calldata collaborators) internal pure returns (bytes30 listHash) {
        listHash = bytes30(keccak256(abi.encode(collaborators)));
    }

    function pack(bytes30 listHash, uint256 totalBps) internal pure returns (uint256 word) {
        word = uint256(bytes32(listHash)) | totalBps;
    }

    function unpack(uint256 word) internal pure returns (bytes30 listHash, uint256 totalBps) {
        listHash = bytes30(bytes32(word));
        totalBps = uint16(word);
    }
}
