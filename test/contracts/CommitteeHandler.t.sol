// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeWorld} from "../utils/CommitteeWorld.sol";

/// @dev Passes every action on. The fuzzer knows a contract by its code, which linked libraries and immutables change.
contract CommitteeHandler {
    CommitteeWorld private _world;

    constructor(CommitteeWorld world) {
        _world = world;
    }

    function submit(bool lies, uint256 count) external {
        _world.submit(lies, count);
    }

    function answer(bool lies, uint256 count) external {
        _world.answer(lies, count);
    }

    function attest(uint256 from) external {
        _world.attest(from);
    }

    function challenge(bool bySecond) external {
        _world.challenge(bySecond);
    }

    function decide() external {
        _world.decide();
    }

    function depart(uint256 from) external {
        _world.depart(from);
    }

    function enter(uint256 from) external {
        _world.enter(from);
    }

    function withdrawCredit(uint256 from) external {
        _world.withdrawCredit(from);
    }

    function forceEther(uint8 amountWei) external {
        _world.forceEther(amountWei);
    }

    function wait(uint8 epochs) external {
        _world.wait(epochs);
    }
}
