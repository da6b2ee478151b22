import { expect } from "chai";
import { readConfig } from "../../oracle-worker/src/config.ts";
import { decodeItems } from "../../oracle-worker/src/core/scoreItem.ts";
import { fromHex } from "../../oracle-worker/src/core/sha256.ts";
import { createLogger } from "../../oracle-worker/src/logger.ts";
import { type RunningWorker, startWorker } from "../../oracle-worker/src/main.ts";
import { createWorkerWorld, EPOCH_SECONDS, type PublishedRun, until, WINDOW_SECONDS, type WorkerWorld } from "./workerWorld.ts";

describe("three workers", () => {
  let world: WorkerWorld;
  let workers: RunningWorker[];
  let first: PublishedRun;
  const lines: string[] = [];

  before(async () => {
    world = await createWorkerWorld({ workers: 3, quorum: 2 });
    const logger = createLogger({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    workers = await Promise.all(world.homes.map(async ({ home }) => startWorker(await readConfig(home), { logger })));
  });

  after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await world.close();
  });

  it("C-3, C-6: score a version, submit one batch, and settle it after the window", async () => {
    first = await world.publish({ userSeed: 1 });
    const { epoch } = await world.request(first.versionId);
    await world.advance(EPOCH_SECONDS);
    await until("a batch is submitted", async () => (await world.reports()).submitted.length === 1);
    const [batch] = (await world.reports()).submitted;
    expect(Number(batch?.args.epoch)).to.equal(epoch);
    const [item] = decodeItems(fromHex(batch?.args.items ?? ""));
    expect(item).to.deep.include({ versionId: first.versionId, holder: 0, newlyRight: 0, newlyWrong: 0, parentRight: 0 });
    await world.advance(WINDOW_SECONDS);
    await until("the batch is settled", async () => (await world.reports()).settled.length === 1);
    const score = await world.assay.scores.scoreOf(first.versionId);
    expect(Number(score.correct)).to.equal(item?.correct);
    expect(await world.assay.scores.recordOf(1)).to.equal(BigInt(first.versionId));
  });
});
