import { createServer, type Server } from "node:http";
import { expect } from "chai";
import { attestationDigest, signAttestation } from "../../oracle-worker/src/chain/attestation.ts";
import { decodeServedAttestation, encodeServedAttestation } from "../../oracle-worker/src/batch/servedAttestation.ts";
import { readConfig } from "../../oracle-worker/src/config.ts";
import { decodeItems, encodeItems, UNAVAILABLE } from "../../oracle-worker/src/core/scoreItem.ts";
import { fromHex } from "../../oracle-worker/src/core/sha256.ts";
import { createLogger } from "../../oracle-worker/src/logger.ts";
import { type RunningWorker, startWorker } from "../../oracle-worker/src/main.ts";
import {
  createWorkerWorld,
  EPOCH_SECONDS,
  until,
  WINDOW_SECONDS,
  type WorkerHome,
  type WorkerWorld,
} from "./workerWorld.ts";

describe("a committee of three with a quorum of two", () => {
  let world: WorkerWorld;
  let closers: (() => Promise<unknown>)[];
  let lines: string[];

  beforeEach(async () => {
    closers = [];
    lines = [];
    world = await createWorkerWorld({ workers: 3, quorum: 2 });
  });

  afterEach(async () => {
    await Promise.all(closers.map((close) => close()));
    await world.close();
  });

  async function start({ home }: WorkerHome): Promise<RunningWorker> {
    const logger = createLogger({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    const worker = await startWorker(await readConfig(home), { logger });
    closers.push(() => worker.stop());
    return worker;
  }

  /** An admitted worker that says of everything it was `shift` better, and serves that at its endpoint. */
  async function startLiar({ port, index, wallet }: WorkerHome, honestUrl: string, shift: number): Promise<void> {
    const server: Server = createServer((request, response) => {
      void (async () => {
        const honest = await fetch(new URL(request.url ?? "/", honestUrl));
        const served = decodeServedAttestation(await honest.json());
        if (honest.status !== 200 || "problem" in served) return response.writeHead(404).end();
        const items = encodeItems(
          decodeItems(served.items).map((item) => ({ ...item, correct: item.correct + shift })),
        );
        const { tag } = served.attestation;
        const domain = { chainId: 31_337, committee: world.deployment.contracts.Committee };
        const signature = signAttestation(wallet, attestationDigest(domain, served.header, items, tag));
        const attestation = { worker: index, tag, ...signature };
        return response.end(JSON.stringify(encodeServedAttestation({ header: served.header, items, attestation })));
      })();
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    closers.push(
      () =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    );
  }

  function homes(): [WorkerHome, WorkerHome, WorkerHome] {
    const [a, b, c] = world.homes;
    if (a === undefined || b === undefined || c === undefined) throw new Error("the world has three homes");
    return [a, b, c];
  }

  it("verifies although one of the workers lies, and names the item that differs", async () => {
    const [a, b, c] = homes();
    const { url } = await start(a);
    await start(b);
    await startLiar(c, url, 1);
    const { versionId } = await world.publish({ userSeed: 1 });
    await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    await until("a batch is submitted", async () => (await world.reports()).submitted.length === 1);
    const [batch] = (await world.reports()).submitted;
    expect(batch?.args.signers).to.equal(0b011n);
    await until("the difference is told", () =>
      lines.some((line) => line.includes("a peer has signed a different result")),
    );
    const line = lines.find((text) => text.includes("a peer has signed a different result")) ?? "{}";
    expect(JSON.parse(line)).to.deep.include({ level: "error", worker: 2, versionIds: [versionId] });
  });

  it("submits nothing when two of the workers lie", async () => {
    const [a, b, c] = homes();
    const { url } = await start(a);
    await startLiar(b, url, 1);
    await startLiar(c, url, 2);
    const { versionId } = await world.publish({ userSeed: 1 });
    await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    const differences = () => lines.filter((line) => line.includes("a peer has signed a different result")).length;
    await until("both differences are told", () => differences() === 2);
    await world.advance(WINDOW_SECONDS);
    expect((await world.reports()).submitted).to.have.length(0);
  });

  it("L-7: refuses weights that came from nowhere, and what cannot be had; the rest of the batch stands", async () => {
    const [a, b] = homes();
    await start(a);
    await start(b);
    const good = await world.publish({ userSeed: 1 });
    // Its first weights are another version's, which it does not declare.
    const stolen = await world.publish({ userSeed: 2, initial: { weights: good.run.weights } });
    const hidden = await world.publish({ userSeed: 3, hidden: true });
    const measured = await world.publish({ userSeed: 4, isProven: false });
    for (const { versionId } of [good, stolen, hidden, measured]) await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    await until("the workers wait for what is hidden", () => lines.some((line) => line.includes("ContentUnavailable")));
    expect((await world.reports()).submitted).to.have.length(0);
    // Past the epochs in which it is tried again.
    await world.advance(3 * EPOCH_SECONDS);
    await until("a batch is submitted", async () => (await world.reports()).submitted.length === 1, 40_000);
    const [batch] = (await world.reports()).submitted;
    const items = decodeItems(fromHex(batch?.args.items ?? ""));
    const unavailable = items.filter(({ correct }) => correct === UNAVAILABLE).map(({ versionId }) => versionId);
    expect(items.map(({ versionId }) => versionId)).to.deep.equal([1, 2, 3, 4]);
    expect(unavailable).to.deep.equal([stolen.versionId, hidden.versionId]);
    expect(lines.some((line) => line.includes("initRoot") && line.includes("ProofMismatch"))).to.equal(true);
  });

  it("C-8: compares a fine-tune with its primary parent and with the record holder", async () => {
    const [a, b] = homes();
    await start(a);
    await start(b);
    const parent = await world.publish({ userSeed: 1, steps: 1 });
    await world.request(parent.versionId);
    await world.advance(EPOCH_SECONDS);
    await until("a batch is submitted", async () => (await world.reports()).submitted.length === 1);
    await world.advance(WINDOW_SECONDS);
    await until("the parent is Final", async () => (await world.reports()).settled.length === 1);
    const child = await world.publish({ userSeed: 2, parent, steps: 30 });
    await world.request(child.versionId);
    await world.advance(EPOCH_SECONDS);
    await until("the child's batch is submitted", async () => (await world.reports()).submitted.length === 2);
    const [, batch] = (await world.reports()).submitted;
    const [item] = decodeItems(fromHex(batch?.args.items ?? ""));
    const before = Number((await world.assay.scores.scoreOf(parent.versionId)).correct);
    expect(item?.holder).to.equal(parent.versionId);
    expect([item?.newlyRight, item?.newlyWrong]).to.deep.equal([item?.parentRight, item?.parentWrong]);
    expect((item?.newlyRight ?? 0) - (item?.newlyWrong ?? 0)).to.equal((item?.correct ?? 0) - before);
  });
});
