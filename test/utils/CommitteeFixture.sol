// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {Attestation, BatchHeader} from "../../contracts/types/BatchHeader.sol";
import {ScoresFixture} from "./ScoresFixture.sol";

/// @dev A committee of three workers, staked in the epoch before `EPOCH`, whose keys derive from their names.
abstract contract CommitteeFixture is ScoresFixture {
    uint256 internal constant MIN_STAKE_WEI = 1 ether;
    uint256 internal constant EXIT_DELAY_SECONDS = 14 days;
    uint256 internal constant WORKERS = 3;
    string internal constant ENDPOINT = "https://worker.example";
    bytes32 internal constant ROOT = keccak256("predictions");
    /// @dev The order of secp256k1.
    uint256 internal constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    Committee internal committee;
    address[] internal workers;
    uint256[] internal keys;

    function setUp() public virtual override {
        super.setUp();
        committee = _newCommittee();
        scores.setSource(address(committee), IScores.SourceKind.VERIFIES);
        vm.warp(START - EPOCH_SECONDS);
        for (uint256 i = 0; i < WORKERS; ++i) {
            (address account, uint256 key) = makeAddrAndKey(string.concat("worker", vm.toString(i)));
            workers.push(account);
            keys.push(key);
            _join(account);
        }
        vm.warp(START);
    }

    /// @dev Challenge rounds of 2 of 3, then 3 of 3, as on a local network.
    function _newCommittee() internal virtual returns (Committee created) {
        ICommittee.Round[2] memory rounds = [ICommittee.Round(3, 2), ICommittee.Round(3, 3)];
        return new Committee(address(manager), scores, benchmarks, MIN_STAKE_WEI, EXIT_DELAY_SECONDS, rounds);
    }

    function _join(address account) internal {
        committee.admit(account, true);
        vm.deal(account, MIN_STAKE_WEI);
        vm.prank(account);
        committee.stake{value: MIN_STAKE_WEI}(ENDPOINT);
    }

    function _header() internal view returns (BatchHeader memory header) {
        header = BatchHeader({
            benchmarkId: benchmark,
            epoch: EPOCH,
            shard: 0,
            engineDigest: ENGINE,
            predictionsRoot: ROOT
        });
    }

    function _sign(
        Committee signedFor,
        BatchHeader memory header,
        bytes memory items,
        uint256 index
    ) internal view returns (Attestation memory attestation) {
        attestation.worker = uint8(index);
        attestation.tag = keccak256(abi.encodePacked("predictions", workers[index]));
        bytes32 digest = signedFor.attestationDigest(header, items, attestation.tag);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[index], digest);
        attestation.r = r;
        attestation.vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
    }

    /// @dev Signatures of the first `count` workers.
    function _attest(
        BatchHeader memory header,
        bytes memory items,
        uint256 count
    ) internal view returns (Attestation[] memory attestations) {
        attestations = new Attestation[](count);
        for (uint256 i = 0; i < count; ++i) attestations[i] = _sign(committee, header, items, i);
    }

    /// @dev Requests a score for version 1 and submits a batch that answers it with 700, signed by all, after the epoch.
    function _submitOne() internal returns (BatchHeader memory header, bytes memory items) {
        _request(1);
        vm.warp(START + EPOCH_SECONDS);
        committee.closeEpoch(EPOCH);
        (header, items) = (_header(), _pack(_item(1, 700)));
        committee.submit(header, items, _attest(header, items, WORKERS));
    }
}
