// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Collaborator} from "../types/Collaborator.sol";
import {VersionId} from "../types/Ids.sol";
import {Permit, Purchase} from "../types/Purchase.sol";
import {Edge, PayeeKind, PriceTerms, PriceUpdate, Shares} from "../types/Revenue.sol";

/// @title Price, access, revenue and royalties
/// @notice A purchase adds to one revenue word; everything else is pulled. Every currency has books of its own; the native coin
/// is `address(0)`.
interface IMarket {
    event PriceTermsSet(VersionId indexed versionId, PriceTerms terms);
    event UsePolicySet(VersionId indexed versionId, bytes32 policyId);
    event OracleFundSet(VersionId indexed versionId, uint256 percent);
    event SharesFixed(VersionId indexed versionId, uint256 effectiveBoundBps, uint256 link);
    event PriceUpdated(VersionId indexed versionId, uint256 boundBps, uint256 validUntil);
    event VersionVoided(VersionId indexed versionId);
    event AccessBought(
        VersionId indexed versionId,
        address indexed recipient,
        address indexed payer,
        uint256 until,
        address currency,
        uint256 paid
    );
    event EdgeSettled(VersionId indexed child, VersionId indexed parent, address currency, uint256 amount);
    event Withdrawn(
        VersionId indexed versionId,
        address indexed payee,
        PayeeKind indexed kind,
        uint256 index,
        address currency,
        uint256 amount,
        address to
    );
    event CollaboratorWithdrawn(
        VersionId indexed versionId,
        address indexed payee,
        uint256 index,
        address currency,
        uint256 amount,
        address to
    );
    event OracleFundDrawn(VersionId indexed versionId, uint256 amountWei);
    event ProtocolFeeSet(uint256 bps);
    event TreasuryProposed(address indexed treasury);
    event TreasurySet(address indexed treasury);
    event ScoresSet(address scores);
    event SalesPaused(bool paused);

    error MarketPaused();
    error MarketNotOwner(VersionId versionId, address caller);
    error MarketOnlyScores(address caller);
    error MarketPriceTermsOutOfRange(PriceTerms terms);
    error MarketBelowLicenceMinimum(uint256 priceGwei, uint256 minimumGwei);
    /// @notice The version, an ancestor or a dataset under it may not be sold.
    error MarketNonCommercial(VersionId versionId);
    error MarketUnknownPolicy(bytes32 policyId);
    error MarketOracleFundOutOfRange(uint256 percent, uint256 max);
    error MarketSharesAlreadyFixed(VersionId versionId);
    error MarketFeeTooHigh(uint256 bps, uint256 max);
    error MarketNotPendingTreasury(address caller, address pendingTreasury);
    error MarketZeroAddress();
    /// @notice The version is priced in another currency, or its licence does not allow this one.
    error MarketCurrencyNotAllowed(VersionId versionId, address currency);
    /// @notice Never added, or disabled.
    error MarketCurrencyNotEnabled(address currency);
    error MarketNotForSale(VersionId versionId);
    /// @notice No Final score yet, or no such version.
    error MarketNotScored(VersionId versionId);
    error MarketVersionVoid(VersionId versionId);
    error MarketUseNotAllowed(VersionId versionId, address recipient);
    error MarketSharesNotFixed(VersionId versionId);
    error MarketScoresAlreadySet(address scores);
    error MarketScoreStale(VersionId versionId, uint256 validUntil);
    error MarketPeriodsOutOfRange(uint256 periods, uint256 max);
    error MarketDeadlinePassed(uint256 deadline, uint256 timestamp);
    error MarketPriceAboveMax(uint256 price, uint256 maxPrice);
    error MarketBoundBelowMin(uint256 boundBps, uint256 minBoundBps);
    error MarketUnderpaid(uint256 sentWei, uint256 priceWei);
    /// @notice The native coin is paid with `buy`.
    error MarketNotAToken(address currency);
    error MarketAllowanceTooSmall(uint256 allowance, uint256 price);
    /// @notice The token moved less than it was told to.
    error MarketReceivedTooLittle(address currency, uint256 received, uint256 price);
    error MarketEdgesNotDescending(uint256 position);
    error MarketUnknownEdge(VersionId child, uint256 parentIndex);
    error MarketNotPayee(VersionId versionId, address caller, address payee);
    error MarketUnknownPayee(VersionId versionId, uint256 index);
    error MarketWrongCollaborators(VersionId versionId, bytes30 given, bytes30 registered);
    error MarketNothingOwed(VersionId versionId);
    error MarketFundTooSmall(VersionId versionId, uint256 wantedWei, uint256 availableWei);
    /// @notice The recipient or the token refused, or the token took more than it was told to.
    error MarketTransferFailed(address currency, address to, uint256 amount);

    /// @notice Sets how a version is priced. Its pipeline's owner only; at once, buyers are protected by their maximum.
    function setPriceTerms(VersionId versionId, PriceTerms calldata terms) external;

    /// @notice Names the policy that whoever is served the version must satisfy, beside his purchase, and must satisfy when it
    /// is bought for him; 0 for none. Before the first Final score only: buyers rely on it. Its pipeline's owner only.
    function setUsePolicy(VersionId versionId, bytes32 policyId) external;

    /// @notice Sets the part of what a version keeps in the native coin that pays for its reassessment, 0..20 percent, before its first Final
    /// score. Its pipeline's owner only.
    function setOracleFund(VersionId versionId, uint8 percent) external;

    /// @notice Takes settled scores; fixes shares at a version's first. Scores only.
    function onScoresSettled(PriceUpdate[] calldata updates) external;

    /// @notice Ends a version's sales for ever. Shares and revenue stand. Scores only.
    function onVersionVoided(VersionId versionId) external;

    /// @notice Buys or renews `periods` × 30 days of access for `recipient`; overpaid ether returns to the sender.
    /// @param maxPrice the most the caller pays, wei
    /// @param minBoundBps the lowest bound the caller accepts (0 where the version sells at the stale floor)
    /// @param deadline last second the purchase is valid
    function buy(
        VersionId versionId,
        uint256 periods,
        address recipient,
        uint256 maxPrice,
        uint256 minBoundBps,
        uint256 deadline
    ) external payable returns (uint256 paid, uint256 until);

    /// @notice The same, paid in a token that the caller has approved to this contract.
    function buyWithToken(Purchase calldata purchase) external returns (uint256 paid, uint256 until);

    /// @notice The same with the caller's ERC-2612 permit. One that somebody else has sent before, or that a token refuses, does
    /// no harm where the allowance suffices.
    function buyWithPermit(
        Purchase calldata purchase,
        Permit calldata permit
    ) external returns (uint256 paid, uint256 until);

    /// @notice Moves royalties one edge up, for each edge in turn. Child ids must not increase: one pass then reaches every
    /// ancestor. Anyone may call; never paused.
    function settle(address currency, Edge[] calldata edges) external;

    /// @notice Pays the caller what it is owed as owner, protocol treasury or dataset owner of a version. Never paused.
    /// @param index which dataset input (0..3); 0 for the other kinds
    function withdraw(
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index,
        address to
    ) external returns (uint256 amount);

    /// @notice `settle`, then `withdraw`, in one transaction. Never paused.
    function settleAndWithdraw(
        Edge[] calldata edges,
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index,
        address to
    ) external returns (uint256 amount);

    /// @notice Pays collaborator `index` of the registered list. Never paused.
    function withdrawCollaborator(
        VersionId versionId,
        address currency,
        Collaborator[] calldata collaborators,
        uint256 index,
        address to
    ) external returns (uint256 amount);

    /// @notice Takes `amountWei` out of a version's oracle fund to pay for its reassessment. Scores only.
    function drawOracleFund(VersionId versionId, uint256 amountWei) external;

    /// @notice Names the only account that may push scores and draw oracle funds. Once. Restricted.
    function setScores(address scores_) external;

    /// @notice Sets the protocol fee (≤ 500 basis points) of versions whose shares are fixed later. Restricted.
    function setProtocolFee(uint16 bps) external;

    /// @notice Offers the treasury's place to an account that must accept it; 0 withdraws the offer. Restricted.
    function proposeTreasury(address treasury) external;

    /// @notice Takes the treasury's place, and with it the fees that nobody has withdrawn yet. The proposed account only.
    function acceptTreasury() external;
    function setPaused(bool paused_) external;

    /// @notice The price a purchase would pay now. Reverts where `buy` would refuse.
    function quote(
        VersionId versionId,
        uint256 periods,
        address currency
    ) external view returns (uint256 price, uint256 boundBps, uint256 validUntil);

    /// @notice The accuracy-tied price per period, in both modes and in the version's own currency or dollars; 0 before the
    /// first Final score.
    /// @return priceE18 10⁻¹⁸ of a whole coin, token or dollar: wei where the version is priced in the native coin
    function suggestedPriceOf(VersionId versionId) external view returns (uint256 priceE18);
    function priceTermsOf(VersionId versionId) external view returns (PriceTerms memory terms);
    function sharesOf(VersionId versionId) external view returns (Shares memory shares);
    function areSharesFixed(VersionId versionId) external view returns (bool areFixed);

    /// @notice The parent on the primary edge: the proven one, or the declared parent with the highest effective bound
    /// (lowest id on a tie); 0 without parents. Parents' shares must be fixed.
    function primaryParentOf(VersionId versionId) external view returns (VersionId parent, uint256 parentIndex);

    function usePolicyOf(VersionId versionId) external view returns (bytes32 policyId);

    /// @notice Whether an account may be served a version now: an unexpired purchase, and the owner's policy.
    function mayUse(address account, VersionId versionId) external view returns (bool allowed);
    function hasAccess(VersionId versionId, address account) external view returns (bool access);
    /// @notice The end of an account's access, and what the latest purchase was: when, how much of which currency, at what bound.
    function accessOf(
        VersionId versionId,
        address account
    ) external view returns (uint256 until, uint256 boughtAt, uint256 paid, uint256 boundBps, uint256 currencyIndex);
    /// @notice Cumulative own sales, inflow from descendants, and what the version keeps of both.
    function revenueOf(
        VersionId versionId,
        address currency
    ) external view returns (uint256 sales, uint256 inflow, uint256 kept);
    /// @notice What an edge would pass up if it were settled now.
    function pendingOf(VersionId child, uint256 parentIndex, address currency) external view returns (uint256 amount);
    function owedOf(
        VersionId versionId,
        address currency,
        PayeeKind kind,
        uint256 index
    ) external view returns (address payee, uint256 amount);
    function owedToCollaborator(
        VersionId versionId,
        address currency,
        Collaborator[] calldata collaborators,
        uint256 index
    ) external view returns (uint256 amount);
    function oracleFundOf(VersionId versionId) external view returns (uint256 availableWei);
    /// @notice Protocol fee the version has paid in the native coin: what ranks popularity.
    function popularityOf(VersionId versionId) external view returns (uint256 feeWei);
    function scores() external view returns (address account);
    function protocolFee() external view returns (uint16 bps, address treasury);
    function pendingTreasury() external view returns (address account);
    function isPaused() external view returns (bool paused);
}
