// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Makes one call, and makes it again from `receive`. Remembers why the second one failed.
contract ReenteringReceiver {
    address private _target;
    bytes private _data;
    bytes public reason;
    bool public hasReentered;

    receive() external payable {
        if (_target == address(0)) return;
        bool ok;
        (ok, reason) = _target.call(_data);
        hasReentered = ok;
    }

    function run(address target, bytes calldata data, uint256 valueWei) external returns (bool ok) {
        (ok, ) = target.call{value: valueWei}(data);
    }

    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }
}
