// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {PipelineId} from "../types/Ids.sol";
import {LicenceTerms} from "../types/LicenceTerms.sol";

/// @dev `contributor160 | pipelineId24 | registeredAt33 | λ14 | φ12 | currencies8 | flags2 | parts3`, the first at the
/// lowest bits; never 0 for a registered version. 33 bits of seconds last until the year 2242. `parts` says which of the
/// version's optional slots are written, so that readers skip the others.
type VersionWord is uint256;

using VersionWordLib for VersionWord global;

/// @title The word that every reader of a version needs
library VersionWordLib {
    /// @notice Optional slots of a version.
    uint256 internal constant HAS_INPUTS = 1;
    uint256 internal constant HAS_COLLABORATORS = 2;
    uint256 internal constant HAS_MIN_PRICE = 4;

    uint256 private constant MAX_REGISTERED_AT = (1 << 33) - 1;

    error VersionWordTimeOutOfRange(uint256 timestamp, uint256 max);

    /// @param pipelineId_ at most 2^24 - 1
    /// @param terms in range; the minimum price has a slot of its own
    /// @param parts sum of `HAS_…`
    function pack(
        address contributor_,
        PipelineId pipelineId_,
        uint256 registeredAt_,
        LicenceTerms memory terms,
        uint256 parts
    ) internal pure returns (VersionWord word) {
        if (registeredAt_ > MAX_REGISTERED_AT) revert VersionWordTimeOutOfRange(registeredAt_, MAX_REGISTERED_AT);
        word = VersionWord.wrap(
            uint256(uint160(contributor_)) |
                (uint256(PipelineId.unwrap(pipelineId_)) << 160) |
                (registeredAt_ << 184) |
                (uint256(terms.royaltyBps) << 217) |
                (uint256(terms.coParentBps) << 231) |
                (uint256(terms.currencies) << 243) |
                (uint256(terms.flags) << 251) |
                (parts << 253)
        );
    }

    function isEmpty(VersionWord word) internal pure returns (bool empty) {
        empty = VersionWord.unwrap(word) == 0;
    }

    function contributor(VersionWord word) internal pure returns (address account) {
        account = address(uint160(VersionWord.unwrap(word)));
    }

    function pipelineId(VersionWord word) internal pure returns (PipelineId id) {
        id = PipelineId.wrap(uint24(VersionWord.unwrap(word) >> 160));
    }

    function registeredAt(VersionWord word) internal pure returns (uint40 timestamp) {
        timestamp = uint40((VersionWord.unwrap(word) >> 184) & MAX_REGISTERED_AT);
    }

    /// @notice The snapshot terms, without their minimum price.
    function termsWithoutPrice(VersionWord word) internal pure returns (LicenceTerms memory terms) {
        uint256 bits = VersionWord.unwrap(word);
        terms.royaltyBps = uint16((bits >> 217) & 0x3fff);
        terms.coParentBps = uint16((bits >> 231) & 0xfff);
        terms.currencies = uint8(bits >> 243);
        terms.flags = uint8((bits >> 251) & 3);
    }

    function has(VersionWord word, uint256 part) internal pure returns (bool written) {
        written = (VersionWord.unwrap(word) >> 253) & part != 0;
    }
}
