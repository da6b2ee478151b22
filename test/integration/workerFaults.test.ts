import { createServer } from "node:http";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { connectContracts } from "../../oracle-worker/src/chain/contracts.ts";
import { followRequests } from "../../oracle-worker/src/chain/followRequests.ts";
import { openProvider } from "../../oracle-worker/src/chain/provider.ts";
import { readBlock } from "../../oracle-worker/src/chain/readChainState.ts";
import { readConfig } from "../../oracle-worker/src/config.ts";
import type { Journal } from "../../oracle-worker/src/journal/journal.ts";
import { openJournal } from "../../oracle-worker/src/journal/openJournal.ts";
import { createLogger } from "../../oracle-worker/src/logger.ts";
import { startWorker } from "../../oracle-worker/src/main.ts";
import type { Fault } from "../utils/serveRpc.ts";
import { codeOf } from "../utils/codeOf.ts";
import { startWorkerProcess } from "./startWorkerProcess.ts";
import {
  createWorkerWorld,
  EPOCH_SECONDS,
  type PublishedRun,
  until,
  WINDOW_SECONDS,
  type WorkerWorld,
} from "./workerWorld.ts";

/** Numerical Recipes' generator: the same faults in every run of a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** One request in four fails in one of five ways. */
function faultsOf(seed: number): Fault {
  const random = seeded(seed);
  return ({ id }, response) => {
    if (random() > 0.25) return false;
    const kind = Math.floor(random() * 5);
    if (kind === 0) response.destroy();
    if (kind === 1) response.writeHead(429).end("slow down");
    if (kind === 2) response.end("<html>not JSON</html>");
    if (kind === 3) response.writeHead(503).end();
    if (kind === 4)
      response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32_005, message: "limit exceeded" } }));
    return true;
  };
}

describe("a worker whose RPC fails", () => {
  for (const seed of [1, 2]) {
    it(`with seed ${seed} makes one report`, async () => {
      let faults: Fault | undefined;
      const world = await createWorkerWorld({
        workers: 1,
        quorum: 1,
        fault: async (...args) => (await faults?.(...args)) ?? false,
      });
      const worker = await startWorker(await readConfig(world.homes[0]?.home ?? ""), {
        logger: createLogger({ level: "error" }),
      });
      try {
        const { versionId } = await world.publish({ userSeed: seed });
        await world.request(versionId);
        faults = faultsOf(seed);
        await world.advance(EPOCH_SECONDS);
        await until("a batch is submitted", async () => (await world.reports()).submitted.length === 1, 60_000);
        await world.advance(WINDOW_SECONDS);
        await until("it is settled", async () => (await world.reports()).settled.length === 1, 60_000);
        expect((await world.reports()).submitted).to.have.length(1);
      } finally {
        await worker.stop();
        await world.close();
      }
    });
  }
});

describe("a provider", () => {
  const retries = { attempts: 2, firstDelayMs: 1, maxDelayMs: 1 };

  it("names an RPC that is not there, and one that never answers", async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const rpcUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    expect(await codeOf(openProvider({ rpcUrl, chainId: 1, timeoutMs: 30, retries }))).to.equal("RpcUnreachable");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await codeOf(openProvider({ rpcUrl, chainId: 1, timeoutMs: 30, retries }))).to.equal("RpcUnreachable");
  });

  it("names another chain", async () => {
    const world = await createWorkerWorld({ workers: 1, quorum: 1 });
    expect(await codeOf(openProvider({ rpcUrl: world.rpcUrl, chainId: 1, retries }))).to.equal("ChainIdMismatch");
    await world.close();
  });
});

describe("events", () => {
  let world: WorkerWorld;
  let dropLogs = false;

  before(async () => {
    world = await createWorkerWorld({
      workers: 1,
      quorum: 1,
      fault: ({ id, method }, response) => {
        if (!dropLogs || method !== "eth_getLogs") return false;
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: [] }));
        return true;
      },
    });
  });

  after(() => world.close());

  function journalNamed(name: string): Journal {
    const path = join(world.directory, name);
    return openJournal(path, { chainId: 31_337, committee: world.deployment.contracts.Committee, account: "test" });
  }

  async function follow(journal: Journal): Promise<void> {
    const provider = await openProvider({ rpcUrl: world.rpcUrl, chainId: 31_337 });
    const { scores } = connectContracts(world.deployment, provider);
    await followRequests({
      provider,
      scores,
      log: journal,
      fromBlock: 0,
      head: await readBlock(provider, "finalized"),
    });
    provider.destroy();
  }

  it("after reorganisations, in any order, twice or late, end in the state of a clean replay", async () => {
    const versions: PublishedRun[] = [];
    for (const userSeed of [1, 2, 3]) versions.push(await world.publish({ userSeed }));
    const [a = 0, b = 0, c = 0] = versions.map(({ versionId }) => versionId);
    const followed = journalNamed("followed.sqlite");
    const { epoch } = await world.request(a);
    await follow(followed);
    // A first chain has b, which is gone in the second; that one has c instead, at the same height.
    const snapshot: unknown = await world.send("evm_snapshot");
    await world.request(b);
    await follow(followed);
    await follow(followed);
    expect(followed.requestedVersions({ benchmarkId: 1, epoch })).to.deep.equal([a, b]);
    await world.send("evm_revert", [snapshot]);
    await world.advance(7);
    await world.request(c);
    await follow(followed);

    const replayed = journalNamed("replayed.sqlite");
    await follow(replayed);
    expect(followed.requestedVersions({ benchmarkId: 1, epoch })).to.deep.equal([a, c]);
    expect(replayed.requestedVersions({ benchmarkId: 1, epoch })).to.deep.equal([a, c]);
    expect(followed.cursor()).to.deep.equal(replayed.cursor());

    const shuffled = journalNamed("shuffled.sqlite");
    const events = [c, a, a].map((versionId, i) => ({
      benchmarkId: 1,
      epoch,
      versionId,
      blockHash: versionId === a ? "0xa" : "0xc",
      blockNumber: i,
      logIndex: 0,
    }));
    shuffled.recordRequests(events, { number: 9, hash: "0x9" });
    shuffled.recordRequests(events.toReversed(), { number: 9, hash: "0x9" });
    expect(shuffled.requestedVersions({ benchmarkId: 1, epoch })).to.deep.equal([a, c]);
    for (const journal of [followed, replayed, shuffled]) journal.close();
  });

  it("that a node left out are read again before anything is signed", async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    await world.advance(EPOCH_SECONDS);
    const { versionId: first } = await world.publish({ userSeed: 11 });
    const { versionId: second } = await world.publish({ userSeed: 12 });
    const worker = await startWorker(await readConfig(world.homes[0]?.home ?? ""), { logger });
    const { epoch } = await world.request(first);
    const looked = async () =>
      z.object({ block: z.int() }).parse(await (await fetch(`${worker.url}/readyz`)).json()).block;
    const height = Number(await world.send("eth_blockNumber"));
    await until("the first is seen", async () => (await looked()) >= height);
    dropLogs = true;
    await world.request(second);
    await world.advance(EPOCH_SECONDS);
    await until("the gap is noticed", () => lines.some((line) => line.includes("EventsMissing")));
    dropLogs = false;
    await until("the batch is submitted", async () => {
      const { submitted } = await world.reports();
      return submitted.some(({ args }) => Number(args.epoch) === epoch && args.items.length === 2 + 2 * 2 * 28);
    });
    await worker.stop();
  });
});

describe("secrets", () => {
  it("never reach stdout or stderr, whatever fails", async () => {
    const world = await createWorkerWorld({ workers: 1, quorum: 1 });
    const [home] = world.homes;
    const path = join(home?.home ?? "", "assay.json");
    const config = z.looseObject({ rpcUrl: z.string() }).parse(JSON.parse(await readFile(path, "utf8")));
    const token = "canary-token-0123456789";
    await writeFile(path, JSON.stringify({ ...config, rpcUrl: `${config.rpcUrl}/v3/${token}` }));
    const worker = await startWorkerProcess(home?.home ?? "");
    const { versionId } = await world.publish({ userSeed: 1, hidden: true });
    await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    await until("something fails", () => worker.output().includes("ContentUnavailable"));
    expect(await worker.end("SIGTERM")).to.equal(0);

    await appendFile(join(home?.home ?? "", "key"), "trailing");
    const failure = await startWorkerProcess(home?.home ?? "").then(
      () => "it started",
      (error: unknown) => String(error),
    );
    expect(failure).to.include("KeyInvalid");
    for (const text of [worker.output(), failure]) {
      expect(text).to.not.include(home?.wallet.privateKey.slice(2));
      expect(text).to.not.include(token);
    }
    await world.close();
  });
});
