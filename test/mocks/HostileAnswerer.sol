// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Answers every question as badly as it was told to.
contract HostileAnswerer {
    enum Mode {
        REVERT,
        REVERT_HUGE,
        BURN,
        RETURN_HUGE,
        RETURN_NOTHING,
        RETURN_SHORT,
        RETURN_WORD,
        WRITE
    }

    Mode private immutable MODE;
    uint256 private immutable WORD;
    uint256 private _writes;

    constructor(Mode mode, uint256 word) {
        MODE = mode;
        WORD = word;
    }

    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        Mode mode = MODE;
        if (mode == Mode.REVERT) revert();
        if (mode == Mode.BURN) while (true) {}
        if (mode == Mode.WRITE) ++_writes;
        uint256 word = mode == Mode.WRITE ? 1 : WORD;
        uint256 size = 32;
        if (mode == Mode.RETURN_NOTHING) size = 0;
        if (mode == Mode.RETURN_SHORT) size = 31;
        // As much as its gas can pay for; the word decides how much.
        bool isHuge = mode == Mode.RETURN_HUGE || mode == Mode.REVERT_HUGE;
        assembly {
            mstore(0, word)
            if isHuge {
                size := word
                mstore(0, 1)
            }
            if eq(mode, 1) {
                revert(0, size)
            }
            return(0, size)
        }
    }
}
