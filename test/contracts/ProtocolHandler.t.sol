// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Benchmarks} from "../../contracts/Benchmarks.sol";
import {Currencies} from "../../contracts/Currencies.sol";
import {Market} from "../../contracts/Market.sol";
import {Scores} from "../../contracts/Scores.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {BenchmarkParams} from "../../contracts/types/Benchmark.sol";
import {BenchmarkId, PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {LicenceTerms} from "../../contracts/types/LicenceTerms.sol";
import {Edge, PayeeKind, PriceTerms, Shares} from "../../contracts/types/Revenue.sol";
import {Score} from "../../contracts/types/Score.sol";
import {TrainingProof} from "../../contracts/types/TrainingProof.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// @dev Acts on the real registries, Benchmarks, Scores and Market together, in random order, with this contract as the source that
/// verifies and disputes. It keeps its own account of what it did, and never asks a contract what that contract should say.
contract ProtocolHandler is RegistryFixture {
    uint64 private constant MAX_VERSIONS = 20;
    uint32 public constant TOTAL = 1000;
    uint256 private constant START = 1_800_000_000;
    uint256 private constant EPOCH_SECONDS = 1 hours;
    uint256 private constant TERM_SECONDS = 30 days;
    uint256 private constant GRACE_SECONDS = 7 days;
    uint256 private constant WINDOW_SECONDS = 1 days;
    uint256 private constant FEE_WEI = 3000 gwei;
    uint256 private constant PIPELINES = 3;
    address private constant NATIVE = address(0);

    /// @dev What is known of a version: its latest Final score, and whether it was voided.
    struct Known {
        uint32 correct;
        uint40 validUntil;
        bool isVoid;
        bool isProven;
        uint256 openFeesWei;
    }

    Benchmarks public benchmarks;
    Scores public scores;
    Market public market;
    uint64 public count;
    bool public isPaused;
    mapping(uint64 version => Known) private _known;
    address[] private _signers = [makeAddr("signer 1"), makeAddr("signer 2")];
    address private _buyer = makeAddr("buyer");
    address private _sink = makeAddr("sink");

    constructor() {
        setUp();
        Currencies currencies = new Currencies(address(manager), address(0), 0);
        benchmarks = new Benchmarks(EPOCH_SECONDS, 1000);
        market = new Market(address(manager), registry, datasets, currencies, policies, 250, bob);
        scores = new Scores(address(manager), registry, benchmarks, market);
        market.setScores(address(scores));
        scores.setSource(address(this), IScores.SourceKind.VERIFIES);
        for (uint256 i = 0; i < 2; ++i) benchmarks.createBenchmark(_benchmarkParams());
        for (uint16 i = 0; i < PIPELINES; ++i) {
            vm.prank(alice);
            registry.mint(
                _mintParams(
                    BenchmarkId.wrap(1 + (i & 1)),
                    SPEC,
                    _terms(3000 * i, 500 * i, uint64(10) ** i, uint8(1 + 2 * i), 0)
                )
            );
        }
        for (uint256 i = 0; i < 3; ++i) register(i, i << 8, i == 0);
    }

    /* ACTIONS */

    /// @dev Up to four consecutive versions as parents; as a proven derivative where the first of them is proven.
    function register(uint256 seed, uint256 parentSeed, bool isProven) public {
        if (count == MAX_VERSIONS || isPaused) return;
        VersionId[] memory parents = _parentsFrom(parentSeed, count);
        IPipelineRegistry.VersionParams memory params = _params(PipelineId.wrap(uint64(1 + (seed % PIPELINES))));
        params.parents = parents;
        uint64 id = ++count;
        bool isDerived = isProven && parents.length != 0;
        if (isDerived && !_known[uint64(_id(parents[0]))].isProven) isProven = isDerived = false;
        TrainingProof memory proof = _proofOf(id, isDerived ? uint64(_id(parents[0])) : 0);
        if (isProven) params.trainingCommitment = _commit(proof);
        _known[id].isProven = isProven;
        TrainingProof memory parentProof;
        if (isDerived) parentProof = _storedProofOf(uint64(_id(parents[0])));
        vm.prank(alice);
        if (!isDerived) registry.registerVersion(params);
        else registry.registerDerivedVersion(params, proof, parentProof);
    }

    /// @dev Invariant 9: asked, answered, and the answer given again changes nothing.
    function assess(uint256 seed, uint32 correct, uint32 parentRight) external {
        uint64 id = _pick(seed);
        if (!_request(id)) return;
        Known storage known = _known[id];
        correct %= TOTAL + 1;
        parentRight %= correct + 1;
        bytes memory items = abi.encodePacked(
            uint32(id),
            correct,
            _holderOf(id),
            uint32(0),
            uint32(0),
            parentRight,
            uint32(0)
        );
        _settle(id, items);
        known.openFeesWei = 0;
        known.correct = correct;
        known.validUntil = uint40(START + (_shard() + 1) * TERM_SECONDS + GRACE_SECONDS);
        uint256 credits = _credits();
        _settle(id, items);
        assertEq(_credits(), credits, "9: paid twice");
        assertEq(scores.scoreOf(VersionId.wrap(id)).correct, correct, "9: scored");
        PriceTerms memory terms = _priceTerms(registry.termsOf(VersionId.wrap(id)).minPriceGwei);
        vm.prank(alice);
        market.setPriceTerms(VersionId.wrap(id), terms);
    }

    function request(uint256 seed) external {
        _request(_pick(seed));
    }

    /// @dev The fee comes back three days after the window at the earliest.
    function refund(uint256 seed) external {
        uint64 id = _pick(seed);
        if (_known[id].openFeesWei == 0) return;
        uint256 due = (scores.requestOf(VersionId.wrap(id)).epoch + 1) * EPOCH_SECONDS + WINDOW_SECONDS + 3 days;
        if (block.timestamp < due) vm.expectPartialRevert(IScores.ScoresRefundTooEarly.selector);
        else _known[id].openFeesWei = 0;
        scores.refundRequest(VersionId.wrap(id));
    }

    /// @dev One in eight: a version that is void prices nothing for ever.
    function voidVersion(uint256 seed) external {
        uint64 id = _pick(seed >> 3);
        if (seed & 7 != 0 || _known[id].isVoid) return;
        _known[id].isVoid = true;
        scores.setSource(address(this), IScores.SourceKind.DISPUTES);
        scores.voidVersion(VersionId.wrap(id));
        scores.setSource(address(this), IScores.SourceKind.VERIFIES);
    }

    /// @dev Invariant 10: nobody else changes a score.
    function intrude(uint256 seed, address intruder) external {
        if (intruder == address(this)) return;
        uint64 id = _pick(seed);
        Score memory before = scores.scoreOf(VersionId.wrap(id));
        bytes memory items = abi.encodePacked(uint32(id), TOTAL, uint32(0), uint32(0), uint32(0), uint32(0), uint32(0));
        BenchmarkId benchmarkId = _benchmarkOf(id);
        uint40 epoch = uint40(block.timestamp / EPOCH_SECONDS);
        vm.startPrank(intruder);
        vm.expectPartialRevert(IScores.ScoresNotSource.selector);
        scores.settleBatch(benchmarkId, epoch, 0, items, _signers);
        vm.expectPartialRevert(IScores.ScoresNotSource.selector);
        scores.voidVersion(VersionId.wrap(id));
        vm.expectPartialRevert(IScores.ScoresNotSource.selector);
        scores.holdRequests(benchmarkId, epoch, type(uint40).max);
        vm.stopPrank();
        assertEq(abi.encode(scores.scoreOf(VersionId.wrap(id))), abi.encode(before), "10: a score changed");
    }

    /// @dev Invariants 6 and 11: sold at the quote, exactly where a Final, unexpired, unvoided score prices.
    function buy(uint256 seed, uint256 periods) external {
        VersionId id = VersionId.wrap(_pick(seed));
        periods = _bound(periods, 1, 12);
        vm.deal(_buyer, 1_000_000 ether);
        uint256 price;
        if (isForSale(uint64(_id(id))) && !isPaused) (price, , ) = market.quote(id, periods, NATIVE);
        else vm.expectRevert();
        vm.prank(_buyer);
        market.buy{value: 1000 ether}(id, periods, _buyer, 1000 ether, 0, block.timestamp);
        if (price != 0) assertEq(_buyer.balance, 1_000_000 ether - price, "6: paid");
    }

    /// @dev Invariant 5: paused or not.
    function settleAndWithdraw(uint256 seed) external {
        VersionId id = VersionId.wrap(_pick(seed));
        uint256 parents = market.sharesOf(id).parents.length;
        Edge[] memory edges = new Edge[](parents);
        for (uint8 i = 0; i < parents; ++i) edges[i] = Edge({child: id, parentIndex: i});
        market.settle(NATIVE, edges);
        (address payee, uint256 owed) = market.owedOf(id, NATIVE, PayeeKind.OWNER, 0);
        if (owed == 0) return;
        vm.prank(payee);
        assertEq(market.withdraw(id, NATIVE, PayeeKind.OWNER, 0, _sink), owed, "5: withdrawn");
    }

    function withdrawFees(uint256 seed) external {
        address signer = _signers[seed % 2];
        if (scores.creditOf(signer) == 0) return;
        vm.prank(signer);
        scores.withdrawFees(_sink);
    }

    function setPaused(uint256 oneInFour) external {
        isPaused = oneInFour % 4 == 0;
        vm.startPrank(guardian);
        registry.setPaused(isPaused);
        datasets.setPaused(isPaused);
        vm.stopPrank();
        market.setPaused(isPaused);
        scores.setPaused(isPaused);
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 20 days));
    }

    /* READS */

    function pokeAll() external {
        for (uint64 id = 1; id <= count; ++id) if (_known[id].validUntil != 0) scores.poke(VersionId.wrap(id));
    }

    function knownOf(uint64 id) external view returns (Known memory known) {
        return _known[id];
    }

    /// @dev By this contract's own account.
    function isForSale(uint64 id) public view returns (bool forSale) {
        Known memory known = _known[id];
        return known.validUntil != 0 && !known.isVoid && block.timestamp <= known.validUntil;
    }

    function isOffered(uint64 id) external view returns (bool offered) {
        try market.quote(VersionId.wrap(id), 1, NATIVE) returns (uint256, uint256, uint256) {
            return true;
        } catch {
            return false;
        }
    }

    function sharesOf(uint64 id) external view returns (Shares memory shares) {
        return market.sharesOf(VersionId.wrap(id));
    }

    function scoreOf(uint64 id) external view returns (Score memory score) {
        return scores.scoreOf(VersionId.wrap(id));
    }

    function lineageOf(uint64 id) external view returns (bool isProven, VersionId[] memory parents) {
        (, isProven, parents) = registry.lineageOf(VersionId.wrap(id));
    }

    function termsOf(uint64 id) external view returns (LicenceTerms memory terms) {
        return registry.termsOf(VersionId.wrap(id));
    }

    /// @dev What Scores must hold: every credit and every fee of an open request.
    function feesHeld() external view returns (uint256 sum) {
        sum = _credits();
        for (uint64 id = 1; id <= count; ++id) sum += _known[id].openFeesWei;
    }

    /* PRIVATE */

    /// @dev Opens a request where the rules allow one. @return isOpen whether one is open in this epoch
    function _request(uint64 id) private returns (bool isOpen) {
        Known storage known = _known[id];
        if (known.openFeesWei != 0 || known.isVoid || isPaused) return false;
        (, , VersionId[] memory parents) = registry.lineageOf(VersionId.wrap(id));
        for (uint256 i = 0; i < parents.length; ++i) if (_known[uint64(_id(parents[i]))].validUntil == 0) return false;
        known.openFeesWei = FEE_WEI;
        vm.deal(_buyer, FEE_WEI);
        vm.prank(_buyer);
        scores.requestScore{value: FEE_WEI}(VersionId.wrap(id));
        return true;
    }

    function _settle(uint64 id, bytes memory items) private {
        uint40 epoch = uint40(block.timestamp / EPOCH_SECONDS);
        scores.settleBatch(_benchmarkOf(id), epoch, uint32(_shard()), items, _signers);
    }

    function _shard() private view returns (uint256 shard) {
        return (block.timestamp - START) / TERM_SECONDS;
    }

    function _benchmarkOf(uint64 id) private view returns (BenchmarkId benchmarkId) {
        (benchmarkId, , ) = registry.lineageOf(VersionId.wrap(id));
    }

    function _holderOf(uint64 id) private view returns (uint32 holder) {
        return uint32(VersionId.unwrap(scores.recordOf(_benchmarkOf(id))));
    }

    function _credits() private view returns (uint256 sum) {
        return scores.creditOf(_signers[0]) + scores.creditOf(_signers[1]) + scores.creditOf(_buyer);
    }

    /// @dev Every other pick is one of the first three versions, so that the same accounts come up again and again.
    function _pick(uint256 seed) private view returns (uint64 id) {
        return uint64((seed >> 1) % (seed & 1 == 0 ? 3 : count)) + 1;
    }

    function _parentsFrom(uint256 seed, uint64 known) private pure returns (VersionId[] memory parents) {
        uint256 wanted = seed % 5 < known ? seed % 5 : known;
        parents = new VersionId[](wanted);
        for (uint256 i = 0; i < wanted; ++i)
            parents[i] = VersionId.wrap(uint64((((seed >> 8) % known) + i) % known) + 1);
    }

    /// @dev A run from the final weights of `parent`, or from fixed ones.
    function _proofOf(uint64 id, uint64 parent) private pure returns (TrainingProof memory proof) {
        return _proof(keccak256(abi.encode("weights", parent)), keccak256(abi.encode("weights", id)));
    }

    function _storedProofOf(uint64 id) private view returns (TrainingProof memory proof) {
        (, , VersionId[] memory parents) = registry.lineageOf(VersionId.wrap(id));
        return _proofOf(id, parents.length == 0 ? 0 : uint64(_id(parents[0])));
    }

    function _priceTerms(uint64 minPriceGwei) private pure returns (PriceTerms memory terms) {
        (terms.listed, terms.exponent) = (true, 1);
        (terms.floorNano, terms.capNano) = (uint48(minPriceGwei) + 1e6, uint48(minPriceGwei) + 3e6);
    }

    function _benchmarkParams() private pure returns (BenchmarkParams memory params) {
        bytes32[] memory engines = new bytes32[](1);
        engines[0] = keccak256("engine");
        params = BenchmarkParams({
            manifestDigest: MANIFEST,
            total: TOTAL,
            baselineBps: 5000,
            targetBps: 9500,
            committeeSize: 3,
            quorum: 2,
            feePerWorkerGwei: 1000,
            startsAt: uint40(START),
            termSeconds: uint40(TERM_SECONDS),
            graceSeconds: uint40(GRACE_SECONDS),
            challengeWindowSeconds: uint32(WINDOW_SECONDS),
            engineDigests: engines
        });
    }
}
