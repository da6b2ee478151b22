// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @dev An ERC-1271 account with one key, which can be told to answer another word.
contract WalletMock is IERC1271 {
    address private immutable SIGNER;
    bytes32 private _answer = bytes32(IERC1271.isValidSignature.selector);

    constructor(address signer) {
        SIGNER = signer;
    }

    function setAnswer(bytes32 answer) external {
        _answer = answer;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4 answer) {
        (address signer, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        bytes32 word = signer == SIGNER ? _answer : bytes32(0);
        assembly {
            mstore(0, word)
            return(0, 32)
        }
    }
}
