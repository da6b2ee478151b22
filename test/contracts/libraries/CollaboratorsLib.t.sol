// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {CollaboratorsLib} from "../../../contracts/libraries/CollaboratorsLib.sol";
import {Collaborator} from "../../../contracts/types/Collaborator.sol";

contract CollaboratorsLibTest is Test {
    function testFuzz_Pack_RoundTrips(bytes30 listHash, uint16 totalBps) public pure {
        (bytes30 hashOut, uint256 totalOut) = CollaboratorsLib.unpack(CollaboratorsLib.pack(listHash, totalBps));
        assertEq(hashOut, listHash);
        assertEq(totalOut, totalBps);
    }

    function testFuzz_HashOf_IsTheFirst30BytesOfTheAbiEncodingsHash(Collaborator[] calldata list) public pure {
        assertEq(CollaboratorsLib.hashOf(list), bytes30(keccak256(abi.encode(list))));
    }
}
