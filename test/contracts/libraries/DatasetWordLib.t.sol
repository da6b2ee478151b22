// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {DatasetWord, DatasetWordLib} from "../../../contracts/libraries/DatasetWordLib.sol";
import {AccessAction} from "../../../contracts/types/Access.sol";
import {DatasetId} from "../../../contracts/types/Ids.sol";

contract DatasetWordLibTest is Test {
    function testFuzz_Word_KeepsEveryField(
        uint64 previous,
        uint16 royaltyBps,
        bool nonCommercial,
        bool[3] calldata has
    ) external pure {
        previous = uint64(_bound(previous, 0, (1 << 26) - 1));
        royaltyBps = uint16(_bound(royaltyBps, 0, 1000));
        DatasetWord word = DatasetWordLib.pack(DatasetId.wrap(previous), royaltyBps, nonCommercial);
        for (uint256 i = 0; i < 3; ++i) assertFalse(word.hasPolicy(AccessAction(i)));
        // Set, then as drawn: a bit that is taken back leaves no trace.
        for (uint256 i = 0; i < 3; ++i) word = word.withPolicy(AccessAction(i), true);
        for (uint256 i = 0; i < 3; ++i) word = word.withPolicy(AccessAction(i), has[i]);
        assertEq(DatasetId.unwrap(word.previous()), previous);
        assertEq(word.royaltyBps(), royaltyBps);
        assertEq(word.isNonCommercial(), nonCommercial);
        for (uint256 i = 0; i < 3; ++i) assertEq(word.hasPolicy(AccessAction(i)), has[i]);
    }
}
