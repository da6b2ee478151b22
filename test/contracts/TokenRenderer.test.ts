import { expect } from "chai";
import { AbiCoder, concat, ContractFactory, id, ZeroHash } from "ethers";
import { network } from "hardhat";

import { createWorld, TERMS } from "../../bench/gas/world.ts";
import type { PipelineRegistry } from "../../typechain-types/index.ts";
import { compileMock } from "../utils/compileMock.ts";
import { deployAssay } from "../utils/deployAssay.ts";
import { parseJsonUri, parseMetadata } from "../utils/parseMetadata.ts";

const NATIVE = "0x0000000000000000000000000000000000000000";
const FOREVER = 2n ** 48n;

/** Characters of which a reader sees nothing, or that move others; a variation selector only chooses a glyph. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{DI}/u;

/** T-3 by the platform's own decoder and tables. */
const visible = (name: Uint8Array): string =>
  Array.from(new TextDecoder("utf-8", { ignoreBOM: true }).decode(name), (character) =>
    HIDDEN.test(character) ? "\ufffd" : character,
  ).join("");

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Names that survive as they are. */
const VALID: Record<string, string> = {
  plain: "Moby Dick, next character",
  "quotation mark": 'say "yes"',
  backslash: "C:\\temp\\u0041\\",
  "end of a JSON string": '"}],"image":"https://evil.example/',
  script: "<script>alert(1)</script>",
  "image with a handler": "<img src=x onerror=alert(1)>",
  ampersand: "R&D &amp; &lt;b&gt; &#60;",
  apostrophe: "it's",
  "CDATA end": "]]>",
  "CDATA section": "<![CDATA[<script>]]>",
  "end of the text element": "</text></svg><svg onload='alert(1)'>",
  "processing instruction": "<?xml version='1.0'?>",
  entity: '<!DOCTYPE x [<!ENTITY y "z">]>&y;',
  "comment end": "--><script>",
  "script link": "javascript:alert(1)",
  "an address of an image": "data:image/svg+xml;base64,PHN2Zz4=",
  "template text": "${7*7} {{7*7}} %s %n",
  Hebrew: "מוֹבִּי דִיק",
  Arabic: "موبي ديك 3",
  "Chinese, Japanese, Korean": "白鯨 白鯨 모비 딕",
  emoji: "🐳 sperm whale",
  "emoji with a variation selector": "❤\ufe0f",
  "stacked marks": "Z\u0335\u0321\u034b\u0353a\u0335l\u0337g\u0338o",
  "no-break and ideographic space": "a\u00a0b\u3000c",
  "64 bytes of one": "W".repeat(64),
  "64 bytes of quotation marks": '"'.repeat(64),
  "64 bytes of ampersands": "&".repeat(64),
  "wide characters": "白".repeat(21),
  "64 bytes of four each": "🐳".repeat(16),
  "last code point that is no non-character": "\u{10fffd}",
  "replacement character": "\ufffd",
};

/** Names of which something is replaced. */
const DAMAGED: Record<string, Uint8Array> = {
  "null bytes": utf8("a\0b\0"),
  "64 null bytes": new Uint8Array(64),
  "line feed": utf8("a\nb"),
  "carriage return and tab": utf8("a\r\n\tb"),
  escape: utf8("\u001b[31mred"),
  "backspace and delete": utf8("a\b\u007f"),
  "C1 controls": utf8("a\u0080\u0085\u009fb"),
  "right-to-left override": utf8("\u202egpj.exe"),
  "embeddings and pop": utf8("\u202aa\u202bb\u202cc\u202dd"),
  isolates: utf8("\u2066a\u2067b\u2068c\u2069"),
  "marks of direction": utf8("\u200ea\u200fb\u061cc"),
  "zero-width space": utf8("As\u200bsay"),
  "zero-width joiner and non-joiner": utf8("As\u200d\u200csay"),
  "word joiner and byte order mark": utf8("\ufeffAs\u2060say"),
  "soft hyphen": utf8("As\u00adsay"),
  fillers: utf8("\u3164\u115f\u1160\uffa0\u034f"),
  "separators of lines": utf8("a\u2028b\u2029"),
  tags: utf8("\u{1f3f4}\u{e0067}\u{e007f}"),
  "non-characters": utf8("a\ufffe\uffff\u{1fffe}\u{10ffff}\ufdd0"),
  annotations: utf8("\ufff9a\ufffab\ufffb"),
  "lone continuation bytes": Uint8Array.of(0x80, 0x61, 0xbf, 0xbf),
  "overlong slash, 2 bytes": Uint8Array.of(0xc0, 0xaf),
  "overlong null": Uint8Array.of(0xc0, 0x80),
  "overlong less-than sign, 3 bytes": Uint8Array.of(0xe0, 0x80, 0xbc),
  "overlong, 4 bytes": Uint8Array.of(0xf0, 0x80, 0x80, 0xbc),
  "high surrogate": Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0x62),
  "pair of surrogates (CESU-8)": Uint8Array.of(0xed, 0xa0, 0xbd, 0xed, 0xb0, 0xb3),
  "beyond the last code point": Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  "five-byte form": Uint8Array.of(0xf8, 0x88, 0x80, 0x80, 0x80),
  "bytes that never begin": Uint8Array.of(0xfe, 0xff, 0xf5, 0xc1),
  "cut off after 1 of 2": Uint8Array.of(0x61, 0xc3),
  "cut off after 2 of 3": Uint8Array.of(0x61, 0xe2, 0x82),
  "cut off after 3 of 4": Uint8Array.of(0x61, 0xf0, 0x9f, 0x90),
  "cut off before a quotation mark": Uint8Array.of(0xe2, 0x82, 0x22, 0x3e),
  "cut off before a less-than sign": Uint8Array.of(0xf0, 0x9f, 0x3c, 0x73),
  "UTF-16": Uint8Array.of(0xff, 0xfe, 0x41, 0x00),
  "64 bytes of 0xff": new Uint8Array(64).fill(0xff),
};

/** Mints under any bytes as a name; a typed call takes UTF-8 only. */
async function mintNamed(registry: PipelineRegistry, name: Uint8Array, licence: string): Promise<bigint> {
  const params = AbiCoder.defaultAbiCoder().encode(
    ["tuple(uint64,bytes32,bytes32,bytes,tuple(uint16,uint16,uint64,uint8,uint8))"],
    [[1, id("spec"), licence, name, Object.values(TERMS)]],
  );
  const data = concat([registry.interface.getFunction("mint").selector, params]);
  await registry.runner?.sendTransaction?.({ to: await registry.getAddress(), data });
  return registry.pipelineCount();
}

describe("TokenRenderer", () => {
  describe("T-2, T-3: any name gives JSON and an SVG without active content", () => {
    let registry: PipelineRegistry;
    before(async () => {
      registry = (await deployAssay(await network.create())).pipelineRegistry;
    });

    const check = async (name: Uint8Array, expected: string): Promise<void> => {
      const { name: shown, texts } = parseMetadata(await registry.tokenURI(await mintNamed(registry, name, ZeroHash)));
      expect(shown).to.equal(expected);
      expect(texts).to.include(expected);
    };

    for (const [what, name] of Object.entries(VALID)) {
      it(`keeps ${what}`, async () => {
        expect(visible(utf8(name))).to.equal(name);
        await check(utf8(name), name);
      });
    }

    for (const [what, name] of Object.entries(DAMAGED)) {
      it(`makes visible: ${what}`, async () => {
        expect(visible(name)).to.include("\ufffd");
        await check(name, visible(name));
      });
    }

    const deployHarness = async () => {
      const [signer] = await (await network.create()).ethers.getSigners();
      const { abi, bytecode } = compileMock("VisibleTextHarness");
      return (await new ContractFactory(abi, bytecode, signer).deploy()).waitForDeployment();
    };

    it("replaces exactly the characters that the platform's tables call invisible", async () => {
      const harness = await deployHarness();
      const size = 256;
      // Every block up to U+31FF, and further every one in or beside which the tables' answer changes.
      const blocks = new Set(Array.from({ length: 0x3200 / size }, (_, block) => block));
      const isHidden = (codePoint: number): boolean => HIDDEN.test(String.fromCodePoint(codePoint));
      for (let codePoint = 0x3200; codePoint < 0x110000; codePoint++) {
        if (isHidden(codePoint) === isHidden(codePoint - 1)) continue;
        const block = Math.floor(codePoint / size);
        for (const near of [block - 1, block, block + 1]) blocks.add(near);
      }
      const wrong: string[] = [];
      for (const block of blocks) {
        const bits = Buffer.from(String(await harness.getFunction("visibleFrom")(block * size, size)).slice(2), "hex");
        for (let i = 0; i < size; i++) {
          const codePoint = block * size + i;
          const isVisible = ((bits[i >> 3] ?? 0) >> (i & 7)) % 2 === 1;
          if (codePoint < 0x110000 && isVisible === isHidden(codePoint)) wrong.push(codePoint.toString(16));
        }
      }
      expect(wrong).to.deep.equal([]);
    });

    it("decodes random bytes as the platform does", async () => {
      const harness = await deployHarness();
      // Bytes that begin, continue or break characters, from a fixed sequence.
      const pool = [
        0x00, 0x22, 0x3c, 0x61, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe2, 0xed, 0xef,
      ];
      pool.push(0xf0, 0xf3, 0xf4, 0xf5, 0xff);
      let state = 1;
      const next = (): number => (state = (state * 48_271) % 0x7fffffff);
      for (let i = 0; i < 500; i++) {
        const name = Uint8Array.from({ length: next() % 24 }, () => pool[next() % pool.length] ?? 0);
        const text = Buffer.from(String(await harness.getFunction("toVisible")(name)).slice(2), "hex");
        expect(text.toString("utf8"), Buffer.from(name).toString("hex")).to.equal(visible(name));
      }
    });
  });

  it("T-1, T-4: shows a pipeline without a name and a version", async () => {
    const { pipelineRegistry } = await deployAssay(await network.create());
    await mintNamed(pipelineRegistry, new Uint8Array(0), ZeroHash);
    const { name, attributes, texts } = parseMetadata(await pipelineRegistry.tokenURI(1));
    expect(name).to.equal("Pipeline 1");
    expect(Object.fromEntries(attributes)).to.deep.equal({ Pipeline: 1, Status: "no version yet" });
    expect(texts).to.deep.equal(["Assay pipeline 1", "Pipeline 1", "no version yet"]);
  });

  it("T-4, T-5: shows the latest version, then the stable one, its score, price and debt", async () => {
    const world = await createWorld();
    const { registry, market, scores, signers } = world;
    const [alice, bob] = signers;
    if (!alice || !bob) throw new Error("the network has too few accounts");
    const owned = registry.connect(alice);
    const mit = `0x${Buffer.from("MIT").toString("hex").padEnd(64, "0")}`;
    await mintNamed(owned, utf8("Moby"), mit);
    const show = async () => parseMetadata(await registry.tokenURI(1));
    const register = () =>
      owned.registerVersion({
        pipelineId: 1,
        manifestDigest: id("manifest"),
        trainingCommitment: ZeroHash,
        parents: [],
        datasets: [],
        collaborators: [],
        maxRoyaltyBps: 9_000,
      });
    await register();
    expect(Object.fromEntries((await show()).attributes)).to.deep.equal({
      Pipeline: 1,
      Status: "not scored",
      Version: 1,
      Alias: "latest",
      Licence: "MIT",
      "Price of 30 days": "not for sale",
    });

    await world.score([{ versionId: 1n, correct: 1_812 }]);
    await register();
    expect((await show()).attributes.get("Version")).to.equal(2);
    await owned.setStable(1, 1);
    expect((await show()).attributes.get("Price of 30 days")).to.equal("not for sale");

    await market.connect(alice).setPriceTerms(1, {
      manual: true,
      listed: true,
      staleAtFloor: false,
      inUsd: false,
      currency: 0,
      exponent: 1,
      floorNano: 1,
      capNano: 1,
      manualNano: 12_345_678,
    });
    const price = 12_345_678n * 10n ** 9n;
    await market.connect(bob).buy(1, 1, bob.address, price, 0, FOREVER, { value: price });
    expect((await market.owedOf(1, NATIVE, 0, 0)).amount).to.equal(12_037_036_050_000_000n);
    const { boundBps } = await scores.scoreOf(1);
    const bound = Number(boundBps) / 100;
    const { attributes, texts } = await show();
    expect(Object.fromEntries(attributes)).to.deep.equal({
      Pipeline: 1,
      Status: "verified, final",
      Version: 1,
      Alias: "stable",
      Licence: "MIT",
      "Price of 30 days": "0.012345 ETH",
      Correct: "1812 of 2000",
      "Lower bound of the accuracy, %": bound,
      "Owed to the owner": "0.012037 ETH",
    });
    expect(texts).to.include.members(["Moby", `≥ ${bound.toFixed(2)} %`, "0.012345 ETH", "0.012037 ETH", "MIT"]);
  });

  it("T-1: says what the collection is", async () => {
    const { pipelineRegistry } = await deployAssay(await network.create());
    expect(parseJsonUri(await pipelineRegistry.contractURI())).to.include({ name: "Assay Pipelines", symbol: "ASSAY" });
  });
});
