// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICurrencies} from "../interfaces/ICurrencies.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IPipelineRegistry} from "../interfaces/IPipelineRegistry.sol";
import {VersionId} from "../types/Ids.sol";
import {LicenceTerms} from "../types/LicenceTerms.sol";
import {Permit} from "../types/Purchase.sol";
import {PriceTerms} from "../types/Revenue.sol";
import {MarketConstantsLib} from "./MarketConstantsLib.sol";
import {PriceWord} from "./PriceWordLib.sol";
import {TermsLib} from "./TermsLib.sol";

/// @title What the Market does for currencies other than the native coin, and when terms are set
/// @notice Deployed once and linked: the code of the Market that no purchase in the native coin runs
/// (docs/decisions/007-market-size.md). Runs as the Market, in its name; has no storage and writes none of the Market's. Contracts are
/// plain addresses here: readers of a library's interface know no others.
library PaymentLib {
    using SafeERC20 for IERC20;

    /* WRITES */

    /// @dev Moves `price` from the caller to the Market, which has less of it in its books than in its balance until it returns.
    function receiveToken(address token, uint256 price) external {
        _checkToken(token);
        _receive(IERC20(token), price);
    }

    /// @dev What counts is the allowance afterwards: whoever sends the permit first has only saved the payer a step.
    function receiveWithPermit(address token, uint256 price, Permit calldata permit) external {
        _checkToken(token);
        try
            IERC20Permit(token).permit(
                msg.sender,
                address(this),
                permit.value,
                permit.deadline,
                permit.v,
                permit.r,
                permit.s
            )
        {} catch {}
        _receive(IERC20(token), price);
    }

    /// @dev A token may take no more than it is told to: the rest is others'. To the Market itself it would be nobody's.
    function sendToken(address token, address to, uint256 amount) external returns (bool isSent) {
        if (to == address(this)) return false;
        uint256 balance = IERC20(token).balanceOf(address(this));
        return IERC20(token).trySafeTransfer(to, amount) && IERC20(token).balanceOf(address(this)) + amount >= balance;
    }

    /* READS */

    /// @dev M-12: a price that is not in the native coin, in units of what it is paid in, and at least the licence's minimum.
    /// @param priceE18 of all periods
    function convertUp(
        address currencies,
        address pipelines,
        VersionId versionId,
        PriceWord word,
        uint256 periods,
        uint256 priceE18,
        address currency
    ) external view returns (uint256 price, uint256 index) {
        bool isEnabled;
        uint256 decimals;
        (isEnabled, index, decimals) = ICurrencies(currencies).indexOf(currency);
        if (!isEnabled) revert IMarket.MarketCurrencyNotEnabled(currency);
        LicenceTerms memory licence = IPipelineRegistry(pipelines).termsOf(versionId);
        if (word.isInUsd()) {
            if (!_isAllowed(licence, index)) revert IMarket.MarketCurrencyNotAllowed(versionId, currency);
            price = ICurrencies(currencies).fromUsdUp(currency, priceE18);
        } else {
            if (index != word.currency()) revert IMarket.MarketCurrencyNotAllowed(versionId, currency);
            price = Math.ceilDiv(priceE18, 10 ** (18 - decimals));
        }
        if (licence.minPriceGwei != 0) {
            uint256 minimumWei = licence.minPriceGwei * periods * 1 gwei;
            price = Math.max(price, ICurrencies(currencies).valueUp(currency, minimumWei));
        }
    }

    /// @dev M-12, M-14: reverts where a version cannot have these terms.
    function checkTerms(
        address currencies,
        address pipelines,
        VersionId versionId,
        PriceTerms calldata terms
    ) external view {
        if (
            terms.exponent == 0 ||
            terms.exponent > MarketConstantsLib.MAX_EXPONENT ||
            terms.floorNano > terms.capNano ||
            terms.currency > MarketConstantsLib.MAX_CURRENCY_INDEX ||
            (terms.inUsd && terms.currency != 0)
        ) {
            revert IMarket.MarketPriceTermsOutOfRange(terms);
        }
        LicenceTerms memory licence = IPipelineRegistry(pipelines).termsOf(versionId);
        address currency = MarketConstantsLib.NATIVE;
        if (terms.currency != 0) {
            currency = ICurrencies(currencies).currencyAt(terms.currency);
        } else if (!terms.inUsd) {
            // In other currencies the minimum depends on rates: it is kept at the sale.
            _checkMinimum(terms.floorNano, licence.minPriceGwei);
            if (terms.manual) _checkMinimum(terms.manualNano, licence.minPriceGwei);
        }
        if (!terms.listed) return;
        if (licence.flags & TermsLib.NON_COMMERCIAL != 0) revert IMarket.MarketNonCommercial(versionId);
        if (!terms.inUsd && !_isAllowed(licence, terms.currency)) {
            revert IMarket.MarketCurrencyNotAllowed(versionId, currency);
        }
    }

    /* PRIVATE */

    function _receive(IERC20 token, uint256 price) private {
        // A free version moves nothing: some tokens refuse to.
        if (price == 0) return;
        uint256 allowance = token.allowance(msg.sender, address(this));
        if (allowance < price) revert IMarket.MarketAllowanceTooSmall(allowance, price);
        uint256 balance = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), price);
        uint256 newBalance = token.balanceOf(address(this));
        uint256 received = newBalance < balance ? 0 : newBalance - balance;
        if (received < price) revert IMarket.MarketReceivedTooLittle(address(token), received, price);
    }

    function _checkToken(address token) private pure {
        if (token == MarketConstantsLib.NATIVE) revert IMarket.MarketNotAToken(token);
    }

    function _isAllowed(LicenceTerms memory licence, uint256 index) private pure returns (bool allowed) {
        return (licence.currencies >> index) & 1 == 1;
    }

    function _checkMinimum(uint256 priceGwei, uint256 minimumGwei) private pure {
        if (priceGwei < minimumGwei) revert IMarket.MarketBelowLicenceMinimum(priceGwei, minimumGwei);
    }
}
