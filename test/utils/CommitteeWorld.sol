// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {Attestation, BatchHeader, BatchResult} from "../../contracts/types/BatchHeader.sol";
import {DisputeFixture} from "./DisputeFixture.sol";

/// @dev One batch after the other, submitted, challenged, answered, settled or abandoned in any order that is possible; some first
/// submissions and first answers lie, the last answer never does, and a lying answer is challenged. Workers come, go, miss and return meanwhile.
contract CommitteeWorld is DisputeFixture {
    uint256 public openBondsWei;
    uint256 public forcedWei;
    uint256 public settled;
    uint256 public slashed;
    mapping(address worker => bool) public hasLied;

    uint40 private _epoch;
    bytes[] private _rounds;
    mapping(address worker => uint256 key) private _keyOf;

    constructor() {
        setUp();
        for (uint256 i = 0; i < workers.length; ++i) _keyOf[workers[i]] = keys[i];
        _epoch = EPOCH;
    }

    function submit(bool lies, uint256 count) external {
        if (_stateOf() != ICommittee.BatchState.NONE || _rounds.length != 0) return;
        _sign(lies, count);
    }

    function answer(bool lies, uint256 count) external {
        (, uint256 round, , ) = committee.committeeOf(benchmark, _epoch);
        if (_stateOf() != ICommittee.BatchState.CHALLENGED || _rounds.length > round || _isOver()) return;
        bool isLie = lies && round == 1 && _canChallenge(2);
        _sign(isLie, count);
        // Somebody honest watches: what counts if nobody does is the lie.
        if (isLie && _isSigned()) _challenge(second);
    }

    /// @dev Everybody who can; what they sign is what was submitted.
    function attest(uint256 from) external {
        if (!_isSigned() || _isOver()) return;
        (, , , uint8[] memory members) = committee.committeeOf(benchmark, _epoch);
        bytes memory items = _rounds[_rounds.length - 1];
        uint8 member = members[from % members.length];
        Attestation[] memory one = new Attestation[](1);
        one[0] = _signAs(items, member);
        if (committee.workerAt(member).isBarred) return;
        committee.attest(_headerOf(), items, one);
        _noteLie(items, member);
    }

    function challenge(bool bySecond) external {
        if (!_isSigned() || _isOver() || _rounds.length == 3) return;
        if (_canChallenge(_rounds.length)) _challenge(bySecond ? second : challenger);
    }

    /// @dev Lets the running window end, and does what must be done then; asks for the next batch.
    function decide() external {
        ICommittee.BatchState state = _stateOf();
        if (state == ICommittee.BatchState.SUBMITTED || state == ICommittee.BatchState.CHALLENGED) {
            (, , uint256 endsAt, ) = committee.batchOf(benchmark, _epoch);
            if (block.timestamp < endsAt) vm.warp(endsAt);
            uint256 before = _stakedWei();
            if (state == ICommittee.BatchState.SUBMITTED) committee.settle(_headerOf(), _rounds[0]);
            else if (!_isSigned()) committee.abandon(benchmark, _epoch);
            else _settleAll();
            slashed += (before - _stakedWei()) / MIN_STAKE_WEI;
            openBondsWei = 0;
        }
        _next();
    }

    function depart(uint256 from) external {
        address account = workers[from % workers.length];
        (bool exists, uint256 index) = committee.indexOf(account);
        if (!exists) return;
        vm.startPrank(account);
        uint256 withdrawableAt = committee.workerAt(index).withdrawableAt;
        if (withdrawableAt == 0) committee.requestExit();
        else if (block.timestamp >= withdrawableAt) committee.withdrawStake(account);
        vm.stopPrank();
    }

    function enter(uint256 from) external {
        address account = workers[from % workers.length];
        (bool exists, uint256 index) = committee.indexOf(account);
        if (!exists) return _join(account);
        ICommittee.Worker memory worker = committee.workerAt(index);
        if (worker.withdrawableAt != 0 || worker.rejoinEpoch == 0) return;
        if (block.timestamp / EPOCH_SECONDS < worker.rejoinEpoch) return;
        vm.prank(account);
        committee.rejoin();
    }

    function withdrawCredit(uint256 from) external {
        address account = from % 9 < 7 ? workers[from % 9] : (from % 9 == 7 ? challenger : second);
        if (committee.creditOf(account) == 0) return;
        vm.prank(account);
        committee.withdrawCredit(account);
    }

    function forceEther(uint8 amountWei) external {
        vm.deal(address(committee), address(committee).balance + amountWei);
        forcedWei += amountWei;
    }

    function wait(uint8 epochs) external {
        vm.warp(block.timestamp + uint256(epochs % 8) * EPOCH_SECONDS);
    }

    /* VIEWS */

    function owedWei() external view returns (uint256 amountWei) {
        amountWei = _stakedWei() + openBondsWei + committee.burnedWei();
        amountWei += committee.creditOf(challenger) + committee.creditOf(second);
        for (uint256 i = 0; i < workers.length; ++i) amountWei += committee.creditOf(workers[i]);
    }

    function balanceWei() external view returns (uint256 amountWei) {
        return address(committee).balance;
    }

    /// @dev Whether nobody lost a stake who has not signed a lie.
    function areHonestWhole() external view returns (bool areSo) {
        for (uint256 i = 0; i < workers.length; ++i) {
            (bool exists, uint256 index) = committee.indexOf(workers[i]);
            if (exists && committee.workerAt(index).stakeWei == 0 && !hasLied[workers[i]]) return false;
        }
        return true;
    }

    /// @dev Whether the draw has only those who stay, hold a stake and are not barred.
    function isLiveSetRight() external view returns (bool isRight) {
        uint256 live = committee.liveSet();
        if (live & ~committee.takenSet() != 0) return false;
        for (uint256 i = 0; i < 256; ++i) {
            if ((live >> i) & 1 == 0) continue;
            ICommittee.Worker memory worker = committee.workerAt(i);
            if (worker.isBarred || worker.withdrawableAt != 0 || worker.stakeWei == 0) return false;
        }
        return true;
    }

    /* PRIVATE */

    function _challenge(address by) private {
        BatchHeader memory header = _headerOf();
        uint256 bondWei = committee.bondOf(header, 1);
        vm.prank(by);
        committee.challenge{value: bondWei}(header, _rounds[_rounds.length - 1]);
        openBondsWei += bondWei;
        vm.roll(block.number + 3);
    }

    function _canChallenge(uint256 round) private view returns (bool can) {
        (, uint256 quorum) = committee.roundAt(round);
        (, uint256 live, , ) = committee.epochOf(_epoch);
        return _countOf(live) >= quorum;
    }

    function _sign(bool lies, uint256 count) private {
        bytes memory items = lies ? _correct(999) : _correct(700);
        (bool isDrawn, , uint256 quorum, uint8[] memory members) = committee.committeeOf(benchmark, _epoch);
        if (!isDrawn || members.length < quorum) return;
        Attestation[] memory all = new Attestation[](members.length);
        uint256 signers = quorum + (count % (members.length - quorum + 1));
        uint256 found;
        for (uint256 i = 0; i < members.length && found < signers; ++i) {
            if (committee.workerAt(members[i]).isBarred) continue;
            all[found++] = _signAs(items, members[i]);
        }
        if (found < quorum) return;
        Attestation[] memory attestations = new Attestation[](found);
        for (uint256 i = 0; i < found; ++i) attestations[i] = all[i];
        committee.submit(_headerOf(), items, attestations);
        for (uint256 i = 0; i < found; ++i) _noteLie(items, attestations[i].worker);
        _rounds.push(items);
    }

    function _noteLie(bytes memory items, uint256 member) private {
        if (keccak256(items) == keccak256(_correct(999))) hasLied[committee.workerAt(member).account] = true;
    }

    function _settleAll() private {
        BatchResult[] memory results = new BatchResult[](_rounds.length);
        for (uint256 i = 0; i < _rounds.length; ++i) results[i] = BatchResult(_headerOf(), _rounds[i]);
        committee.settleChallenged(results);
        ++settled;
    }

    function _next() private {
        delete _rounds;
        vm.warp(block.timestamp + EPOCH_SECONDS);
        if (committee.liveSet() == 0) return;
        _epoch = uint40(block.timestamp / EPOCH_SECONDS - 1);
        committee.closeEpoch(_epoch);
        vm.roll(block.number + 3);
    }

    function _signAs(bytes memory items, uint8 place) private view returns (Attestation memory attestation) {
        (attestation.worker, attestation.tag) = (place, bytes32(uint256(place)));
        bytes32 digest = committee.attestationDigest(_headerOf(), items, attestation.tag);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keyOf[committee.workerAt(place).account], digest);
        (attestation.r, attestation.vs) = (r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    function _headerOf() private view returns (BatchHeader memory header) {
        header = _header();
        header.epoch = _epoch;
        header.shard = benchmarks.shardAt(benchmark, (uint256(_epoch) + 1) * EPOCH_SECONDS - 1);
    }

    function _stateOf() private view returns (ICommittee.BatchState state) {
        (state, , , ) = committee.batchOf(benchmark, _epoch);
    }

    function _isOver() private view returns (bool isOver) {
        (, , uint256 endsAt, ) = committee.batchOf(benchmark, _epoch);
        return block.timestamp >= endsAt;
    }

    /// @dev Whether the running round has its signatures and waits for nothing but time.
    function _isSigned() private view returns (bool isSigned) {
        ICommittee.BatchState state = _stateOf();
        if (state == ICommittee.BatchState.SUBMITTED) return true;
        (, uint256 round, , ) = committee.committeeOf(benchmark, _epoch);
        return state == ICommittee.BatchState.CHALLENGED && _rounds.length == round + 1;
    }

    function _stakedWei() private view returns (uint256 amountWei) {
        for (uint256 i = 0; i < 16; ++i) amountWei += committee.workerAt(i).stakeWei;
    }

    function _countOf(uint256 set) private pure returns (uint256 count) {
        for (uint256 rest = set; rest != 0; rest &= rest - 1) ++count;
    }
}
