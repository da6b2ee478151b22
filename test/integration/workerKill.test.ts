import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { JOB_STATES, type JobState } from "../../oracle-worker/src/core/nextAction.ts";
import { startWorkerProcess } from "./startWorkerProcess.ts";
import { createWorkerWorld, EPOCH_SECONDS, until, WINDOW_SECONDS, type WorkerWorld } from "./workerWorld.ts";

/** Every RPC answer takes this long: a step then lasts long enough to be seen from outside. */
const RPC_MS = 25;

describe("a worker that is killed", function () {
  // Processes that start, and a machine that may do more than this.
  this.timeout(180_000);

  let world: WorkerWorld;

  before(async () => {
    world = await createWorkerWorld({
      workers: 1,
      quorum: 1,
      fault: async () => {
        await new Promise((resolve) => setTimeout(resolve, RPC_MS));
        return false;
      },
    });
  });

  after(() => world.close());

  it("at every step of the journal makes exactly one report", async () => {
    const home = world.homes[0]?.home ?? "";
    const { versionId } = await world.publish({ userSeed: 1 });
    const { epoch } = await world.request(versionId);
    await world.advance(EPOCH_SECONDS);

    const attestations = new Set<string>();
    const killedAt: JobState[] = [];
    for (const state of JOB_STATES.slice(0, -1)) {
      const worker = await startWorkerProcess(home);
      await until(`the job is ${state}`, () => reached(home, epoch, state));
      await worker.end("SIGKILL");
      const job = readJob(home, epoch);
      if (job?.attestation) attestations.add(job.attestation);
      if (job) killedAt.push(job.state);
    }
    await world.advance(WINDOW_SECONDS);
    const last = await startWorkerProcess(home);
    await until("the job is final", () => reached(home, epoch, "final"));
    expect(await last.end("SIGTERM")).to.equal(0);

    const { submitted, settled } = await world.reports();
    expect([submitted.length, settled.length], `killed at ${killedAt.join(", ")}`).to.deep.equal([1, 1]);
    expect(attestations.size, "a batch is signed once").to.equal(1);
    // Stake, the epoch's end, submission, settlement: nothing else was ever mined from the key.
    const wallet = world.homes[0]?.wallet.address ?? "";
    expect(Number(await world.send("eth_getTransactionCount", [wallet, "latest"]))).to.equal(4);
    expect(new Set(killedAt).size, `killed at ${killedAt.join(", ")}`).to.be.greaterThan(3);
  });

  it("at random moments makes exactly one report", async () => {
    const home = world.homes[0]?.home ?? "";
    const before = await world.reports();
    const { versionId } = await world.publish({ userSeed: 2 });
    const { epoch } = await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    // The seed of this schedule is its text: milliseconds after the worker is ready.
    for (const ms of [40, 310, 170, 90]) {
      const worker = await startWorkerProcess(home);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await worker.end("SIGKILL");
    }
    const last = await startWorkerProcess(home);
    await until("the batch is submitted", () => reached(home, epoch, "mined"));
    await world.advance(WINDOW_SECONDS);
    await until("the job is final", () => reached(home, epoch, "final"));
    await last.end("SIGTERM");
    const { submitted, settled } = await world.reports();
    expect([submitted.length - before.submitted.length, settled.length - before.settled.length]).to.deep.equal([1, 1]);
  });
});

type JobRow = { state: JobState; attestation: string | null };

function readJob(home: string, epoch: number): JobRow | undefined {
  const database = new DatabaseSync(join(home, "journal.sqlite"), { readOnly: true });
  try {
    const row = database.prepare("SELECT state, attestation FROM job WHERE epoch = ?").get(epoch);
    const state = JOB_STATES.find((known) => known === row?.["state"]);
    const attestation = row?.["attestation"];
    return state && { state, attestation: typeof attestation === "string" ? attestation : null };
  } finally {
    database.close();
  }
}

function reached(home: string, epoch: number, state: JobState): boolean {
  const job = readJob(home, epoch);
  return job !== undefined && JOB_STATES.indexOf(job.state) >= JOB_STATES.indexOf(state);
}
