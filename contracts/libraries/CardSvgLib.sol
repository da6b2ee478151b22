// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// What is written here is full of double quotes.
// solhint-disable quotes

import {LibString} from "solady/src/utils/LibString.sol";
import {PipelineCard} from "../types/PipelineCard.sol";
import {FigureTextLib} from "./FigureTextLib.sol";

/// @title The picture of a pipeline
/// @dev Plain shapes and text: nothing runs, nothing is loaded. Every text is escaped here.
library CardSvgLib {
    using FigureTextLib for uint256;
    using LibString for string;
    using LibString for uint256;

    /// @dev Width of the scale from 0 to 100 %, in the picture's units.
    uint256 private constant SCALE = 352;
    uint256 private constant BPS = 10_000;
    /// @dev A monospaced name of `n` columns fills the card's width at 586 / n units.
    uint256 private constant NAME_WIDTH = 586;
    uint256 private constant LARGEST_NAME = 34;
    /// @dev Characters of a value beside its label.
    uint256 private constant LONGEST_VALUE = 31;

    function draw(PipelineCard memory card) internal pure returns (string memory svg) {
        svg = string.concat(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="ui-monospace,monospace" fill="#e8e4da">',
            '<rect width="400" height="400" fill="#14181d"/><rect x="24" y="24" width="28" height="4" fill="#d4a72c"/>',
            _head(card),
            _scale(card),
            _foot(card),
            "</svg>"
        );
    }

    function _head(PipelineCard memory card) private pure returns (string memory elements) {
        elements = string.concat(
            _text(24, 52, 12, string.concat("Assay pipeline ", card.pipelineId.toString())),
            _name(card.name),
            card.versionId == 0 ? "" : _text(24, 140, 14, _versionLine(card)),
            _text(24, 176, 14, card.status)
        );
    }

    function _foot(PipelineCard memory card) private pure returns (string memory elements) {
        elements = string.concat(
            _row(308, "price, 30 days", card.price),
            _row(338, "owed to owner", card.owed),
            _row(368, "licence", _shortened(card.licence))
        );
    }

    function _versionLine(PipelineCard memory card) private pure returns (string memory line) {
        line = string.concat("version ", card.versionId.toString(), " (", card.alias_, ")");
    }

    /// @dev Not empty. As large as fits, on its own: whatever its direction, it moves nothing beside it.
    function _name(string memory name) private pure returns (string memory element) {
        uint256 size = NAME_WIDTH / _columnsOf(bytes(name));
        element = string.concat(
            '<text x="24" y="104" unicode-bidi="isolate" font-size="',
            (size > LARGEST_NAME ? LARGEST_NAME : size).toString(),
            '">',
            name.escapeHTML(),
            "</text>"
        );
    }

    /// @dev Two for each character of three or four bytes, among which are all wide ones; one for any other.
    function _columnsOf(bytes memory text) private pure returns (uint256 columns) {
        for (uint256 i = 0; i < text.length; ++i) {
            uint256 char = uint8(text[i]);
            if (char < 0x80 || char >= 0xc0) columns += char < 0xe0 ? 1 : 2;
        }
    }

    /// @dev The bound on a scale from 0 to 100 %, with the benchmark's baseline and target; nothing without a Final score.
    function _scale(PipelineCard memory card) private pure returns (string memory elements) {
        if (bytes(card.score).length == 0) return "";
        elements = string.concat(
            _text(24, 226, 30, string.concat(unicode"≥ ", card.boundBps.toPercent(), " %")),
            '<rect x="24" y="246" width="352" height="8" fill="#2a3038"/><rect x="24" y="246" height="8" fill="#d4a72c" width="',
            _toScale(card.boundBps),
            '"/>',
            _mark(card.baselineBps),
            _mark(card.targetBps),
            _text(24, 276, 12, string.concat(card.score, " correct"))
        );
    }

    /// @dev A digest's first characters: the whole stands in the attributes.
    function _shortened(string memory text) private pure returns (string memory short) {
        short =
            bytes(text).length <= LONGEST_VALUE ? text : string.concat(text.slice(0, LONGEST_VALUE - 1), unicode"…");
    }

    function _mark(uint256 bps) private pure returns (string memory element) {
        element = string.concat(
            '<rect y="242" width="2" height="16" fill="#e8e4da" x="',
            (24 + (SCALE * bps) / BPS).toString(),
            '"/>'
        );
    }

    function _row(uint256 y, string memory label, string memory value) private pure returns (string memory elements) {
        if (bytes(value).length == 0) return "";
        elements = string.concat(_text(24, y, 12, label), _text(156, y, 12, value));
    }

    function _text(
        uint256 x,
        uint256 y,
        uint256 size,
        string memory value
    ) private pure returns (string memory element) {
        string memory place = string.concat('<text x="', x.toString(), '" y="', y.toString());
        element = string.concat(place, '" font-size="', size.toString(), '">', value.escapeHTML(), "</text>");
    }

    function _toScale(uint256 bps) private pure returns (string memory width) {
        width = ((SCALE * bps) / BPS).toString();
    }
}
