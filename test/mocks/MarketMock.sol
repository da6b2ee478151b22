// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VersionId} from "../../contracts/types/Ids.sol";
import {PriceUpdate} from "../../contracts/types/Revenue.sol";

/// @dev Records what Scores pushes, and pays oracle funds out of whatever it holds.
contract MarketMock {
    mapping(VersionId id => bool) public areSharesFixed;
    mapping(VersionId id => bool) public isVoid;
    mapping(VersionId id => uint256 amountWei) public oracleFundOf;
    PriceUpdate[] private _updates;
    uint256 public calls;

    receive() external payable {}

    function setSharesFixed(VersionId id) external {
        areSharesFixed[id] = true;
    }

    function onScoresSettled(PriceUpdate[] calldata updates) external {
        ++calls;
        for (uint256 i = 0; i < updates.length; ++i) {
            areSharesFixed[updates[i].versionId] = true;
            _updates.push(updates[i]);
        }
    }

    function onVersionVoided(VersionId id) external {
        isVoid[id] = true;
    }

    function setOracleFund(VersionId id, uint256 amountWei) external {
        oracleFundOf[id] = amountWei;
    }

    function drawOracleFund(VersionId id, uint256 amountWei) external {
        oracleFundOf[id] -= amountWei;
        (bool ok, ) = msg.sender.call{value: amountWei}("");
        require(ok);
    }

    function updatesOf() external view returns (PriceUpdate[] memory updates) {
        return _updates;
    }
}
