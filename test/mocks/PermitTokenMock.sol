// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @dev A token as dollars on chains are: six decimals, permits, and an allowance that changes only from or to 0.
contract PermitTokenMock is ERC20Permit {
    error PermitTokenMockAllowanceStands(uint256 allowance);

    constructor(address holder, uint256 supply) ERC20("Test Dollar", "TUSD") ERC20Permit("Test Dollar") {
        _mint(holder, supply);
    }

    function decimals() public pure override returns (uint8 places) {
        places = 6;
    }

    function approve(address spender, uint256 amount) public override returns (bool done) {
        uint256 standing = allowance(msg.sender, spender);
        if (standing != 0 && amount != 0) revert PermitTokenMockAllowanceStands(standing);
        done = super.approve(spender, amount);
    }
}
