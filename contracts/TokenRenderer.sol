// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// What is written here is full of double quotes.
// solhint-disable quotes

import {Base64} from "solady/src/utils/Base64.sol";
import {LibString} from "solady/src/utils/LibString.sol";
import {IBenchmarks} from "./interfaces/IBenchmarks.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IPipelineRegistry} from "./interfaces/IPipelineRegistry.sol";
import {IScores} from "./interfaces/IScores.sol";
import {ITokenRenderer} from "./interfaces/ITokenRenderer.sol";
import {CardSvgLib} from "./libraries/CardSvgLib.sol";
import {FigureTextLib} from "./libraries/FigureTextLib.sol";
import {LicenceLib} from "./libraries/LicenceLib.sol";
import {VisibleTextLib} from "./libraries/VisibleTextLib.sol";
import {BenchmarkId, PipelineId, VersionId} from "./types/Ids.sol";
import {PipelineCard} from "./types/PipelineCard.sol";
import {PayeeKind, PriceTerms} from "./types/Revenue.sol";
import {Rules} from "./types/Benchmark.sol";
import {Score} from "./types/Score.sol";

/// @title Metadata of pipelines, drawn from what the chain knows
/// @notice Reads only, and never for a transaction: a card costs hundreds of thousands of gas. No role, no state: the registry's
/// governor replaces it as a whole.
/// Shown is the pipeline's stable version, else its latest one. A score that is not Final is never shown as a number.
/// Units: accuracies in percent; prices and debts in the native coin, which is ether on every network of this deployment, rounded
/// down to six decimals.
/// Not shown: prices in other currencies, what other versions of the pipeline owe its owner, and what their edges could still be
/// settled for.
contract TokenRenderer is ITokenRenderer {
    using FigureTextLib for uint256;
    using LibString for string;
    using LibString for uint256;

    /* CONSTANTS */

    address private constant NATIVE_COIN = address(0);

    /* IMMUTABLES */

    IPipelineRegistry public immutable PIPELINES;
    IScores public immutable SCORES;
    IBenchmarks public immutable BENCHMARKS;
    IMarket public immutable MARKET;

    constructor(IPipelineRegistry pipelines, IScores scores, IBenchmarks benchmarks, IMarket market) {
        PIPELINES = pipelines;
        SCORES = scores;
        BENCHMARKS = benchmarks;
        MARKET = market;
    }

    /* VIEWS */

    /// @inheritdoc ITokenRenderer
    function tokenURI(uint256 id) external view returns (string memory uri) {
        PipelineCard memory card = _cardOf(id);
        uri = _toDataUri(
            "application/json",
            string.concat(
                '{"name":',
                _quoted(card.name),
                ',"description":"A machine-learning pipeline whose price follows its verified accuracy. Unclaimed revenue of its versions goes with the token.","image":"',
                _toDataUri("image/svg+xml", CardSvgLib.draw(card)),
                '","attributes":[',
                _attributes(card),
                "]}"
            )
        );
    }

    /// @inheritdoc ITokenRenderer
    function contractURI() external pure returns (string memory uri) {
        uri = _toDataUri(
            "application/json",
            '{"name":"Assay Pipelines","symbol":"ASSAY","description":"Machine-learning pipelines whose price follows their verified accuracy: independent workers measure each version, and what buyers pay is split among everyone it descends from."}'
        );
    }

    /* PRIVATE */

    function _cardOf(uint256 id) private view returns (PipelineCard memory card) {
        PipelineId pipelineId = PipelineId.wrap(uint64(id));
        card.pipelineId = id;
        card.name = VisibleTextLib.toVisible(bytes(PIPELINES.nameOf(pipelineId)));
        if (bytes(card.name).length == 0) card.name = string.concat("Pipeline ", id.toString());
        VersionId versionId = PIPELINES.stableOf(pipelineId);
        card.alias_ = "stable";
        if (VersionId.unwrap(versionId) == 0) {
            versionId = PIPELINES.latestOf(pipelineId);
            card.alias_ = "latest";
        }
        card.versionId = VersionId.unwrap(versionId);
        if (card.versionId == 0) {
            card.status = "no version yet";
            return card;
        }
        card.licence = LicenceLib.toText(PIPELINES.licenceOf(versionId));
        _addScore(card, versionId);
        _addMoney(card, versionId);
    }

    function _addScore(PipelineCard memory card, VersionId versionId) private view {
        if (SCORES.isVoid(versionId)) {
            card.status = "void: its training was disproved";
            return;
        }
        Score memory score = SCORES.scoreOf(versionId);
        if (score.settledAt == 0) {
            card.status = SCORES.reportOf(versionId).reportedAt == 0 ? "not scored" : "reported, not verified";
            return;
        }
        card.status = block.timestamp > score.validUntil ? "verified, stale" : "verified, final";
        (BenchmarkId benchmarkId, , ) = PIPELINES.lineageOf(versionId);
        Rules memory rules = BENCHMARKS.rulesOf(benchmarkId);
        card.score = string.concat(uint256(score.correct).toString(), " of ", uint256(rules.total).toString());
        card.boundBps = score.boundBps;
        card.baselineBps = rules.baselineBps;
        card.targetBps = rules.targetBps;
    }

    function _addMoney(PipelineCard memory card, VersionId versionId) private view {
        card.price = "not for sale";
        // `quote` reverts exactly where `buy` would: unscored, unlisted, stale, not in this currency.
        try MARKET.quote(versionId, 1, NATIVE_COIN) returns (uint256 price, uint256, uint256) {
            card.price = string.concat(price.toUnits(), " ETH");
        } catch {
            PriceTerms memory terms = MARKET.priceTermsOf(versionId);
            if (terms.listed) card.price = "not for sale in ETH now";
        }
        if (!MARKET.areSharesFixed(versionId)) return;
        (, uint256 owed) = MARKET.owedOf(versionId, NATIVE_COIN, PayeeKind.OWNER, 0);
        card.owed = string.concat(owed.toUnits(), " ETH");
    }

    function _attributes(PipelineCard memory card) private pure returns (string memory list) {
        list = string.concat(
            _attribute("Pipeline", card.pipelineId.toString()),
            _further("Status", _quoted(card.status))
        );
        if (card.versionId == 0) return list;
        list = string.concat(
            list,
            _further("Version", card.versionId.toString()),
            _further("Alias", _quoted(card.alias_)),
            _further("Licence", _quoted(card.licence)),
            _further("Price of 30 days", _quoted(card.price))
        );
        if (bytes(card.score).length != 0) {
            list = string.concat(
                list,
                _further("Correct", _quoted(card.score)),
                _further("Lower bound of the accuracy, %", card.boundBps.toPercent())
            );
        }
        if (bytes(card.owed).length != 0) list = string.concat(list, _further("Owed to the owner", _quoted(card.owed)));
    }

    /// @param value JSON
    function _further(string memory trait, string memory value) private pure returns (string memory json) {
        json = string.concat(",", _attribute(trait, value));
    }

    /// @param value JSON
    function _attribute(string memory trait, string memory value) private pure returns (string memory json) {
        json = string.concat('{"trait_type":"', trait, '","value":', value, "}");
    }

    /// @dev A JSON string that stays one wherever the JSON is put: `<`, `>` and `&` are escaped too.
    function _quoted(string memory text) private pure returns (string memory json) {
        json = text.escapeJSON(true).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    function _toDataUri(string memory mediaType, string memory content) private pure returns (string memory uri) {
        uri = string.concat("data:", mediaType, ";base64,", Base64.encode(bytes(content)));
    }
}
