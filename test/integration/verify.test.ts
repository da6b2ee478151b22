import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { z } from "zod";
import { formatVersionName } from "../../oracle-worker/src/chain/versionName.ts";
import { decodeLog } from "../../oracle-worker/src/proof/lossLog.ts";
import { withConsistentDigests } from "../../oracle-worker/src/testing/provenRun.ts";
import { runAssay } from "../utils/runAssay.ts";
import { createWorkerWorld, type PublishedRun, type WorkerWorld } from "./workerWorld.ts";

const ReportSchema = z.looseObject({
  name: z.string(),
  verdict: z.string(),
  contradiction: z.looseObject({ what: z.string() }).nullable(),
  chosen: z.array(z.number()),
  segments: z.number(),
  stepsExecuted: z.number(),
  steps: z.number(),
  randomSeed: z.string().nullable(),
});

describe("assay verify, in an empty folder", function () {
  this.timeout(120_000);

  let world: WorkerWorld;
  let folder: string;
  let registry: string;
  let honest: PublishedRun;

  before(async () => {
    world = await createWorkerWorld({ workers: 1, quorum: 1 });
    folder = join(world.directory, "empty");
    await mkdir(folder);
    registry = world.deployment.contracts.PipelineRegistry;
    honest = await world.publish({ userSeed: 1, steps: 12, checkpointEvery: 4 });
  });
  after(() => world.close());

  const nameOf = (versionId: number): string =>
    formatVersionName({ chainId: 31_337, registry: `0x${registry.slice(2)}`, versionId });
  const sources = (): string[] => ["--rpc", world.rpcUrl, "--gateway", world.gatewayUrl];

  /** Runs the command where there is nothing, and expects it to leave nothing. */
  async function verify(exitCode: number, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const outcome = await runAssay(["--home", folder, ...args], undefined, folder);
    expect(outcome.exitCode, outcome.stderr).to.equal(exitCode);
    expect(await readdir(folder)).to.deep.equal([]);
    return outcome;
  }
  async function report(exitCode: number, ...args: string[]): Promise<z.infer<typeof ReportSchema>> {
    return ReportSchema.parse(JSON.parse((await verify(exitCode, "--json", "verify", ...args, ...sources())).stdout));
  }

  it("re-executes a random segment of a version known by its full name alone, and says how to repeat it", async () => {
    const first = await report(0, nameOf(honest.versionId));
    expect(first).to.include({ verdict: "verified", contradiction: null, segments: 3, steps: 12, stepsExecuted: 4 });
    expect(first.name).to.equal(nameOf(honest.versionId));
    const again = await report(0, nameOf(honest.versionId), "--random", "1", "--seed", String(first.randomSeed));
    expect(again.chosen).to.deep.equal(first.chosen);
  });

  it("re-executes one segment or all, by id and registry, and tells people what that cost", async () => {
    const id = String(honest.versionId);
    const { stdout } = await verify(0, "verify", id, "--registry", registry, "--segment", "2", ...sources());
    expect(stdout).to.equal(
      `${nameOf(honest.versionId)}: verified\nsegment 2 of 3, 4 of 12 steps re-executed (33.3 % of the training)\n`,
    );
    expect(await report(0, id, "--registry", registry, "--all")).to.include({ stepsExecuted: 12 });
  });

  it("verifies a fine-tune from its parent's final weights", async () => {
    const tuned = await world.publish({ userSeed: 2, parent: honest, steps: 8, checkpointEvery: 4 });
    expect(await report(0, nameOf(tuned.versionId), "--all")).to.include({ verdict: "verified", stepsExecuted: 8 });
  });

  it("takes what is not given from a home", async () => {
    const [home] = world.homes;
    const { exitCode, stdout, stderr } = await runAssay([
      "--home",
      home?.home ?? "",
      "verify",
      String(honest.versionId),
    ]);
    expect(exitCode, stderr).to.equal(0);
    expect(stdout).to.include(": verified\n");
  });

  it("a forged log: exit code 10, the step and both losses", async () => {
    const forged = await world.publish({
      userSeed: 3,
      steps: 12,
      checkpointEvery: 4,
      forge: (run, spec) => {
        const losses = decodeLog(run.log, run.steps);
        new Int32Array(losses.buffer)[6] = (new Int32Array(losses.buffer)[6] ?? 0) ^ 1;
        return withConsistentDigests(spec, run, { losses });
      },
    });
    const name = nameOf(forged.versionId);
    const { contradiction, verdict } = await report(10, name, "--all");
    expect(verdict).to.equal("contradicted");
    expect(contradiction).to.include({ what: "loss", step: 7 });
    const { stderr } = await verify(10, "verify", name, "--segment", "2", ...sources());
    expect(stderr).to.match(/^error: the proof's loss at step 7 is .+, recomputed .+; do not use the version$/m);
    // Nobody who looks at another segment notices.
    expect(await report(0, name, "--segment", "3")).to.include({ verdict: "verified" });
  });

  it("weights copied and passed off as trained from the seed: exit code 10, step 0 and the tensor", async () => {
    const copied = await world.publish({ userSeed: 4, steps: 4, initial: { weights: honest.run.weights } });
    const { contradiction, stepsExecuted } = await report(10, nameOf(copied.versionId));
    expect(contradiction).to.include({ what: "initial weights", step: 0 }).and.to.have.property("tensor");
    expect(stepsExecuted).to.equal(0);
  });

  it("a foreign engine, no proof, no such version, no registry, nothing to ask: a named error each", async () => {
    const foreign = await world.publish({
      userSeed: 5,
      steps: 4,
      forge: (run) => ({ ...run, engineDigest: `0x${"e1".repeat(32)}` }),
    });
    const unproven = await world.publish({ userSeed: 6, steps: 4, isProven: false });
    const hidden = await world.publish({ userSeed: 7, steps: 4, hidden: true });
    const failure = async (exitCode: number, ...args: string[]): Promise<string> =>
      (await verify(exitCode, "verify", ...args)).stderr;
    expect(await failure(2, nameOf(foreign.versionId), ...sources())).to.include("trained on engine 0xe1e1");
    expect(await failure(6, nameOf(unproven.versionId), ...sources())).to.include("has no training proof");
    expect(await failure(4, nameOf(hidden.versionId), ...sources())).to.include("no gateway has");
    expect(await failure(6, nameOf(999), ...sources())).to.include("UnknownVersion");
    expect(await failure(6, nameOf(1).replace(registry, `0x${"11".repeat(20)}`), ...sources())).to.include(
      "no contract",
    );
    expect(await failure(2, nameOf(1).replace("31337", "5"), ...sources())).to.include("chain");
    expect(await failure(2, "1", ...sources())).to.include("--registry");
    expect(await failure(2, nameOf(1), "--gateway", world.gatewayUrl)).to.include("--rpc");
    const another = `0x${"22".repeat(20)}`;
    expect(await failure(2, nameOf(1), "--registry", another, ...sources())).to.include(`--registry is ${another}`);
    expect(await failure(2, nameOf(1), "--all", "--segment", "1", ...sources())).to.include("exclude each other");
    expect(await failure(2, nameOf(1), "--segment", "4", ...sources())).to.include("has 3 segments");
  });
});
