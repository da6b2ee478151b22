// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A feed that does what Chainlink's mock cannot: answer any round, or not at all.
contract HostileFeed {
    enum Mode {
        ANSWER,
        REVERT,
        BURN_GAS,
        SHORT_ANSWER,
        MEGABYTE
    }

    struct Round {
        uint256 id;
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint256 answeredIn;
    }

    Mode public mode;
    Round public round;
    uint256 public decimals;

    constructor(uint256 decimals_, int256 answer) {
        decimals = decimals_;
        round = Round(1, answer, block.timestamp, block.timestamp, 1);
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setRound(Round calldata round_) external {
        round = round_;
    }

    function latestRoundData() external view returns (Round memory latest) {
        if (mode == Mode.REVERT) revert("no");
        if (mode == Mode.BURN_GAS) while (true) {}
        if (mode == Mode.SHORT_ANSWER) {
            assembly {
                return(0, 159)
            }
        }
        if (mode == Mode.MEGABYTE) {
            assembly {
                return(0, 1000000)
            }
        }
        return round;
    }
}
