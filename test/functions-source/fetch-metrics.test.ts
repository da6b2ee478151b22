import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { AbiCoder } from "ethers";
import { runScript, type ScriptOutcome } from "../../devnet/don/runScript.ts";
import { sha256, toHex, type Hex } from "../../oracle-worker/src/core/sha256.ts";
import { cidOfSha256 } from "../../oracle-worker/src/ipfs/rawCid.ts";
import { serveBlocks, serveStatus, startLyingGateway, type Behaviour, type LyingGateway } from "./lyingGateway.ts";

const SCRIPT = await readFile(new URL("../../functions-source/fetch-metrics.js", import.meta.url), "utf8");
const VERSION_ID = 7n;
const BENCHMARK_ID = 3;
const TOTAL = 100;
const GOOD = { schema: "assay/metrics@1", benchmarkId: BENCHMARK_ID, correct: 93, total: TOTAL };

/** In Chainlink's sandbox: 5 requests, 10 s, 256 bytes of result. */
describe("fetch-metrics.js", function () {
  this.timeout(20_000);
  const gateways: LyingGateway[] = [];

  afterEach(() => Promise.all(gateways.splice(0).map((gateway) => gateway.close())));

  it("reports a good metrics file as three words", async () => {
    expect(await report(GOOD)).to.deep.equal(words(VERSION_ID, 93n, 100n));
  });

  it("accepts both ends of the range", async () => {
    expect(await report({ ...GOOD, correct: 0 })).to.deep.equal(words(VERSION_ID, 0n, 100n));
    expect(await report({ ...GOOD, correct: TOTAL })).to.deep.equal(words(VERSION_ID, 100n, 100n));
  });

  describe("refuses a claim", () => {
    const refusals: [string, unknown, string][] = [
      ["correct > total", { ...GOOD, correct: 101 }, "OUT_OF_RANGE"],
      ["negative correct", { ...GOOD, correct: -1 }, "OUT_OF_RANGE"],
      ["another total than the benchmark's", { ...GOOD, correct: 93, total: 1000 }, "OUT_OF_RANGE"],
      ["a fraction", { ...GOOD, correct: 93.5 }, "BAD_METRICS"],
      ["a count beyond exact integers", { ...GOOD, correct: 2 ** 53, total: 2 ** 53 }, "BAD_METRICS"],
      ["a count in a string", { ...GOOD, correct: "93" }, "BAD_METRICS"],
      ["a missing count", { schema: GOOD.schema, benchmarkId: 3, total: 100 }, "BAD_METRICS"],
      ["another benchmark", { ...GOOD, benchmarkId: 4 }, "WRONG_BENCHMARK"],
      ["another schema", { ...GOOD, schema: "assay/metrics@2" }, "BAD_METRICS"],
      ["null", null, "BAD_METRICS"],
      ["a list", [GOOD], "BAD_METRICS"],
    ];
    for (const [name, metrics, error] of refusals) {
      it(name, async () => expect(await report(metrics)).to.deep.equal(failure(error)));
    }

    it("NaN, which is no JSON", async () => {
      const text = JSON.stringify(GOOD).replace("93", "NaN");
      expect(await report(text)).to.deep.equal(failure("BAD_METRICS"));
    });
  });

  describe("refuses a manifest", () => {
    const metrics = blockOf(JSON.stringify(GOOD));
    const refusals: [string, unknown][] = [
      ["bad JSON", '{"schema": "assay/version@1",'],
      ["without metrics", { schema: "assay/version@1" }],
      ["another schema", { schema: "assay/dataset@1", metrics }],
      [
        "a digest that is not the CID's",
        { schema: "assay/version@1", metrics: { ...metrics, sha256: `0x${"00".repeat(32)}` } },
      ],
      [
        "a digest in upper case",
        { schema: "assay/version@1", metrics: { ...metrics, sha256: metrics.sha256.toUpperCase() } },
      ],
      ["a list in place of a digest", { schema: "assay/version@1", metrics: { ...metrics, sha256: [metrics.sha256] } }],
      ["null", null],
    ];
    for (const [name, manifest] of refusals) {
      it(name, async () => {
        const block = blockOf(textOf(manifest));
        const gateway = await start(serveBlocks(new Map([block, metrics].map(({ cid, bytes }) => [cid, bytes]))));
        expect(await run(block.sha256, gateway)).to.deep.equal(failure("BAD_MANIFEST"));
      });
    }
  });

  describe("survives one bad gateway out of two", () => {
    const bad: [string, (blocks: ReadonlyMap<string, Uint8Array>) => Behaviour][] = [
      ["429", () => serveStatus(429)],
      ["500", () => serveStatus(500)],
      ["503", () => serveStatus(503)],
      ["404, the block is missing", () => serveStatus(404)],
      ["wrong bytes for the CID", () => (_cid, response) => response.end(JSON.stringify({ ...GOOD, correct: 100 }))],
      ["truncated bytes", (blocks) => (cid, response) => response.end(blocks.get(cid)?.subarray(1))],
      ["an empty answer", () => (_cid, response) => response.end()],
      ["more than 2 MB", () => (_cid, response) => response.end(Buffer.alloc(3 << 20))],
      ["an endless body", () => (_cid, response) => sendForever(response)],
      ["a redirect to itself", () => (cid, response) => response.writeHead(302, { location: `/ipfs/${cid}` }).end()],
      ["a dropped connection", () => (_cid, response) => response.destroy()],
      [
        "a server that answers after 12 s",
        () => (_cid, response) => void setTimeout(() => response.end(), 12_000).unref(),
      ],
    ];
    for (const [name, behave] of bad) {
      it(name, async () => {
        const { manifest, blocks } = publish(GOOD);
        const liar = await start(behave(blocks));
        const honest = await start(serveBlocks(blocks));
        expect(await run(manifest, liar, honest)).to.deep.equal(words(VERSION_ID, 93n, 100n));
        expect(liar.asked).to.not.be.empty;
      });
    }

    it("two that disagree: the hash decides, not their order", async () => {
      const { manifest, blocks } = publish(GOOD);
      const liar = await start((cid, response) => response.end(cid === cidOfSha256(manifest) ? blocks.get(cid) : "{}"));
      const honest = await start(serveBlocks(blocks));
      expect(await run(manifest, liar, honest)).to.deep.equal(words(VERSION_ID, 93n, 100n));
      expect(await run(manifest, honest, liar)).to.deep.equal(words(VERSION_ID, 93n, 100n));
    });
  });

  it("says NOT_FOUND when no gateway has it, and asks no more than the sandbox allows", async () => {
    const dead = [
      await start(serveStatus(429)),
      await start(serveStatus(500)),
      await start(serveStatus(404)),
      await start(serveStatus(404)),
    ];
    expect(await run(toHex(sha256(Buffer.from("nobody has this"))), ...dead)).to.deep.equal(failure("NOT_FOUND"));
    expect(dead.flatMap(({ asked }) => asked)).to.have.length(3);
  });

  it("gives up on slow gateways before its time is over", async () => {
    const slow: Behaviour = (_cid, response) => void setTimeout(() => response.end(), 12_000).unref();
    expect(await run(publish(GOOD).manifest, await start(slow))).to.deep.equal(failure("NOT_FOUND"));
  });

  it("asks the gateway that had the manifest first for the metrics", async () => {
    const { manifest, blocks } = publish(GOOD);
    const honest = await start(serveBlocks(blocks));
    const all = [await start(serveStatus(429)), await start(serveStatus(429)), honest];
    expect(await run(manifest, ...all)).to.deep.equal(words(VERSION_ID, 93n, 100n));
    expect(all.flatMap(({ asked }) => asked).length).to.be.at.most(5);
  });

  it("refuses malformed arguments before it asks anyone", async () => {
    const { url, asked } = await start(serveStatus(500));
    const digest = `0x${"ab".repeat(32)}`;
    for (const args of [
      [],
      [digest, "1", "2", "3"],
      ["0xab", "1", "2", "3", url],
      [digest, "-1", "2", "3", url],
      [digest, "1", "x", "3", url],
    ]) {
      expect(await runScript(SCRIPT, args)).to.deep.equal(failure("BAD_ARGS"));
    }
    expect(asked).to.be.empty;
  });

  it("reaches the nodes unchanged: no pattern that String.replace expands, and none expanded by our runner", async () => {
    expect("x".replace("x", SCRIPT)).to.equal(SCRIPT);
    const source = 'return Functions.encodeString("$& $$ $` $\' $1")';
    expect(await runScript(source, [])).to.deep.equal({
      kind: "response",
      bytes: toHex(Buffer.from("$& $$ $` $' $1")),
    });
  });

  it("is held to 256 bytes of result by the sandbox", async () => {
    expect(await runScript("return new Uint8Array(257)", [])).to.deep.equal(failure("response >256 bytes"));
  });

  it("runs beside other scripts without mixing them up", async () => {
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((number) => runScript(`return new Uint8Array([${String(number)}])`, [])),
    );
    expect(outcomes).to.deep.equal([1, 2, 3, 4].map((number) => ({ kind: "response", bytes: `0x0${String(number)}` })));
  });

  async function start(behaviour: Behaviour): Promise<LyingGateway> {
    const gateway = await startLyingGateway(behaviour);
    gateways.push(gateway);
    return gateway;
  }

  function run(manifest: Hex, ...from: LyingGateway[]): Promise<ScriptOutcome> {
    return runScript(SCRIPT, [
      manifest,
      String(VERSION_ID),
      String(BENCHMARK_ID),
      String(TOTAL),
      ...from.map(({ url }) => url),
    ]);
  }

  async function report(metrics: unknown): Promise<ScriptOutcome> {
    const { manifest, blocks } = publish(metrics);
    return run(manifest, await start(serveBlocks(blocks)));
  }
});

type Block = { cid: string; sha256: Hex; bytes: Uint8Array };

function blockOf(text: string): Block {
  const bytes = new TextEncoder().encode(text);
  const digest = toHex(sha256(bytes));
  return { cid: cidOfSha256(digest), sha256: digest, bytes };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A manifest that names metrics (any JSON, or the raw text of a file), as blocks. */
function publish(metrics: unknown): { manifest: Hex; blocks: Map<string, Uint8Array> } {
  const file = blockOf(textOf(metrics));
  const artefact = { cid: file.cid, sha256: file.sha256, bytes: file.bytes.length };
  const manifest = blockOf(JSON.stringify({ schema: "assay/version@1", metrics: artefact }));
  return { manifest: manifest.sha256, blocks: new Map([file, manifest].map(({ cid, bytes }) => [cid, bytes])) };
}

function words(...values: bigint[]): ScriptOutcome {
  return {
    kind: "response",
    bytes: AbiCoder.defaultAbiCoder().encode(
      values.map(() => "uint256"),
      values,
    ),
  };
}

function failure(message: string): ScriptOutcome {
  return { kind: "error", message };
}

function sendForever(response: NodeJS.WritableStream & { destroyed?: boolean }): void {
  const chunk = Buffer.alloc(1 << 16);
  const pump = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", pump);
  };
  pump();
}
