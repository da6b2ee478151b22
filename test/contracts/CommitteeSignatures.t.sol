// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {Attestation, BatchHeader} from "../../contracts/types/BatchHeader.sol";
import {BenchmarkId} from "../../contracts/types/Ids.sol";
import {CommitteeFixture} from "../utils/CommitteeFixture.sol";

contract CommitteeSignaturesTest is CommitteeFixture {
    BatchHeader private _signed;
    bytes private _items;

    function setUp() public override {
        super.setUp();
        vm.warp(START + EPOCH_SECONDS);
        committee.closeEpoch(EPOCH);
        (_signed, _items) = (_header(), _pack(_item(1, 700)));
    }

    /// C-2: the digest, from its definition.
    function test_AttestationDigest_IsEip712() external view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Assay Committee"),
                keccak256("1"),
                block.chainid,
                address(committee)
            )
        );
        bytes memory batchType =
            "Batch(uint64 benchmarkId,uint40 epoch,uint32 shard,bytes32 engineDigest,"
            "bytes32 predictionsRoot,bytes items,bytes32 tag)";
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(batchType),
                BenchmarkId.unwrap(benchmark),
                EPOCH,
                0,
                ENGINE,
                ROOT,
                keccak256(_items),
                bytes32(uint256(7))
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, structHash));
        assertEq(committee.attestationDigest(_signed, _items, bytes32(uint256(7))), digest);
        (, string memory name, string memory version, uint256 chainId, address verifying, , ) = committee
            .eip712Domain();
        assertEq(name, "Assay Committee");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(verifying, address(committee));
    }

    /// C-6: fewer than the quorum is refused; the quorum and more pass.
    function test_RevertWhen_QuorumIsMissed() external {
        Attestation[] memory attestations = _attest(_signed, _items, 1);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeTooFewSignatures.selector, 1, 2));
        committee.submit(_signed, _items, attestations);
        committee.submit(_signed, _items, _attest(_signed, _items, 3));
    }

    /// One of three workers tampers: the other two still make the quorum of 2, and are the only ones paid.
    function test_Submit_OneOfThreeMayTamper() external {
        vm.warp(START);
        _request(1);
        vm.warp(START + EPOCH_SECONDS);
        Attestation memory tampered = _sign(committee, _signed, _pack(_item(1, 999)), 1);
        Attestation[] memory attestations = _attest(_signed, _items, 3);
        address recovered = _recovered(tampered);
        attestations[1] = tampered;
        vm.expectRevert(_badSignature(1, recovered));
        committee.submit(_signed, _items, attestations);

        Attestation[] memory honest = new Attestation[](2);
        (honest[0], honest[1]) = (attestations[0], attestations[2]);
        committee.submit(_signed, _items, honest);
        (, , , uint256 bitmap) = committee.batchOf(benchmark, EPOCH);
        assertEq(bitmap, 5);
        vm.warp(START + EPOCH_SECONDS + WINDOW_SECONDS);
        committee.settle(_signed, _items);
        assertEq(scores.creditOf(workers[1]), 0);
        assertEq(scores.creditOf(workers[2]), FEE_WEI / 2);
    }

    /// C-6: ascending, so that nobody counts twice.
    function test_RevertWhen_SignersAreNotAscending() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);
        Attestation memory first = attestations[0];
        attestations[0] = attestations[1];
        attestations[1] = first;
        _refused(attestations, abi.encodeWithSelector(ICommittee.CommitteeSignersNotAscending.selector, 1));
        attestations[0] = first;
        _refused(attestations, abi.encodeWithSelector(ICommittee.CommitteeSignersNotAscending.selector, 1));
    }

    /// C-6: s of the upper half is another encoding of the same signature.
    function test_RevertWhen_SIsFlipped() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);
        uint256 vs = uint256(attestations[1].vs);
        uint256 s = ORDER - ((vs << 1) >> 1);
        attestations[1].vs = bytes32(s | (~vs & (uint256(1) << 255)));
        // The parity bit of EIP-2098 covers the top bit of s: the flipped value reads as another signature, or is refused
        // as malleable; it never counts.
        vm.expectPartialRevert(ICommittee.CommitteeBadSignature.selector);
        committee.submit(_signed, _items, attestations);
    }

    function test_RevertWhen_SignatureIsMalleable() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);
        // The smallest s above half the order, with either parity: recovers nobody.
        attestations[1].vs = bytes32(ORDER / 2 + 1);
        _refused(attestations, _badSignature(1, address(0)));
        attestations[1].vs = bytes32((ORDER / 2 + 1) | (uint256(1) << 255));
        _refused(attestations, _badSignature(1, address(0)));
    }

    /// A signature that recovers to nobody never matches, not even an empty place.
    function test_RevertWhen_SignerIsZero() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);
        (attestations[1].r, attestations[1].vs) = (0, 0);
        _refused(attestations, _badSignature(1, address(0)));
        attestations[1].worker = 3;
        _refused(attestations, abi.encodeWithSelector(ICommittee.CommitteeNotMember.selector, 3, EPOCH));
        attestations[1].worker = 255;
        _refused(attestations, abi.encodeWithSelector(ICommittee.CommitteeNotMember.selector, 255, EPOCH));
    }

    function test_RevertWhen_SignerIsAnother() external {
        Attestation[] memory attestations = _attest(_signed, _items, 3);
        attestations[1].r = attestations[2].r;
        attestations[1].vs = attestations[2].vs;
        attestations[1].tag = attestations[2].tag;
        _refused(attestations, _badSignature(1, workers[2]));
    }

    /// C-4: the tag is signed too.
    function test_RevertWhen_TagIsChanged() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);
        attestations[1].tag = bytes32(uint256(1));
        address recovered = _recovered(attestations[1]);
        _refused(attestations, _badSignature(1, recovered));
    }

    /// Invariant 9: signatures are good for one chain, one contract, one epoch.
    function test_RevertWhen_SignedForAnotherChainContractOrEpoch() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);

        uint256 home = block.chainid;
        vm.chainId(home + 1);
        vm.expectPartialRevert(ICommittee.CommitteeBadSignature.selector);
        committee.submit(_signed, _items, attestations);
        vm.chainId(home);

        Committee other = _newCommittee();
        vm.warp(START - EPOCH_SECONDS);
        for (uint256 i = 0; i < WORKERS; ++i) {
            other.admit(workers[i], true);
            vm.deal(workers[i], MIN_STAKE_WEI);
            vm.prank(workers[i]);
            other.stake{value: MIN_STAKE_WEI}(ENDPOINT);
        }
        vm.warp(START + 2 * EPOCH_SECONDS);
        other.closeEpoch(EPOCH);
        committee.closeEpoch(EPOCH + 1);
        vm.expectPartialRevert(ICommittee.CommitteeBadSignature.selector);
        other.submit(_signed, _items, attestations);

        BatchHeader memory next = _signed;
        next.epoch = EPOCH + 1;
        vm.expectPartialRevert(ICommittee.CommitteeBadSignature.selector);
        committee.submit(next, _items, attestations);

        committee.submit(_header(), _items, attestations);
    }

    /// C-9: who joins after an epoch was closed is not drawn for it; who leaves after it still is.
    function test_RevertWhen_WorkerJoinsAfterTheEpochWasClosed() external {
        (address account, uint256 key) = makeAddrAndKey("late");
        workers.push(account);
        keys.push(key);
        _join(account);
        vm.prank(workers[0]);
        committee.requestExit();

        Attestation[] memory attestations = new Attestation[](2);
        attestations[0] = _sign(committee, _signed, _items, 0);
        attestations[1] = _sign(committee, _signed, _items, 3);
        _refused(attestations, abi.encodeWithSelector(ICommittee.CommitteeNotMember.selector, 3, EPOCH));
        committee.submit(_signed, _items, _attest(_signed, _items, 2));

        // The next epoch has the newcomer and not the leaver.
        BatchHeader memory header = _header();
        header.epoch = EPOCH + 1;
        vm.warp(START + 2 * EPOCH_SECONDS);
        committee.closeEpoch(EPOCH + 1);
        attestations[0] = _sign(committee, header, _items, 0);
        attestations[1] = _sign(committee, header, _items, 3);
        vm.expectRevert(abi.encodeWithSelector(ICommittee.CommitteeNotMember.selector, 0, EPOCH + 1));
        committee.submit(header, _items, attestations);
        attestations[0] = _sign(committee, header, _items, 1);
        committee.submit(header, _items, attestations);
        (, , , uint256 bitmap) = committee.batchOf(benchmark, EPOCH + 1);
        assertEq(bitmap, 5);
    }

    function test_RevertWhen_WorkerIsBarred() external {
        Attestation[] memory attestations = _attest(_signed, _items, 2);
        committee.admit(workers[1], false);
        _refused(attestations, abi.encodeWithSelector(ICommittee.CommitteeWorkerBarred.selector, 1));
    }

    function _refused(Attestation[] memory attestations, bytes memory reason) private {
        vm.expectRevert(reason);
        committee.submit(_signed, _items, attestations);
    }

    function _badSignature(uint256 position, address recovered) private view returns (bytes memory reason) {
        return
            abi.encodeWithSelector(ICommittee.CommitteeBadSignature.selector, position, recovered, workers[position]);
    }

    /// @dev Whom the contract will find behind an attestation that was made for something else.
    function _recovered(Attestation memory attestation) private view returns (address account) {
        bytes32 digest = committee.attestationDigest(_signed, _items, attestation.tag);
        uint256 vs = uint256(attestation.vs);
        return ecrecover(digest, uint8(27 + (vs >> 255)), attestation.r, bytes32((vs << 1) >> 1));
    }
}
