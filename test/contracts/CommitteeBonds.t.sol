// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {DisputeFixture} from "../utils/DisputeFixture.sol";

/// A last round of more than twice the workers of the round before: 3, then 7.
contract CommitteeBondsTest is DisputeFixture {
    function _newCommittee() internal override returns (Committee created) {
        ICommittee.Round[2] memory rounds = [ICommittee.Round(3, 2), ICommittee.Round(7, 4)];
        return new Committee(address(manager), scores, benchmarks, MIN_STAKE_WEI, EXIT_DELAY_SECONDS, rounds);
    }

    /// C-15: a failed first challenge whose answer lied pays the last round; a bond of 6 fees is shared by its 7 signers.
    function test_FailedBond_IsSharedWhereItDoesNotGoRound() external {
        uint256 bondWei = 6 * FEE_PER_WORKER_WEI;
        _submitDrawn(_correct(700), 2);
        _challenge(challenger, _correct(700), bondWei);
        _submitDrawn(_correct(999), 2);
        _challenge(second, _correct(999), BOND_2_WEI);
        _submitDrawn(_correct(700), 7);

        uint256 shareWei = bondWei / 7;
        uint256 stakesWei = 2 * MIN_STAKE_WEI;
        _settleRounds(_correct(700), _correct(999), _correct(700));
        for (uint256 i = 0; i < LIVE; ++i) assertEq(committee.creditOf(workers[i]), shareWei);
        assertEq(committee.creditOf(challenger), 0);
        assertEq(committee.creditOf(second), BOND_2_WEI + stakesWei / 2);
        assertEq(committee.burnedWei(), stakesWei / 2 + bondWei - 7 * shareWei);
        _assertConserved(0);
    }
}
