// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";

import {RevenueWord} from "../../../contracts/libraries/RevenueWordLib.sol";

contract RevenueWordLibTest is Test {
    /// The halves grow apart, up to the largest supply.
    function testFuzz_Halves_GrowApart(uint128 first, uint128 second, uint128 inflow) public pure {
        second = uint128(bound(second, 0, type(uint128).max - first));
        RevenueWord word;
        word = word.withSale(first).withInflow(inflow).withSale(second).withInflow(type(uint128).max - inflow);
        assertEq(word.sales(), uint256(first) + second);
        assertEq(word.inflow(), type(uint128).max);
    }
}
