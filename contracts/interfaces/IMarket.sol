// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Collaborator} from "../types/Collaborator.sol";
import {VersionId} from "../types/Ids.sol";
import {Edge, PayeeKind, PriceTerms, PriceUpdate, Shares} from "../types/Revenue.sol";

/// @title Price, access, revenue and royalties
/// @notice A purchase adds to one revenue word; everything else is pulled. The native coin is `address(0)`, the only
/// currency so far.
interface IMarket {
    event PriceTermsSet(VersionId indexed versionId, PriceTerms terms);
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
    event ProtocolFeeSet(uint256 bps, address treasury);
    event ScoresSet(address scores);
    event SalesPaused(bool paused);

    error MarketPaused();
    error MarketNotOwner(VersionId versionId, address caller);
    error MarketOnlyScores(address caller);
    error MarketPriceTermsOutOfRange(PriceTerms terms);
    error MarketBelowLicenceMinimum(uint256 priceGwei, uint256 minimumGwei);
    error MarketOracleFundOutOfRange(uint256 percent, uint256 max);
    error MarketSharesAlreadyFixed(VersionId versionId);
    error MarketFeeTooHigh(uint256 bps, uint256 max);
    error MarketZeroAddress();
    error MarketCurrencyNotAllowed(VersionId versionId, address currency);
    error MarketNotForSale(VersionId versionId);
    /// @notice No Final score yet, or no such version.
    error MarketNotScored(VersionId versionId);
    error MarketVersionVoid(VersionId versionId);
    error MarketSharesNotFixed(VersionId versionId);
    error MarketScoresAlreadySet(address scores);
    error MarketScoreStale(VersionId versionId, uint256 validUntil);
    error MarketPeriodsOutOfRange(uint256 periods, uint256 max);
    error MarketDeadlinePassed(uint256 deadline, uint256 timestamp);
    error MarketPriceAboveMax(uint256 price, uint256 maxPrice);
    error MarketBoundBelowMin(uint256 boundBps, uint256 minBoundBps);
    error MarketUnderpaid(uint256 sentWei, uint256 priceWei);
    error MarketEdgesNotDescending(uint256 position);
    error MarketUnknownEdge(VersionId child, uint256 parentIndex);
    error MarketNotPayee(VersionId versionId, address caller, address payee);
    error MarketUnknownPayee(VersionId versionId, uint256 index);
    error MarketWrongCollaborators(VersionId versionId, bytes30 given, bytes30 registered);
    error MarketNothingOwed(VersionId versionId);
    error MarketFundTooSmall(VersionId versionId, uint256 wantedWei, uint256 availableWei);
    error MarketTransferFailed(address to, uint256 amount);

    /// @notice Sets how a version is priced. Its pipeline's owner only; at once, buyers are protected by their maximum.
    function setPriceTerms(VersionId versionId, PriceTerms calldata terms) external;

    /// @notice Sets the part of what a version keeps that pays for its reassessment, 0..20 percent, before its first Final
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
    function setProtocolFee(uint16 bps, address treasury) external;
    function setPaused(bool paused_) external;

    /// @notice The price a purchase would pay now. Reverts where `buy` would refuse.
    function quote(
        VersionId versionId,
        uint256 periods,
        address currency
    ) external view returns (uint256 price, uint256 boundBps, uint256 validUntil);

    /// @notice The accuracy-tied price per period, in both modes; 0 before the first Final score.
    function suggestedPriceOf(VersionId versionId) external view returns (uint256 priceWei);
    function priceTermsOf(VersionId versionId) external view returns (PriceTerms memory terms);
    function sharesOf(VersionId versionId) external view returns (Shares memory shares);
    function areSharesFixed(VersionId versionId) external view returns (bool areFixed);

    /// @notice The parent on the primary edge: the proven one, or the declared parent with the highest effective bound
    /// (lowest id on a tie); 0 without parents. Parents' shares must be fixed.
    function primaryParentOf(VersionId versionId) external view returns (VersionId parent, uint256 parentIndex);

    function hasAccess(VersionId versionId, address account) external view returns (bool access);
    function accessOf(
        VersionId versionId,
        address account
    ) external view returns (uint256 until, uint256 boughtAt, uint256 paid, uint256 boundBps);
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
    function isPaused() external view returns (bool paused);
}
