// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../contracts/interfaces/IAccessPolicy.sol";
import {Policies} from "../../contracts/Policies.sol";
import {AccessAction} from "../../contracts/types/Access.sol";
import {Condition} from "../../contracts/types/Condition.sol";
import {AllowlistId} from "../../contracts/types/Ids.sol";
import {HostileAnswerer} from "../mocks/HostileAnswerer.sol";
import {PoliciesFixture} from "../utils/PoliciesFixture.sol";

/// @dev Everything that a test asks is made in `setUp`, so that every slot and account is cold, as in a transaction.
contract PoliciesHostileTest is PoliciesFixture {
    uint256 private constant LIMIT = 100_000;

    /// @dev loop: JUMPDEST GAS PUSH1 80 LT PUSH1 loop JUMPI, then return 1. By hand, so that its gas is the same in every build.
    bytes private constant BURN_THEN_ONE = hex"5b5a605010600057600160005260206000f3";
    /// @dev GAS PUSH2 12990 LT PUSH1 ok JUMPI INVALID, ok: JUMPDEST, then return 1.
    bytes private constant NEED_12_990_GAS = hex"5a6132be10600957fe5b600160005260206000f3";

    bytes32 private _worst;
    bytes32 private _lastNeedsItsShare;
    bytes32 private _worstForeign;
    bytes32 private _burnThenMember;
    bytes32 private _fourHuge;
    bytes32 private _foreignHuge;
    bytes32 private _foreignHugeRevert;
    address[] private _liars;

    function setUp() public override {
        super.setUp();
        Condition[] memory conditions = new Condition[](4);
        for (uint256 i = 0; i < 4; ++i) {
            conditions[i] = _holdsMulti(_at(i, BURN_THEN_ONE), i + 1, 1);
        }
        _worst = policies.register(true, conditions);
        conditions[3] = _holdsMulti(_at(4, NEED_12_990_GAS), 4, 1);
        _lastNeedsItsShare = policies.register(true, conditions);
        _worstForeign = policies.registerForeign(IAccessPolicy(_at(5, BURN_THEN_ONE)));

        AllowlistId listId = policies.createAllowlist();
        policies.setMembers(listId, _one(alice), true);
        for (uint256 i = 0; i < 3; ++i) {
            conditions[i] = _holdsMulti(_answerer(HostileAnswerer.Mode.BURN, 0), i + 1, 1);
        }
        conditions[3] = _onList(listId);
        _burnThenMember = policies.register(false, conditions);

        for (uint256 i = 0; i < 4; ++i) {
            // Most of the 13,000 gas pay for the memory of such an answer.
            conditions[i] = _holdsMulti(_answerer(HostileAnswerer.Mode.RETURN_HUGE, 55_000), i + 1, 1);
        }
        _fourHuge = policies.register(true, conditions);
        _foreignHuge = policies.registerForeign(IAccessPolicy(_answerer(HostileAnswerer.Mode.RETURN_HUGE, 180_000)));
        _foreignHugeRevert = policies.registerForeign(
            IAccessPolicy(_answerer(HostileAnswerer.Mode.REVERT_HUGE, 180_000))
        );

        _liars.push(_answerer(HostileAnswerer.Mode.REVERT, 0));
        _liars.push(_answerer(HostileAnswerer.Mode.BURN, 0));
        _liars.push(_answerer(HostileAnswerer.Mode.REVERT_HUGE, 10_000));
        _liars.push(_answerer(HostileAnswerer.Mode.RETURN_NOTHING, 0));
        _liars.push(_answerer(HostileAnswerer.Mode.RETURN_SHORT, type(uint256).max));
        // A static call lets nobody write.
        _liars.push(_answerer(HostileAnswerer.Mode.WRITE, 0));
    }

    /// A-3: four conditions that read every slot, ask four cold contracts, and use up what each is given, fit 100,000 gas.
    function test_IsAllowed_FitsItsGasWithFourWorstConditions() external {
        uint256 used = _gasOf(_worst, true);
        assertGt(used, 88_000, "not the worst case");
        assertLe(used, LIMIT);
    }

    /// A-3: each of four conditions may spend 13,000 gas, whatever those before it spent.
    function test_IsAllowed_KeepsTheLastConditionsShare() external view {
        _gasOf(_lastNeedsItsShare, true);
    }

    function test_IsAllowed_FitsItsGasWithAForeignPolicy() external {
        uint256 used = _gasOf(_worstForeign, true);
        assertGt(used, 88_000, "not the worst case");
        assertLe(used, LIMIT);
    }

    /// A-3: whoever burns all it is given cannot keep the next condition from being asked.
    function test_IsAllowed_SurvivesBurntGas() external {
        assertLe(_gasOf(_burnThenMember, true), LIMIT);
    }

    /// A-3: only the first word of an answer is copied.
    function test_IsAllowed_SurvivesHugeAnswers() external {
        assertLe(_gasOf(_fourHuge, true), LIMIT);
    }

    function test_IsAllowed_SurvivesAHugeForeignAnswer() external {
        assertLe(_gasOf(_foreignHuge, true), LIMIT);
    }

    function test_IsAllowed_SurvivesAHugeForeignRevert() external {
        assertLe(_gasOf(_foreignHugeRevert, false), LIMIT);
    }

    /// A-3: what fails or is malformed does not hold, for every kind that asks.
    function test_IsAllowed_TakesNoMalformedAnswer() external {
        for (uint256 i = 0; i < _liars.length; ++i) {
            address liar = _liars[i];
            assertFalse(_isAllowed(_register(_holds(liar, 1)), alice), "balance");
            assertFalse(_isAllowed(_register(_holdsMulti(liar, 1, 1)), alice), "multi-token balance");
            assertFalse(_isAllowed(_register(_licensed(liar, 1)), alice), "licence");
            assertFalse(_isAllowed(_register(_owns(liar, 1)), address(0)), "owner");
            assertFalse(_isAllowed(policies.registerForeign(IAccessPolicy(liar)), alice), "foreign");
        }
    }

    /// A-3: true is 1; 2 is no answer.
    function testFuzz_IsAllowed_TakesOnlyOneForTrue(uint256 word) external {
        vm.assume(word != 1);
        address liar = _answerer(HostileAnswerer.Mode.RETURN_WORD, word);
        assertFalse(_isAllowed(_register(_licensed(liar, 1)), alice));
        assertFalse(_isAllowed(policies.registerForeign(IAccessPolicy(liar)), alice));
    }

    /// A-3: an owner in the upper bits of a word is nobody.
    function testFuzz_IsAllowed_ComparesTheWholeOwner(uint96 upper) external {
        vm.assume(upper != 0);
        uint256 word = (uint256(upper) << 160) | uint160(alice);
        assertFalse(_isAllowed(_register(_owns(_answerer(HostileAnswerer.Mode.RETURN_WORD, word), 1)), alice));
    }

    /// A-3: a contract that is gone answers nothing.
    function test_IsAllowed_TakesAMissingContractForNo() external {
        address gone = _answerer(HostileAnswerer.Mode.RETURN_WORD, 1);
        bytes32 foreign = policies.registerForeign(IAccessPolicy(gone));
        bytes32 holder = _register(_licensed(gone, 1));
        assertTrue(_isAllowed(foreign, alice));
        assertTrue(_isAllowed(holder, alice));
        vm.etch(gone, "");
        assertFalse(_isAllowed(foreign, alice));
        assertFalse(_isAllowed(holder, alice));
    }

    /// A-3: with less gas an answer may be no, or none; it is never yes where the rule says no.
    function testFuzz_IsAllowed_NeverTurnsToYesForWantOfGas(uint256 gasLimit) external view {
        gasLimit = _bound(gasLimit, 0, LIMIT);
        try policies.isAllowed{gas: gasLimit}(_burnThenMember, bob, REGISTRY, 1, AccessAction.TRAIN) returns (
            bool allowed
        ) {
            assertFalse(allowed);
        } catch {}
    }

    function _gasOf(bytes32 policyId, bool expected) private view returns (uint256 used) {
        (Policies asked, address account) = (policies, alice);
        // Our own part of the call: the account's first use.
        asked.MAX_CONDITIONS();
        uint256 before = gasleft();
        bool allowed = asked.isAllowed{gas: LIMIT}(policyId, account, REGISTRY, 1, AccessAction.TRAIN);
        used = before - gasleft();
        assertEq(allowed, expected);
    }

    function _at(uint256 place, bytes memory code) private returns (address target) {
        target = address(uint160(uint256(keccak256(abi.encode("answerer", place)))));
        vm.etch(target, code);
    }

    function _answerer(HostileAnswerer.Mode mode, uint256 word) private returns (address answerer) {
        answerer = address(new HostileAnswerer(mode, word));
    }
}
