// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DatasetRegistry} from "../../contracts/DatasetRegistry.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Grant} from "../../contracts/types/Grant.sol";
import {DatasetId} from "../../contracts/types/Ids.sol";
import {WalletMock} from "../mocks/WalletMock.sol";
import {GrantFixture} from "../utils/GrantFixture.sol";

contract DatasetRegistryGrantsTest is GrantFixture {
    /// @dev Order of secp256k1.
    uint256 private constant N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// A-7: the digest, from its definition.
    function testFuzz_GrantDigest_IsEip712(uint64 id, address grantee, uint8 action, uint256 nonce) external view {
        Grant memory grant = _grant(nonce);
        (grant.datasetId, grant.grantee) = (DatasetId.wrap(id), grantee);
        grant.action = AccessAction(action % 4);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Assay DatasetRegistry"),
                keccak256("1"),
                block.chainid,
                address(datasets)
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(
                GRANT_TYPEHASH,
                grant.datasetId,
                grant.grantee,
                grant.action,
                grant.licence,
                grant.expiresAt,
                grant.nonce,
                grant.deadline
            )
        );
        assertEq(datasets.grantDigest(grant), keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        (, string memory name, string memory version, uint256 chainId, address verifying, , ) = datasets.eip712Domain();
        assertEq(name, "Assay DatasetRegistry");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(verifying, address(datasets));
    }

    /// A-7: anyone brings what the owner signed; the grantee may act until the grant expires, not a second longer.
    function test_RedeemGrant_AllowsUntilItExpires() external {
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(carolKey, grant);
        assertFalse(_mayTrain(bob));
        vm.expectEmit(true, true, true, true, address(datasets));
        emit IDatasetRegistry.GrantRedeemed(dataset, bob, AccessAction.TRAIN, "CC-BY-4.0", grant.expiresAt, 1);
        vm.prank(alice);
        datasets.redeemGrant(grant, signature);

        assertTrue(_mayTrain(bob));
        assertFalse(_mayTrain(alice), "another account");
        (uint40 expiresAt, bytes32 licence) = datasets.grantOf(dataset, bob, AccessAction.TRAIN);
        assertEq(expiresAt, grant.expiresAt);
        assertEq(licence, "CC-BY-4.0");
        assertTrue(datasets.isNonceSpent(dataset, 1));
        vm.warp(grant.expiresAt);
        assertTrue(_mayTrain(bob));
        vm.warp(uint256(grant.expiresAt) + 1);
        assertFalse(_mayTrain(bob));
    }

    function test_RedeemGrant_AllowsOneActionOnly() external {
        vm.startPrank(carol);
        datasets.setPolicy(dataset, AccessAction.READ, nobody);
        datasets.setPolicy(dataset, AccessAction.EVALUATE, nobody);
        vm.stopPrank();
        Grant memory grant = _grant(1);
        grant.action = AccessAction.READ;
        _redeem(grant);
        assertTrue(datasets.isAllowed(bob, dataset, AccessAction.READ));
        assertFalse(datasets.isAllowed(bob, dataset, AccessAction.EVALUATE));
        assertFalse(_mayTrain(bob));
    }

    /// A-8: nothing that the owner does takes back a redeemed grant.
    function test_RedeemGrant_IsIrrevocable() external {
        _redeem(_grant(1));
        vm.startPrank(carol);
        datasets.setPolicy(dataset, AccessAction.TRAIN, _nobody());
        vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryGrantNonceSpent.selector, dataset, 1));
        datasets.cancelGrant(dataset, 1);
        datasets.transferFrom(carol, alice, DatasetId.unwrap(dataset));
        vm.stopPrank();
        vm.prank(guardian);
        datasets.setPaused(true);
        assertTrue(_mayTrain(bob));
    }

    /// A-8: a grant for less time or under another licence is no way to take one back, whoever brings it but the grantee.
    function test_RevertWhen_AStandingGrantWouldBeWorsened() external {
        Grant memory stands = _grant(1);
        _redeem(stands);
        bytes memory expected = abi.encodeWithSelector(
            IDatasetRegistry.DatasetRegistryGrantStands.selector,
            stands.expiresAt,
            stands.licence
        );
        Grant memory shorter = _grant(2);
        --shorter.expiresAt;
        bytes memory signature = _sign(carolKey, shorter);
        vm.expectRevert(expected);
        datasets.redeemGrant(shorter, signature);
        Grant memory other = _grant(3);
        ++other.expiresAt;
        other.licence = "CC-BY-NC-4.0";
        bytes memory otherSignature = _sign(carolKey, other);
        vm.expectRevert(expected);
        datasets.redeemGrant(other, otherSignature);

        vm.startPrank(bob);
        datasets.redeemGrant(other, otherSignature);
        datasets.redeemGrant(shorter, signature);
        vm.stopPrank();
        (uint40 expiresAt, bytes32 licence) = datasets.grantOf(dataset, bob, AccessAction.TRAIN);
        assertEq(expiresAt, shorter.expiresAt, "the grantee may");
        assertEq(licence, "CC-BY-4.0");
    }

    /// A-8: anyone may prolong a grant, and replace one that has expired.
    function test_RedeemGrant_ProlongsAndReplaces() external {
        Grant memory first = _grant(1);
        _redeem(first);
        Grant memory longer = _grant(2);
        longer.expiresAt += 1 days;
        _redeem(longer);
        (uint40 expiresAt, ) = datasets.grantOf(dataset, bob, AccessAction.TRAIN);
        assertEq(expiresAt, longer.expiresAt);

        vm.warp(uint256(longer.expiresAt) + 1);
        Grant memory next = _grant(3);
        (next.licence, next.expiresAt) = ("MIT", uint40(block.timestamp));
        _redeem(next);
        bytes32 licence;
        (expiresAt, licence) = datasets.grantOf(dataset, bob, AccessAction.TRAIN);
        assertEq(expiresAt, block.timestamp);
        assertEq(licence, "MIT");
    }

    /// A-7: a nonce is good for one grant, in whatever form its signature comes.
    function test_RevertWhen_AGrantIsReplayed() external {
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(carolKey, grant);
        bytes memory compact = _compact(signature);
        datasets.redeemGrant(grant, signature);
        Grant memory sameNonce = _grant(1);
        sameNonce.grantee = alice;
        bytes memory other = _sign(carolKey, sameNonce);
        bytes memory expected = abi.encodeWithSelector(
            IDatasetRegistry.DatasetRegistryGrantNonceSpent.selector,
            dataset,
            1
        );
        vm.expectRevert(expected);
        datasets.redeemGrant(grant, signature);
        vm.expectRevert(expected);
        datasets.redeemGrant(grant, compact);
        vm.expectRevert(expected);
        datasets.redeemGrant(sameNonce, other);
    }

    function test_RevertWhen_TheDeadlineHasPassed() external {
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(carolKey, grant);
        vm.warp(grant.deadline + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDatasetRegistry.DatasetRegistryGrantDeadlinePassed.selector,
                grant.deadline,
                grant.deadline + 1
            )
        );
        datasets.redeemGrant(grant, signature);
        vm.warp(grant.deadline);
        datasets.redeemGrant(grant, signature);
    }

    function test_RevertWhen_TheGrantHasExpired() external {
        Grant memory grant = _grant(1);
        grant.expiresAt = uint40(block.timestamp - 1);
        bytes memory signature = _sign(carolKey, grant);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDatasetRegistry.DatasetRegistryGrantExpired.selector,
                grant.expiresAt,
                block.timestamp
            )
        );
        datasets.redeemGrant(grant, signature);
    }

    /// A-8: the owner cancels what nobody has redeemed.
    function test_CancelGrant_SpendsTheNonce() external {
        Grant memory grant = _grant(type(uint256).max);
        bytes memory signature = _sign(carolKey, grant);
        vm.expectEmit(true, true, true, true, address(datasets));
        emit IDatasetRegistry.GrantCancelled(dataset, grant.nonce);
        vm.prank(carol);
        datasets.cancelGrant(dataset, grant.nonce);
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryGrantNonceSpent.selector, dataset, type(uint256).max)
        );
        datasets.redeemGrant(grant, signature);
        assertFalse(datasets.isNonceSpent(dataset, grant.nonce - 1));
    }

    /// A-8: nonces belong to a dataset: another owner's cancellations concern another dataset.
    function test_CancelGrant_IsPerDataset() external {
        DatasetId other = _registerDataset(alice, 0);
        vm.prank(alice);
        datasets.cancelGrant(other, 1);
        _redeem(_grant(1));
        assertTrue(_mayTrain(bob));
    }

    function test_RevertWhen_AStrangerCancels() external {
        vm.prank(carol);
        datasets.approve(bob, DatasetId.unwrap(dataset));
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryNotOwner.selector, dataset, bob));
        datasets.cancelGrant(dataset, 1);
    }

    /// A-7: who signed must own the dataset when the grant is redeemed.
    function test_RevertWhen_OwnershipWasTransferred() external {
        (address dave, uint256 daveKey) = makeAddrAndKey("dave");
        Grant memory grant = _grant(1);
        bytes memory byCarol = _sign(carolKey, grant);
        vm.prank(carol);
        datasets.transferFrom(carol, dave, DatasetId.unwrap(dataset));
        _expectNotSigned(dave);
        datasets.redeemGrant(grant, byCarol);
        datasets.redeemGrant(grant, _sign(daveKey, grant));
        assertTrue(_mayTrain(bob));
    }

    function test_RevertWhen_AnotherSigned() external {
        (, uint256 daveKey) = makeAddrAndKey("dave");
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(daveKey, grant);
        _expectNotSigned(carol);
        datasets.redeemGrant(grant, signature);
    }

    /// A-7: every field is signed.
    function test_RevertWhen_AFieldWasChanged() external {
        bytes memory signature = _sign(carolKey, _grant(1));
        for (uint256 i = 0; i < 6; ++i) {
            Grant memory grant = _grant(1);
            if (i == 0) grant.grantee = alice;
            if (i == 1) grant.action = AccessAction.READ;
            if (i == 2) grant.licence = "MIT";
            if (i == 3) ++grant.expiresAt;
            if (i == 4) ++grant.nonce;
            if (i == 5) ++grant.deadline;
            _expectNotSigned(carol);
            datasets.redeemGrant(grant, signature);
        }
        DatasetId other = _registerDataset(carol, 0);
        Grant memory moved = _grant(1);
        moved.datasetId = other;
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryGrantNotSignedByOwner.selector, other, carol)
        );
        datasets.redeemGrant(moved, signature);
    }

    /// A-7: 64 bytes (EIP-2098) are as good as 65.
    function test_RedeemGrant_TakesACompactSignature() external {
        Grant memory grant = _grant(1);
        datasets.redeemGrant(grant, _compact(_sign(carolKey, grant)));
        assertTrue(_mayTrain(bob));
    }

    /// A-7: the other s of a signature is refused, in both forms and with both v.
    function test_RevertWhen_SIsNotCanonical() external {
        Grant memory grant = _grant(1);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(carolKey, datasets.grantDigest(grant));
        bytes32 otherS = bytes32(N - uint256(s));
        bytes[3] memory malleable = [
            abi.encodePacked(r, otherS, v == 27 ? uint8(28) : uint8(27)),
            abi.encodePacked(r, otherS, v),
            abi.encodePacked(r, bytes32(uint256(otherS) | (v == 27 ? uint256(1) << 255 : 0)))
        ];
        for (uint256 i = 0; i < malleable.length; ++i) {
            _expectNotSigned(carol);
            datasets.redeemGrant(grant, malleable[i]);
        }
    }

    /// A-7: no bytes but a signature's.
    function testFuzz_RevertWhen_TheSignatureIsGarbage(bytes calldata garbage) external {
        Grant memory grant = _grant(1);
        _expectNotSigned(carol);
        datasets.redeemGrant(grant, garbage);
    }

    /// A-7: a contract that owns a dataset signs by ERC-1271.
    function test_RedeemGrant_TakesAContractsSignature() external {
        WalletMock wallet = _giveToWallet();
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(carolKey, grant);
        datasets.redeemGrant(grant, signature);
        assertTrue(_mayTrain(bob));

        (, uint256 daveKey) = makeAddrAndKey("dave");
        Grant memory next = _grant(2);
        bytes memory foreign = _sign(daveKey, next);
        _expectNotSigned(address(wallet));
        datasets.redeemGrant(next, foreign);
    }

    /// A-7: only the magic value is a yes.
    function test_RevertWhen_AContractAnswersAnythingElse() external {
        WalletMock wallet = _giveToWallet();
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(carolKey, grant);
        bytes32[3] memory answers = [bytes32(0), bytes32(uint256(1)), bytes32(type(uint256).max)];
        for (uint256 i = 0; i < answers.length; ++i) {
            wallet.setAnswer(answers[i]);
            _expectNotSigned(address(wallet));
            datasets.redeemGrant(grant, signature);
        }
        vm.etch(address(wallet), hex"fe");
        _expectNotSigned(address(wallet));
        datasets.redeemGrant(grant, signature);
    }

    /// A-7: an account that delegates its code (EIP-7702) still signs with its key.
    function test_RedeemGrant_TakesTheKeyOfADelegatedAccount() external {
        Grant memory grant = _grant(1);
        bytes memory signature = _sign(carolKey, grant);
        vm.etch(carol, abi.encodePacked(hex"ef0100", address(policies)));
        datasets.redeemGrant(grant, signature);
        assertTrue(_mayTrain(bob));
    }

    /// A-7: two chains × two deployments: a signature is good on exactly one of them.
    function test_RevertWhen_TheSignatureIsForAnotherChainOrContract() external {
        DatasetRegistry[2] memory deployments = [datasets, new DatasetRegistry(address(manager), policies)];
        vm.prank(carol);
        deployments[1].register(_datasetParams(keccak256("data"), 0, DatasetId.wrap(0)));
        uint256[2] memory chains = [block.chainid, 1];
        Grant memory grant = _grant(1);
        bytes[4] memory signatures;
        for (uint256 i = 0; i < 4; ++i) {
            vm.chainId(chains[i / 2]);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(carolKey, deployments[i % 2].grantDigest(grant));
            signatures[i] = abi.encodePacked(r, s, v);
        }
        for (uint256 place = 0; place < 4; ++place) {
            vm.chainId(chains[place / 2]);
            DatasetRegistry deployment = deployments[place % 2];
            uint256 snapshot = vm.snapshotState();
            for (uint256 signed = 0; signed < 4; ++signed) {
                if (signed != place) _expectNotSigned(carol);
                deployment.redeemGrant(grant, signatures[signed]);
                vm.revertToState(snapshot);
            }
        }
    }

    function test_RevertWhen_AGrantIsForAVersion() external {
        Grant memory grant = _grant(1);
        grant.action = AccessAction.USE;
        bytes memory signature = _sign(carolKey, grant);
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryNotADatasetAction.selector, AccessAction.USE)
        );
        datasets.redeemGrant(grant, signature);
    }

    function test_RevertWhen_AGrantsLicenceIsMalformed() external {
        Grant memory grant = _grant(1);
        grant.licence = 0;
        bytes memory signature = _sign(carolKey, grant);
        vm.expectRevert(abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryBadLicence.selector, bytes32(0)));
        datasets.redeemGrant(grant, signature);
    }

    function test_RevertWhen_AGrantsDatasetIsUnknown() external {
        Grant memory grant = _grant(1);
        grant.datasetId = DatasetId.wrap(99);
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryUnknownDataset.selector, DatasetId.wrap(99))
        );
        datasets.redeemGrant(grant, "");
    }

    /// @dev An ERC-1271 account of carol's key owns the dataset.
    function _giveToWallet() private returns (WalletMock wallet) {
        wallet = new WalletMock(carol);
        vm.prank(carol);
        datasets.transferFrom(carol, address(wallet), DatasetId.unwrap(dataset));
    }

    /// @dev EIP-2098: the parity of v in the top bit of s.
    function _compact(bytes memory signature) private pure returns (bytes memory compact) {
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        uint256 parity = uint8(signature[64]) - 27;
        compact = abi.encodePacked(r, bytes32(uint256(s) | (parity << 255)));
    }
}
