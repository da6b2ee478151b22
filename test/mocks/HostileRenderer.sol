// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A renderer that answers what it is told: given bytes, a revert, all of its gas, or many zeros.
contract HostileRenderer {
    enum Mode {
        ANSWERS,
        FAILS,
        BURNS,
        INFLATES
    }

    Mode private _mode;
    bytes private _answer;
    uint256 private _length;

    error HostileRendererFailed(bytes reason);

    function answer(bytes calldata data) external {
        (_mode, _answer) = (Mode.ANSWERS, data);
    }

    function fail() external {
        _mode = Mode.FAILS;
    }

    function burn() external {
        _mode = Mode.BURNS;
    }

    function inflate(uint256 length) external {
        (_mode, _length) = (Mode.INFLATES, length);
    }

    function tokenURI(uint256) external view {
        _run();
    }

    function contractURI() external view {
        _run();
    }

    function _run() private view {
        if (_mode == Mode.FAILS) revert HostileRendererFailed(new bytes(1000));
        while (_mode == Mode.BURNS) {}
        bytes memory data = _mode == Mode.INFLATES ? new bytes(_length) : _answer;
        // solhint-disable-next-line no-inline-assembly -- a raw answer, not an encoded one
        assembly ("memory-safe") {
            return(add(data, 32), mload(data))
        }
    }
}
