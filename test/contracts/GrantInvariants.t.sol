// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {DatasetId} from "../../contracts/types/Ids.sol";
import {GrantHandler} from "./GrantHandler.t.sol";

contract GrantInvariantsTest is Test {
    GrantHandler private _handler;

    function setUp() public {
        _handler = new GrantHandler();
        bytes4[] memory actions = new bytes4[](5);
        actions[0] = GrantHandler.redeem.selector;
        actions[1] = GrantHandler.cancel.selector;
        actions[2] = GrantHandler.sell.selector;
        actions[3] = GrantHandler.forbid.selector;
        actions[4] = GrantHandler.wait.selector;
        targetSelector(FuzzSelector({addr: address(_handler), selectors: actions}));
        targetContract(address(_handler));
    }

    /// A-8: a grantee may act exactly until the end of what was promised, under the licence promised, whatever anybody else does.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 80
    /// hardhat-config: invariant.fail-on-revert = true
    function invariant_GrantsStand() public view {
        DatasetId dataset = _handler.DATASET();
        for (uint256 i = 0; i < 3; ++i) {
            address grantee = _handler.grantees(i);
            for (uint256 a = 0; a < 3; ++a) {
                AccessAction action = AccessAction(a);
                uint256 end = _handler.promisedUntil(grantee, action);
                bool allowed = _handler.DATASETS().isAllowed(grantee, dataset, action);
                assertEq(allowed, block.timestamp <= end, "A-8: allowed");
                if (block.timestamp > end) continue;
                (, bytes32 licence) = _handler.DATASETS().grantOf(dataset, grantee, action);
                assertEq(licence, _handler.promisedLicence(grantee, action), "A-8: licence");
            }
        }
    }
}
