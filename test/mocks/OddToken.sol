// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @dev A token with permit that behaves as tokens in the wild do. Rebasing is minting and burning at any account.
contract OddToken is ERC20Permit {
    enum Mode {
        PLAIN,
        FEE_FROM_AMOUNT,
        FEE_ON_TOP,
        NO_RETURN_VALUE,
        RETURNS_FALSE,
        PAUSED,
        CALLS_HOOK
    }

    error OddTokenPaused();
    error OddTokenBlocked(address account);

    Mode public mode;
    address public blocked;
    address public hook;
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) ERC20("Odd", "ODD") ERC20Permit("Odd") {
        DECIMALS = decimals_;
    }

    function setMode(Mode mode_) external {
        mode = mode_;
    }

    function setBlocked(address account) external {
        blocked = account;
    }

    /// @dev Called before every transfer, as ERC-777 and ERC-1363 tokens call senders and recipients.
    function setHook(address hook_) external {
        (mode, hook) = (Mode.CALLS_HOOK, hook_);
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool success) {
        return mode != Mode.RETURNS_FALSE && _silently(super.transfer(to, amount));
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool success) {
        return mode != Mode.RETURNS_FALSE && _silently(super.transferFrom(from, to, amount));
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, amount);
        if (mode == Mode.PAUSED) revert OddTokenPaused();
        if (from == blocked || to == blocked) revert OddTokenBlocked(blocked);
        if (mode == Mode.CALLS_HOOK) {
            (bool success, ) = hook.call("");
            require(success);
        }
        uint256 fee = mode == Mode.FEE_FROM_AMOUNT || mode == Mode.FEE_ON_TOP ? amount / 100 : 0;
        super._update(from, to, mode == Mode.FEE_FROM_AMOUNT ? amount - fee : amount);
        if (fee != 0) super._update(from, address(0), fee);
    }

    function _silently(bool success) private view returns (bool) {
        if (mode == Mode.NO_RETURN_VALUE) {
            assembly {
                return(0, 0)
            }
        }
        return success;
    }
}
