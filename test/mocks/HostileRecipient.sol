// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Takes ether badly: reverts, burns its gas, returns a megabyte, or calls back while it is being paid.
contract HostileRecipient {
    enum Mode {
        ACCEPT,
        REVERT,
        BURN_GAS,
        RETURN_MEGABYTE,
        REVERT_MEGABYTE,
        CALL_BACK
    }

    Mode public mode;
    address public target;
    bytes public payload;
    bool public calledBack;
    bool public callBackSucceeded;
    bytes public callBackResult;

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setCallBack(address target_, bytes calldata payload_) external {
        (mode, target, payload) = (Mode.CALL_BACK, target_, payload_);
    }

    function execute(
        address to,
        uint256 value,
        bytes calldata data
    ) external payable returns (bool success, bytes memory result) {
        return to.call{value: value}(data);
    }

    receive() external payable {
        if (mode == Mode.REVERT) revert("no");
        if (mode == Mode.BURN_GAS) while (true) {}
        if (mode == Mode.CALL_BACK && !calledBack) {
            calledBack = true;
            (callBackSucceeded, callBackResult) = target.call(payload);
        }
        // The memory behind a returned megabyte: what a careless caller would copy and pay for.
        if (mode == Mode.RETURN_MEGABYTE) {
            assembly {
                return(0, 1000000)
            }
        }
        if (mode == Mode.REVERT_MEGABYTE) {
            assembly {
                revert(0, 1000000)
            }
        }
    }
}
