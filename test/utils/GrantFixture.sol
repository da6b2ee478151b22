// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Grant} from "../../contracts/types/Grant.sol";
import {AllowlistId, DatasetId} from "../../contracts/types/Ids.sol";
import {Condition, ConditionKind} from "../../contracts/types/Condition.sol";
import {RegistryFixture} from "./RegistryFixture.sol";

/// @dev A dataset whose owner has a key and lets nobody train, and grants that it signs for bob.
abstract contract GrantFixture is RegistryFixture {
    bytes32 internal constant GRANT_TYPEHASH = keccak256(
        "Grant(uint64 datasetId,address grantee,uint8 action,bytes32 licence,uint40 expiresAt,uint256 nonce,uint256 deadline)"
    );

    address internal carol;
    uint256 internal carolKey;
    DatasetId internal dataset;
    bytes32 internal nobody;

    function setUp() public virtual override {
        super.setUp();
        (carol, carolKey) = makeAddrAndKey("carol");
        dataset = _registerDataset(carol, 100);
        nobody = _nobody();
        vm.prank(carol);
        datasets.setPolicy(dataset, AccessAction.TRAIN, nobody);
    }

    /// @dev A-2: a list without members.
    function _nobody() internal returns (bytes32 policyId) {
        Condition[] memory conditions = new Condition[](1);
        conditions[0].kind = ConditionKind.ALLOWLIST;
        conditions[0].id = AllowlistId.unwrap(policies.createAllowlist());
        policyId = policies.register(true, conditions);
    }

    /// @dev For bob to train for a year; to be redeemed within a day.
    function _grant(uint256 nonce) internal view returns (Grant memory grant) {
        grant = Grant({
            datasetId: dataset,
            grantee: bob,
            action: AccessAction.TRAIN,
            licence: "CC-BY-4.0",
            expiresAt: uint40(block.timestamp + 365 days),
            nonce: nonce,
            deadline: block.timestamp + 1 days
        });
    }

    function _sign(uint256 key, Grant memory grant) internal view returns (bytes memory signature) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, datasets.grantDigest(grant));
        signature = abi.encodePacked(r, s, v);
    }

    /// @dev Signed by carol, brought by the test.
    function _redeem(Grant memory grant) internal {
        datasets.redeemGrant(grant, _sign(carolKey, grant));
    }

    function _expectNotSigned(address owner) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IDatasetRegistry.DatasetRegistryGrantNotSignedByOwner.selector, dataset, owner)
        );
    }

    function _mayTrain(address account) internal view returns (bool mayTrain) {
        mayTrain = datasets.isAllowed(account, dataset, AccessAction.TRAIN);
        (, , bool asInput) = datasets.inputOf(dataset, account);
        assertEq(asInput, mayTrain, "inputOf");
    }
}
