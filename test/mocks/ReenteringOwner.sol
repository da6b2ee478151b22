// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";

/// @dev Calls whenever it is given a token, and gives one away whenever it is paid.
contract ReenteringOwner is IERC721Receiver {
    address private _target;
    bytes private _payload;
    IERC721 private _nft;
    address private _next;

    bool public succeeded;
    bytes public result;

    receive() external payable {
        if (_next != address(0)) _nft.safeTransferFrom(address(this), _next, 1);
    }

    function callOnReceipt(address target, bytes calldata payload) external {
        (_target, _payload) = (target, payload);
    }

    function giveAwayOnPayment(IERC721 nft, address next) external {
        (_nft, _next) = (nft, next);
    }

    function execute(address to, bytes calldata data) external returns (bool success, bytes memory answer) {
        return to.call(data);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4 selector) {
        if (_target != address(0)) (succeeded, result) = _target.call(_payload);
        return IERC721Receiver.onERC721Received.selector;
    }
}
