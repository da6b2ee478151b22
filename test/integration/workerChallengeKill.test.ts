import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import type { Purpose } from "../../oracle-worker/src/journal/journal.ts";
import { startWorkerProcess, type WorkerProcess } from "./startWorkerProcess.ts";
import { submitLie } from "./submitLie.ts";
import { createWorkerWorld, EPOCH_SECONDS, until, WINDOW_SECONDS, type WorkerWorld } from "./workerWorld.ts";

/** Every RPC answer takes this long: a transaction is then seen in the journal before it is mined. */
const RPC_MS = 25;

describe("a worker that is killed around a challenge", function () {
  // Processes that start, and a machine that may do more than this.
  this.timeout(180_000);

  let world: WorkerWorld;
  let worker: WorkerProcess | undefined;

  before(async () => {
    world = await createWorkerWorld({
      workers: 3,
      quorum: 2,
      committeeSize: 2,
      wholeRounds: true,
      fault: async () => {
        await new Promise((resolve) => setTimeout(resolve, RPC_MS));
        return false;
      },
    });
  });

  after(async () => {
    await worker?.end("SIGKILL");
    await world.close();
  });

  /** Starts the worker, kills it as soon as a transaction is signed, and once more a moment after its next start. */
  async function killAt(home: string, purpose: Purpose): Promise<void> {
    worker = await startWorkerProcess(home);
    await until(`the journal has the transaction to ${purpose}`, () => isSigned(home, purpose), 60_000);
    await worker.end("SIGKILL");
    worker = await startWorkerProcess(home);
    await new Promise((resolve) => setTimeout(resolve, 3 * RPC_MS));
    await worker.end("SIGKILL");
  }

  it("challenges once, and abandons what nobody answers once", async () => {
    const { committee } = world.assay;
    const { versionId } = await world.publish({ userSeed: 1 });
    const { epoch } = await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    const liars = await submitLie(world, epoch, versionId);
    const honest = world.homes.find((home) => !liars.includes(home));
    if (honest === undefined) throw new Error("one of three is not drawn");

    await killAt(honest.home, "challenge");
    worker = await startWorkerProcess(honest.home);
    const challenges = () => committee.queryFilter(committee.filters.BatchChallenged(1, epoch));
    await until("the batch is challenged", async () => (await challenges()).length > 0, 60_000);
    await worker.end("SIGTERM");

    // The liars do not answer: there is no quorum of three without them.
    await world.advance(WINDOW_SECONDS);
    await killAt(honest.home, "abandon");
    worker = await startWorkerProcess(honest.home);
    const cancelled = () => committee.queryFilter(committee.filters.BatchCancelled(1, epoch));
    await until("the batch is cancelled", async () => (await cancelled()).length > 0, 60_000);
    await until("the job is final", () => outcomeOf(honest.home, epoch) === "cancelled", 60_000);
    expect([(await challenges()).length, (await cancelled()).length]).to.deep.equal([1, 1]);
    const [challenge] = await challenges();
    expect(await committee.creditOf(honest.wallet.address)).to.equal(challenge?.args.bondWei);
    // Stake, challenge, the end of it: nothing else was ever mined from the key.
    expect(Number(await world.send("eth_getTransactionCount", [honest.wallet.address, "latest"]))).to.equal(3);
    expect(await worker.end("SIGTERM")).to.equal(0);
  });

  it("closes an epoch once", async () => {
    const { committee } = world.assay;
    const { versionId } = await world.publish({ userSeed: 2 });
    const { epoch } = await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    const home = world.homes[0];
    if (home === undefined) throw new Error("the world has three homes");
    const before = Number(await world.send("eth_getTransactionCount", [home.wallet.address, "latest"]));
    await killAt(home.home, "close");
    worker = await startWorkerProcess(home.home);
    const closed = () => committee.queryFilter(committee.filters.EpochClosed(epoch));
    await until("the epoch is closed", async () => (await closed()).length > 0, 60_000);
    expect(await worker.end("SIGTERM")).to.equal(0);
    expect(await closed()).to.have.length(1);
    expect(Number(await world.send("eth_getTransactionCount", [home.wallet.address, "latest"]))).to.equal(before + 1);
  });
});

function read(home: string, sql: string, ...values: (string | number)[]): Record<string, unknown> | undefined {
  const database = new DatabaseSync(join(home, "journal.sqlite"), { readOnly: true });
  try {
    return database.prepare(sql).get(...values);
  } finally {
    database.close();
  }
}

function isSigned(home: string, purpose: Purpose): boolean {
  return read(home, "SELECT 1 FROM sent WHERE purpose = ?", purpose) !== undefined;
}

function outcomeOf(home: string, epoch: number): unknown {
  return read(home, "SELECT outcome FROM job WHERE epoch = ?", epoch)?.["outcome"];
}
