import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { z } from "zod";
import { createDiskStore } from "../../oracle-worker/src/ipfs/createDiskStore.ts";
import { decodeCheckpoints } from "../../oracle-worker/src/proof/checkpoints.ts";
import { type Outcome, runAssay } from "../utils/runAssay.ts";
import { createWorkerWorld, specOf, type WorkerWorld } from "./workerWorld.ts";

const ArtefactSchema = z.object({ cid: z.string(), sha256: z.custom<`0x${string}`>(), bytes: z.number() });
const RunSchema = z.looseObject({ finalRoot: z.string(), checkpoints: ArtefactSchema });

describe("assay train and resume", function () {
  this.timeout(120_000);

  let world: WorkerWorld;
  let home: string;
  const file = (name: string): string => join(world.directory, name);

  before(async () => {
    world = await createWorkerWorld({ workers: 1, quorum: 1 });
    home = world.homes[0]?.home ?? "";
    const spec = specOf({ userSeed: 1, steps: 2_000, checkpointEvery: 100, parent: undefined });
    await writeFile(file("spec.json"), JSON.stringify(spec));
  });
  after(() => world.close());

  const assay = (args: string[], onStderr?: Parameters<typeof runAssay>[1]): Promise<Outcome> =>
    runAssay(["--home", home, ...args], onStderr);
  const train = (out: string): string[] => ["train", file("spec.json"), "--pipeline", "1", "--out", file(out)];
  const runOf = async (out: string): Promise<z.infer<typeof RunSchema>> =>
    RunSchema.parse(JSON.parse(await readFile(file(`${out}/run.json`), "utf8")));

  async function stopAt(out: string, progress: string, signal?: "SIGKILL", args = train(out)): Promise<Outcome> {
    return assay(args, (text, interrupt) => {
      if (text.includes(progress)) interrupt(signal);
    });
  }

  it("killed −9 twice and resumed: the same run, the same artefacts, and nothing else left", async () => {
    const whole = await assay([...train("whole"), "--keep-states", "3"]);
    expect(whole.exitCode, whole.stderr).to.equal(0);
    expect(whole.stdout).to.include("3 states kept, proof work ");
    expect((await readdir(file("whole"))).sort()).to.deep.equal(["run.json", "times.json"]);

    await stopAt("killed", "training 600/2000", "SIGKILL", [...train("killed"), "--keep-states", "3"]);
    expect(existsSync(file("killed/run.json"))).to.equal(false);
    await stopAt("killed", "training 1400/2000", "SIGKILL", ["resume", file("killed")]);
    const resumed = await assay(["resume", file("killed")]);
    expect(resumed.exitCode, resumed.stderr).to.equal(0);
    expect(resumed.stderr).to.match(/^going on after step \d+00$/m);
    expect(await runOf("killed")).to.deep.equal(await runOf("whole"));
    expect((await readdir(file("killed"))).sort()).to.deep.equal(["run.json", "times.json"]);

    const store = await createDiskStore({ directory: join(home, "store") });
    const { checkpoints } = await runOf("killed");
    const list = decodeCheckpoints(await store.fetchArtefact(checkpoints, { maxBytes: 1_000_000 }));
    const kept = list.filter(({ state }) => state !== undefined);
    expect(kept.map(({ step }) => step)).to.deep.equal([500, 1000, 1500]);
    for (const { state } of kept) if (state) await store.fetchArtefact(state, { maxBytes: 1_000_000 });
    await store.close();
  });

  it("stopped by Ctrl-C: exit code 130, says how to go on, and does not start over", async () => {
    const { exitCode, stderr } = await stopAt("stopped", "training 400/2000");
    expect(exitCode, stderr).to.equal(130);
    expect(stderr).to.include(`the checkpoints are kept: assay resume ${file("stopped")}`);
    const again = await assay(train("stopped"));
    expect(again.exitCode).to.equal(2);
    expect(again.stderr).to.include(`go on with assay resume ${file("stopped")}`);
    // Another engine would give other bits from here on.
    const path = file("stopped/training.json");
    const training = await readFile(path, "utf8");
    await writeFile(
      path,
      training.replace(/"engineDigest": "0x[0-9a-f]{64}"/, `"engineDigest": "0x${"e1".repeat(32)}"`),
    );
    const foreign = await assay(["resume", file("stopped")]);
    expect(foreign.exitCode).to.equal(2);
    expect(foreign.stderr).to.include("the training began on engine 0xe1e1");
    await writeFile(path, training);
    expect((await assay(["resume", file("stopped")])).exitCode).to.equal(0);
    expect((await runOf("stopped")).finalRoot).to.equal((await runOf("whole")).finalRoot);
    const finished = await assay(["resume", file("stopped")]);
    expect(finished.exitCode).to.equal(0);
    expect(finished.stdout).to.include("is finished");
  });

  it("every state damaged: CheckpointCorrupt, exit code 5; not a training: exit code 2", async () => {
    await stopAt("damaged", "training 400/2000");
    const directory = file("damaged/checkpoints");
    for (const name of await readdir(directory)) {
      if (name.endsWith(".safetensors")) await writeFile(join(directory, name), "");
    }
    const { exitCode, stderr } = await assay(["resume", file("damaged")]);
    expect(exitCode).to.equal(5);
    expect(stderr).to.match(/^error: .* holds no intact checkpoint: the state of checkpoint \d+00 is damaged/m);
    await mkdir(file("nothing"));
    expect((await assay(["resume", file("nothing")])).exitCode).to.equal(2);
  });
});
