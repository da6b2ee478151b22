// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {Attestation, BatchHeader} from "../../contracts/types/BatchHeader.sol";
import {CommitteeFixture} from "../utils/CommitteeFixture.sol";

/// C-4, C-17: who signs predictions he did not hold is slashed.
contract CommitteeTagsTest is CommitteeFixture {
    bytes private constant FIRST = hex"00010002";
    bytes private constant SECOND = hex"00030004";
    bytes private constant BOTH = bytes.concat(FIRST, SECOND);

    BatchHeader private _signed;
    bytes private _items;

    function setUp() public override {
        super.setUp();
        _signed = _header();
        _items = bytes.concat(_pack(_item(1, 1)), _pack(_item(2, type(uint32).max)), _pack(_item(3, 2)));
        bytes32 pair = _node(_leaf(sha256(FIRST)), _leaf(0));
        _signed.predictionsRoot = _node(pair, _leaf(sha256(SECOND)));
    }

    /// All is burned: a liar who awaits the end of his challenge would have a friend show a wrong tag of his, and keep half.
    function test_SlashWrongTag_TakesTheStake() external {
        Attestation memory wrong = _signTag(0, keccak256("not held"));
        vm.expectEmit();
        emit ICommittee.WorkerSlashed(0, workers[0], MIN_STAKE_WEI);
        vm.expectEmit();
        emit ICommittee.Burned(MIN_STAKE_WEI);
        vm.prank(stranger);
        committee.slashWrongTag(_signed, _items, BOTH, wrong);
        assertEq(committee.creditOf(stranger), 0);
        assertEq(committee.burnedWei(), MIN_STAKE_WEI);
        assertEq(committee.workerAt(0).stakeWei, 0);
        assertTrue(committee.workerAt(0).isBarred);
        // Once.
        vm.prank(stranger);
        committee.slashWrongTag(_signed, _items, BOTH, wrong);
        assertEq(committee.burnedWei(), MIN_STAKE_WEI);
    }

    function test_RevertWhen_TheTagIsRight() external {
        bytes32 tag = keccak256(abi.encodePacked(BOTH, workers[1]));
        Attestation memory right = _signTag(1, tag);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeRightTag.selector, tag));
        committee.slashWrongTag(_signed, _items, BOTH, right);
    }

    /// Nobody is framed: not with other predictions, not with more of them, not with a signature of somebody else.
    function test_RevertWhen_TheProofIsNone() external {
        Attestation memory right = _signTag(1, keccak256(abi.encodePacked(BOTH, workers[1])));
        vm.expectPartialRevert(ICommittee.CommitteeWrongPredictions.selector);
        committee.slashWrongTag(_signed, _items, bytes.concat(SECOND, FIRST), right);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteePredictionsUneven.selector, 9, 2));
        committee.slashWrongTag(_signed, _items, bytes.concat(BOTH, hex"00"), right);
        Attestation memory empty = _signItems(1, right.tag, "");
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeMalformedItems.selector, 0));
        committee.slashWrongTag(_signed, "", BOTH, empty);
        bytes memory none = _pack(_item(1, type(uint32).max));
        Attestation memory unmeasured = _signItems(1, right.tag, none);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteePredictionsUneven.selector, 8, 0));
        committee.slashWrongTag(_signed, none, BOTH, unmeasured);
        right.worker = 2;
        vm.expectPartialRevert(ICommittee.CommitteeBadSignature.selector);
        committee.slashWrongTag(_signed, _items, BOTH, right);
    }

    function _signTag(uint256 index, bytes32 tag) private view returns (Attestation memory attestation) {
        return _signItems(index, tag, _items);
    }

    function _signItems(
        uint256 index,
        bytes32 tag,
        bytes memory items
    ) private view returns (Attestation memory attestation) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[index], committee.attestationDigest(_signed, items, tag));
        attestation = Attestation({
            worker: uint8(index),
            tag: tag,
            r: r,
            vs: bytes32(uint256(s) | (uint256(v - 27) << 255))
        });
    }

    function _leaf(bytes32 data) private pure returns (bytes32 hash) {
        return sha256(abi.encodePacked(hex"00", data));
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32 hash) {
        return sha256(abi.encodePacked(hex"01", left, right));
    }
}
