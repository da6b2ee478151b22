import { expect } from "chai";
import { decodeServedAttestation, type ServedAttestation } from "../../oracle-worker/src/batch/servedAttestation.ts";
import { bitsOf } from "../../oracle-worker/src/core/bitsOf.ts";
import { readConfig } from "../../oracle-worker/src/config.ts";
import { createLogger } from "../../oracle-worker/src/logger.ts";
import { startWorker } from "../../oracle-worker/src/main.ts";
import { startWorkerProcess } from "./startWorkerProcess.ts";
import { submitLie } from "./submitLie.ts";
import {
  createWorkerWorld,
  EPOCH_SECONDS,
  until,
  WINDOW_SECONDS,
  type WorkerHome,
  type WorkerWorld,
  type WorkerWorldOptions,
} from "./workerWorld.ts";

describe("workers under a committee that may lie, leave out or stay away", function () {
  // Processes that start, and a machine that may do more than this.
  this.timeout(180_000);

  let world: WorkerWorld;
  let closers: (() => Promise<unknown>)[];
  let lines: string[];

  beforeEach(() => {
    closers = [];
    lines = [];
  });

  afterEach(async () => {
    await Promise.all(closers.map((close) => close()));
    await world.close();
  });

  async function createWorld(options: WorkerWorldOptions): Promise<void> {
    world = await createWorkerWorld(options);
  }

  async function start(home: WorkerHome | undefined): Promise<void> {
    const logger = createLogger({ level: "debug", destination: { write: (line) => void lines.push(line) } });
    const worker = await startWorker(await readConfig(home?.home ?? ""), { logger });
    closers.push(() => worker.stop());
  }

  /** In a process of its own. */
  async function spawn({ home }: WorkerHome): Promise<void> {
    const worker = await startWorkerProcess(home);
    closers.push(() => worker.end("SIGTERM"));
  }

  /** Publishes a version, requests its score, and ends the epoch. */
  async function requestOne(userSeed: number): Promise<{ versionId: number; epoch: number }> {
    const { versionId } = await world.publish({ userSeed });
    const { epoch } = await world.request(versionId);
    await world.advance(EPOCH_SECONDS);
    return { versionId, epoch };
  }

  /** What the workers serve of a batch, once all of them do. */
  async function collectFrom(homes: readonly (WorkerHome | undefined)[], epoch: number): Promise<ServedAttestation[]> {
    let served: ServedAttestation[] = [];
    await until("all have signed", async () => {
      const answers = await Promise.all(
        homes.map(async (home) => fetch(`http://127.0.0.1:${home?.port}/attestations/1/${epoch}`)),
      );
      if (answers.some(({ status }) => status !== 200)) return false;
      const decoded = await Promise.all(answers.map(async (answer) => decodeServedAttestation(await answer.json())));
      served = decoded.flatMap((one) => ("problem" in one ? [] : [one]));
      return true;
    });
    return served;
  }

  async function submissions(): Promise<number> {
    return (await world.reports()).submitted.length;
  }

  it("C-14, W-6: honest workers challenge the lie of a whole committee, and overturn it", async () => {
    await createWorld({ workers: 5, quorum: 2, committeeSize: 2, wholeRounds: true });
    const { committee, scores } = world.assay;
    const { versionId, epoch } = await requestOne(1);
    const liars = await submitLie(world, epoch, versionId);
    const honest = world.homes.filter((home) => !liars.includes(home));
    await Promise.all(honest.map(spawn));
    await until("the challenge is answered", async () => (await submissions()) === 2, 60_000);
    const challenges = await committee.queryFilter(committee.filters.BatchChallenged(1, epoch));
    expect(challenges).to.have.length(1);
    const challenger = challenges[0]?.args.challenger ?? "";
    expect(honest.map(({ wallet }) => wallet.address)).to.include(challenger);

    await world.advance(WINDOW_SECONDS);
    await until("the batch is settled", async () => (await world.reports()).settled.length === 1, 60_000);
    const { correct } = await scores.scoreOf(versionId);
    expect(Number(correct)).to.be.lessThan(40);
    const { minStakeWei } = world.assay.parameters;
    for (const { index } of liars) expect((await committee.workerAt(index)).stakeWei).to.equal(0n);
    expect(bitsOf(await committee.liveSet())).to.deep.equal(honest.map(({ index }) => index));
    // Its bond, and half of two stakes.
    expect(await committee.creditOf(challenger)).to.equal((challenges[0]?.args.bondWei ?? 0n) + minStakeWei);
    for (const { wallet } of honest) expect(await scores.creditOf(wallet.address)).to.be.greaterThan(0n);
  });

  it("C-13, W-6: a round's own draw answers a challenge", async () => {
    // One worker is drawn first, then three of five.
    await createWorld({ workers: 5, quorum: 1, committeeSize: 1 });
    const { committee, scores } = world.assay;
    const { versionId, epoch } = await requestOne(1);
    const liars = await submitLie(world, epoch, versionId);
    for (const home of world.homes) if (!liars.includes(home)) await start(home);
    const challenges = () => committee.queryFilter(committee.filters.BatchChallenged(1, epoch));
    await until("the batch is challenged", async () => (await challenges()).length === 1);
    // The seed's block, and one that remembers it.
    for (let i = 0; i < 3; i++) await world.advance(1);
    await until("the challenge is answered", async () => (await submissions()) === 2);
    const { isDrawn, round, workers } = await committee.committeeOf(1, epoch);
    expect([isDrawn, round, workers.length]).to.deep.equal([true, 1n, 3]);
    const signed = new Set(lines.filter((line) => line.includes("a batch is signed")));
    const honest = workers.filter((index) => liars.every((liar) => BigInt(liar.index) !== index));
    expect(signed.size).to.equal(honest.length);
    await world.advance(WINDOW_SECONDS);
    await until("the batch is settled", async () => (await world.reports()).settled.length === 1);
    expect(Number((await scores.scoreOf(versionId)).correct)).to.be.lessThan(40);
  });

  it("C-10, W-4: who is not drawn signs nothing, and checks what the others submit", async () => {
    await createWorld({ workers: 3, quorum: 2, committeeSize: 2 });
    const { committee } = world.assay;
    for (const home of world.homes) await start(home);
    const { epoch } = await requestOne(1);
    await until("the epoch is closed", async () => (await committee.epochOf(epoch)).isClosed);
    // The seed's block, and one that remembers it.
    for (let i = 0; i < 3; i++) await world.advance(1);
    await until("a batch is submitted", async () => (await submissions()) === 1);
    expect(await committee.queryFilter(committee.filters.SeedStored(epoch))).to.have.length(1);
    expect(await committee.queryFilter(committee.filters.EpochClosed(epoch))).to.have.length(1);
    expect((await committee.batchOf(1, epoch)).signers).to.equal(0b11n);
    const saying = (message: string) => lines.filter((line) => line.includes(message)).length;
    await until("the third has checked it", () => saying("a batch is scored") === 3);
    expect(saying("a batch is signed")).to.equal(2);
    expect(saying("is not what this worker computed")).to.equal(0);
    await world.advance(WINDOW_SECONDS);
    await until("the batch is settled", async () => (await world.reports()).settled.length === 1);
    expect(await committee.queryFilter(committee.filters.WorkerMissed())).to.have.length(0);
  });

  it("C-11, W-5: a worker that a submission left out adds its signature, and is paid", async () => {
    // Nobody submits before the test does.
    await createWorld({ workers: 3, quorum: 2, graceMs: 600_000 });
    const { committee, scores } = world.assay;
    const [a, b, c] = world.homes;
    await start(a);
    await start(b);
    const { epoch } = await requestOne(1);
    const [first, second] = await collectFrom([a, b], epoch);
    if (first === undefined || second === undefined) throw new Error("two attestations");
    await committee.submit(first.header, first.items, [first.attestation, second.attestation]);
    await start(c);
    await until("the third has attested", async () => {
      const [event] = await committee.queryFilter(committee.filters.BatchAttested(1, epoch));
      return event !== undefined;
    });
    expect((await committee.batchOf(1, epoch)).signers).to.equal(0b111n);
    await world.advance(WINDOW_SECONDS);
    await until("the batch is settled", async () => (await world.reports()).settled.length === 1);
    expect(await scores.creditOf(c?.wallet.address ?? "")).to.equal(10n ** 12n);
    expect(await committee.queryFilter(committee.filters.WorkerMissed())).to.have.length(0);
  });

  it("C-16, W-7: a worker that stayed away is out of the draw, and rejoins when its time is over", async () => {
    await createWorld({ workers: 3, quorum: 2, graceMs: 50 });
    const { committee } = world.assay;
    const [a, b, c] = world.homes;
    await start(a);
    await start(b);
    await requestOne(1);
    await until("a batch is submitted", async () => (await submissions()) === 1);
    await world.advance(WINDOW_SECONDS);
    await until("it is settled", async () => (await world.reports()).settled.length === 1);
    const [missed] = await committee.queryFilter(committee.filters.WorkerMissed());
    expect(missed?.args.index).to.equal(2n);
    expect(await committee.liveSet()).to.equal(0b011n);

    const { epoch } = await requestOne(2);
    await until("the others go on without it", async () => (await submissions()) === 2);
    expect((await committee.batchOf(1, epoch)).signers).to.equal(0b11n);

    await start(c);
    await world.advance(9 * EPOCH_SECONDS);
    await until("it is in the draw again", async () => (await committee.liveSet()) === 0b111n);
  });
});
