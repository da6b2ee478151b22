// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// What is read here is full of double quotes.
// solhint-disable quotes

import {Base64} from "solady/src/utils/Base64.sol";
import {LibString} from "solady/src/utils/LibString.sol";
import {IBenchmarks} from "../../contracts/interfaces/IBenchmarks.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IPipelineRegistry} from "../../contracts/interfaces/IPipelineRegistry.sol";
import {IScores} from "../../contracts/interfaces/IScores.sol";
import {TokenRenderer} from "../../contracts/TokenRenderer.sol";
import {Rules} from "../../contracts/types/Benchmark.sol";
import {PipelineId, VersionId} from "../../contracts/types/Ids.sol";
import {PriceTerms} from "../../contracts/types/Revenue.sol";
import {Report, Score} from "../../contracts/types/Score.sol";
import {RegistryFixture} from "../utils/RegistryFixture.sol";

/// What the card says, beside real registries and a stubbed market and scores. TokenRenderer.test.ts reads it as marketplaces do.
contract TokenRendererTest is RegistryFixture {
    using LibString for string;

    VersionId private constant V1 = VersionId.wrap(1);
    string private constant JSON_PREFIX = "data:application/json;base64,";
    string private constant IMAGE_PREFIX = "data:image/svg+xml;base64,";

    TokenRenderer private renderer;
    address private scores = makeAddr("scores");
    address private benchmarks = makeAddr("benchmarks");
    address private market = makeAddr("market");
    PipelineId private pipeline;

    function setUp() public override {
        super.setUp();
        renderer = new TokenRenderer(registry, IScores(scores), IBenchmarks(benchmarks), IMarket(market));
        registry.setRenderer(renderer);
        pipeline = _mint(alice, _plainTerms());
        // Nothing is known of any version, and nothing is for sale.
        Score memory noScore;
        Report memory noReport;
        Rules memory rules;
        PriceTerms memory noPrice;
        (rules.total, rules.baselineBps, rules.targetBps) = (4000, 5000, 9500);
        vm.mockCall(scores, abi.encodeWithSelector(IScores.isVoid.selector), abi.encode(false));
        vm.mockCall(scores, abi.encodeWithSelector(IScores.scoreOf.selector), abi.encode(noScore));
        vm.mockCall(scores, abi.encodeWithSelector(IScores.reportOf.selector), abi.encode(noReport));
        vm.mockCall(benchmarks, abi.encodeWithSelector(IBenchmarks.rulesOf.selector), abi.encode(rules));
        vm.mockCallRevert(market, abi.encodeWithSelector(IMarket.quote.selector), "");
        vm.mockCall(market, abi.encodeWithSelector(IMarket.priceTermsOf.selector), abi.encode(noPrice));
        vm.mockCall(market, abi.encodeWithSelector(IMarket.areSharesFixed.selector), abi.encode(false));
    }

    /// T-2: whatever the name, JSON and SVG have the same delimiters in the same order as under the name "x": none comes from it.
    function testFuzz_TokenURI_NameAddsNoDelimiter(bytes memory seed, uint256 length) public {
        _checkNameAddsNoDelimiter(_named(seed, _bound(length, 1, 64)));
    }

    /// T-2: the same for names of nothing but delimiters and what could break characters.
    function testFuzz_TokenURI_HostileNameAddsNoDelimiter(uint256 seed, uint256 length) public {
        bytes memory alphabet = hex"22273c3e262f5c5d2d21000a0d1fc3e280aef09f90b3ff";
        bytes memory name = new bytes(_bound(length, 1, 64));
        for (uint256 i = 0; i < name.length; ++i) {
            name[i] = alphabet[uint256(keccak256(abi.encode(seed, i))) % alphabet.length];
        }
        _checkNameAddsNoDelimiter(name);
    }

    /// T-5: what is known of a version's accuracy; a number only where it is Final and not void.
    function test_TokenURI_ShowsTheStatus() public {
        _assertStatus("no version yet", false);
        _register(alice, _params(pipeline));
        _assertStatus("not scored", false);

        Report memory report = Report({correct: 3900, reportedAt: 1, source: bob});
        vm.mockCall(scores, abi.encodeWithSelector(IScores.reportOf.selector), abi.encode(report));
        _assertStatus("reported, not verified", false);

        _score(uint40(block.timestamp));
        _assertStatus("verified, final", true);
        assertTrue(_contains(_json(), '"3812 of 4000"'));
        assertTrue(_contains(_json(), '"value":94.55}'));
        vm.warp(block.timestamp + 1);
        _assertStatus("verified, stale", true);

        vm.mockCall(scores, abi.encodeWithSelector(IScores.isVoid.selector), abi.encode(true));
        _assertStatus("void: its training was disproved", false);
    }

    /// T-5: "not for sale" where `quote` reverts.
    function test_TokenURI_ShowsPriceAndDebt() public {
        _register(alice, _params(pipeline));
        assertTrue(_contains(_json(), '"not for sale"'));
        assertFalse(_contains(_json(), "Owed to the owner"));

        PriceTerms memory listed;
        listed.listed = true;
        vm.mockCall(market, abi.encodeWithSelector(IMarket.priceTermsOf.selector), abi.encode(listed));
        assertTrue(_contains(_json(), '"not for sale in ETH now"'));

        vm.mockCall(market, abi.encodeWithSelector(IMarket.quote.selector), abi.encode(1.5 ether, 9000, 0));
        vm.mockCall(market, abi.encodeWithSelector(IMarket.areSharesFixed.selector), abi.encode(true));
        vm.mockCall(market, abi.encodeWithSelector(IMarket.owedOf.selector), abi.encode(alice, 1));
        assertTrue(_contains(_json(), '"1.5 ETH"'));
        assertTrue(_contains(_json(), '"\\u003c 0.000001 ETH"'));
        assertTrue(_contains(_svg(), ">&lt; 0.000001 ETH<"));
    }

    /// L-11: the licence of a pipeline that states none, an expression, or a digest.
    function test_TokenURI_ShowsTheLicence() public {
        _register(alice, _params(pipeline));
        assertTrue(_contains(_json(), '"all rights reserved"'));

        bytes32[2] memory licences = [bytes32("MIT OR Apache-2.0"), keccak256("text") | bytes32(uint256(1))];
        string[2] memory texts = ["MIT OR Apache-2.0", string.concat("SHA-256 ", vm.toString(licences[1]))];
        for (uint256 i = 0; i < 2; ++i) {
            IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
            params.licence = licences[i];
            vm.prank(alice);
            pipeline = registry.mint(params);
            _register(alice, _params(pipeline));
            assertTrue(_contains(_json(), string.concat('"', texts[i], '"')));
            // The picture shows as much as fits.
            assertTrue(_contains(_svg(), i == 0 ? texts[0] : texts[1].slice(0, 30)));
        }
    }

    /// T-6: the registry gives several times the gas that the longest card takes.
    function test_TokenURI_FitsTheRegistrysGas() public {
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        (params.name, params.licence) = (string(_named(hex"00", 64)), keccak256("text") | bytes32(uint256(1)));
        vm.prank(alice);
        pipeline = registry.mint(params);
        _register(alice, _params(pipeline));
        _score(uint40(block.timestamp));
        vm.mockCall(market, abi.encodeWithSelector(IMarket.quote.selector), abi.encode(type(uint128).max - 1, 1, 0));
        vm.mockCall(market, abi.encodeWithSelector(IMarket.areSharesFixed.selector), abi.encode(true));
        vm.mockCall(market, abi.encodeWithSelector(IMarket.owedOf.selector), abi.encode(alice, type(uint128).max - 1));
        uint256 gas = gasleft();
        string memory uri = renderer.tokenURI(PipelineId.unwrap(pipeline));
        assertLt(gas - gasleft(), registry.RENDERER_GAS() / 4);
        assertLt(bytes(uri).length, registry.MAX_RENDERED_BYTES() / 2);
        assertEq(registry.tokenURI(PipelineId.unwrap(pipeline)), uri);
    }

    function _checkNameAddsNoDelimiter(bytes memory name) private {
        IPipelineRegistry.MintParams memory params = _mintParams(BENCHMARK, SPEC, _plainTerms());
        params.name = "x";
        vm.prank(alice);
        pipeline = registry.mint(params);
        (string memory json, string memory svg) = (_json(), _svg());
        params.name = string(name);
        vm.prank(alice);
        PipelineId other = registry.mint(params);
        // The same id, so that only the name differs.
        vm.mockCall(
            address(registry),
            abi.encodeCall(IPipelineRegistry.nameOf, (pipeline)),
            abi.encode(registry.nameOf(other))
        );
        assertEq(_jsonSkeleton(_json()), _jsonSkeleton(json));
        assertEq(_skeleton(_svg(), '<>"'), _skeleton(svg, '<>"'));
    }

    function _score(uint40 validUntil) private {
        Score memory score = Score({
            correct: 3812,
            boundBps: 9455,
            validUntil: validUntil,
            settledAt: 1,
            shard: 0,
            boardPlace: 0
        });
        vm.mockCall(scores, abi.encodeWithSelector(IScores.scoreOf.selector), abi.encode(score));
    }

    function _assertStatus(string memory status, bool hasNumber) private view {
        assertTrue(_contains(_json(), string.concat('{"trait_type":"Status","value":"', status, '"}')), status);
        assertTrue(_contains(_svg(), string.concat(">", status, "<")), status);
        assertEq(_contains(_json(), "Lower bound"), hasNumber);
        assertEq(_contains(_svg(), unicode"≥"), hasNumber);
    }

    function _json() private view returns (string memory json) {
        json = _decoded(registry.tokenURI(PipelineId.unwrap(pipeline)), JSON_PREFIX);
    }

    function _svg() private view returns (string memory svg) {
        string memory json = _json();
        uint256 start = _imageIn(json);
        svg = _decoded(json.slice(start, json.indexOf('"', start)), IMAGE_PREFIX);
    }

    function _decoded(string memory uri, string memory prefix) private pure returns (string memory content) {
        assertTrue(uri.startsWith(prefix));
        content = string(Base64.decode(uri.slice(bytes(prefix).length)));
    }

    /// @dev Where the image's address begins. No name has an unescaped quotation mark before its own.
    function _imageIn(string memory json) private pure returns (uint256 start) {
        string memory key = '"image":"';
        start = json.indexOf(string.concat(key, IMAGE_PREFIX)) + bytes(key).length;
    }

    /// @dev `seed` repeated to `length` bytes; zeros without a seed.
    function _named(bytes memory seed, uint256 length) private pure returns (bytes memory name) {
        name = new bytes(length);
        for (uint256 i = 0; i < length && seed.length != 0; ++i) name[i] = seed[i % seed.length];
    }

    /// @dev JSON without what stands in its strings, and without its image; fails where a string has a raw control character or
    /// any of `<>&`.
    function _jsonSkeleton(string memory json) private pure returns (string memory rest) {
        uint256 image = _imageIn(json);
        bytes memory text = bytes(string.concat(json.slice(0, image), json.slice(json.indexOf('"', image))));
        bytes memory kept = new bytes(text.length);
        uint256 length;
        bool inString;
        for (uint256 i = 0; i < text.length; ++i) {
            bytes1 char = text[i];
            assertTrue(uint8(char) >= 0x20 && char != "<" && char != ">" && char != "&");
            if (inString && char == "\\") {
                ++i;
                continue;
            }
            if (char == '"') inString = !inString;
            if (!inString || char == '"') kept[length++] = char;
        }
        assertFalse(inString);
        rest = string(kept).slice(0, length);
    }

    /// @dev The characters of `text` that are among `chars`.
    function _skeleton(string memory text, bytes memory chars) private pure returns (string memory rest) {
        bytes memory kept = new bytes(bytes(text).length);
        uint256 length;
        for (uint256 i = 0; i < kept.length; ++i) {
            for (uint256 j = 0; j < chars.length; ++j) {
                if (bytes(text)[i] == chars[j]) kept[length++] = chars[j];
            }
        }
        rest = string(kept).slice(0, length);
    }

    function _contains(string memory text, string memory part) private pure returns (bool contains) {
        contains = text.contains(part);
    }
}
