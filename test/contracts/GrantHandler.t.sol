// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "@chainlink/contracts/src/v0.8/vendor/forge-std/src/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {DatasetRegistry} from "../../contracts/DatasetRegistry.sol";
import {Policies} from "../../contracts/Policies.sol";
import {IDatasetRegistry} from "../../contracts/interfaces/IDatasetRegistry.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Condition, ConditionKind} from "../../contracts/types/Condition.sol";
import {Grant} from "../../contracts/types/Grant.sol";
import {AllowlistId, DatasetId} from "../../contracts/types/Ids.sol";

/// @dev One dataset that nobody may use but by a grant; owners who sign, cancel, sell and change their minds; and a ledger of
/// what was promised. Grantees never act, so nothing may be taken from them.
contract GrantHandler is Test {
    DatasetId public constant DATASET = DatasetId.wrap(1);
    uint256 private constant OWNERS = 3;
    uint256 private constant GRANTEES = 3;

    DatasetRegistry public immutable DATASETS;
    Policies private immutable POLICIES;

    uint256[OWNERS] private _keys;
    address[OWNERS] private _owners;
    address[GRANTEES] public grantees;
    /// What each grantee was promised for each action: the latest end of a redeemed grant.
    mapping(address grantee => mapping(AccessAction action => uint256 end)) public promisedUntil;
    mapping(address grantee => mapping(AccessAction action => bytes32 licence)) public promisedLicence;
    mapping(uint256 nonce => bool isSpent) public isSpent;

    constructor() {
        vm.warp(1_800_000_000);
        POLICIES = new Policies();
        DATASETS = new DatasetRegistry(address(new AccessManager(address(this))), POLICIES);
        for (uint256 i = 0; i < OWNERS; ++i) {
            (_owners[i], _keys[i]) = makeAddrAndKey(string.concat("owner ", vm.toString(i)));
            grantees[i] = makeAddr(string.concat("grantee ", vm.toString(i)));
        }
        vm.prank(_owners[0]);
        DATASETS.register(
            IDatasetRegistry.DatasetParams({
                manifestDigest: keccak256("data"),
                royaltyBps: 0,
                previous: DatasetId.wrap(0),
                licence: "CC0-1.0",
                nonCommercial: false
            })
        );
        for (uint256 action = 0; action < 3; ++action) forbid(action);
    }

    /// @dev A grant for a random account and time, signed by a random owner, perhaps of the past; brought by a stranger.
    function redeem(uint256 seed, uint256 seconds_, uint256 signer, uint256 nonce) external {
        Grant memory grant = Grant({
            datasetId: DATASET,
            grantee: grantees[seed % GRANTEES],
            action: AccessAction((seed >> 8) % 3),
            licence: (seed >> 16) % 4 == 0 ? bytes32("MIT") : bytes32("CC0-1.0"),
            expiresAt: uint40(block.timestamp + _bound(seconds_, 0, 60 days)),
            nonce: nonce % 64,
            deadline: block.timestamp
        });
        uint256 place = signer % OWNERS;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[place], DATASETS.grantDigest(grant));
        try DATASETS.redeemGrant(grant, abi.encodePacked(r, s, v)) {
            assertEq(_owners[place], _owner(), "A-7: only the owner's signature");
            assertFalse(isSpent[grant.nonce], "A-7: a nonce is good once");
            isSpent[grant.nonce] = true;
            _promise(grant);
        } catch {}
    }

    function cancel(uint256 nonce) external {
        vm.prank(_owner());
        try DATASETS.cancelGrant(DATASET, nonce % 64) {
            isSpent[nonce % 64] = true;
        } catch {}
    }

    function sell(uint256 to) external {
        address owner = _owner();
        vm.prank(owner);
        DATASETS.transferFrom(owner, _owners[to % OWNERS], DatasetId.unwrap(DATASET));
    }

    /// @dev Names a new policy that allows nobody.
    function forbid(uint256 action) public {
        Condition[] memory conditions = new Condition[](1);
        conditions[0].kind = ConditionKind.ALLOWLIST;
        conditions[0].id = AllowlistId.unwrap(POLICIES.createAllowlist());
        bytes32 policyId = POLICIES.register(true, conditions);
        vm.prank(_owner());
        DATASETS.setPolicy(DATASET, AccessAction(action % 3), policyId);
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 10 days));
    }

    /// @dev A promise that stands is never shortened and keeps its licence.
    function _promise(Grant memory grant) private {
        uint256 until = promisedUntil[grant.grantee][grant.action];
        bool stands = block.timestamp <= until;
        if (!stands) promisedLicence[grant.grantee][grant.action] = grant.licence;
        if (!stands || until < grant.expiresAt) promisedUntil[grant.grantee][grant.action] = grant.expiresAt;
    }

    function _owner() private view returns (address owner) {
        owner = DATASETS.ownerOf(DatasetId.unwrap(DATASET));
    }
}
