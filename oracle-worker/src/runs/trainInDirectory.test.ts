import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { decodeTensors } from "../models/safetensors.ts";
import { stateShapes } from "../models/stateShapes.ts";
import { type TrainedRun, trainVersion } from "../pipeline/train.ts";
import { initialWeights } from "../models/initialWeights.ts";
import { wordBuckets } from "../models/wordBuckets.ts";
import { configDigest } from "../proof/configDigest.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { datasetOf, SEED, tinyClassifierSpec, tinyRows } from "../testing/tinyRuns.ts";
import { tinyTraining } from "../testing/tinyTraining.ts";
import { type DirectoryInput, resumeInDirectory, type StoredRun, trainInDirectory } from "./trainInDirectory.ts";

/** Everything that a run leaves, wall-clock times and paths aside. */
function bitsOf(run: TrainedRun): object {
  return { ...run, times: undefined, states: undefined };
}

describe("training in a directory", function () {
  this.timeout(60_000);

  let root: string;
  let directory: string;
  let whole: object;
  const file = (name: string): string => join(directory, "checkpoints", name);

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "assay-runs-"));
    const { training, datasets, initial } = tinyTraining(root);
    whole = bitsOf(await trainVersion({ spec: training.spec, datasets, initial }));
  });
  beforeEach(() => {
    directory = join(root, crypto.randomUUID());
  });
  after(() => rm(root, { recursive: true }));

  /** Trains and is stopped at a step. */
  async function stopAt(step: number): Promise<void> {
    const stop = new AbortController();
    const onProgress: DirectoryInput["onProgress"] = (at) => {
      if (at.step === step) stop.abort();
    };
    await expectAssayError(
      () => trainInDirectory({ ...tinyTraining(directory), onProgress, signal: stop.signal }),
      "Aborted",
    );
  }
  async function resume(): Promise<{ run: StoredRun; notes: string[] }> {
    const notes: string[] = [];
    const run = await resumeInDirectory({ ...tinyTraining(directory), note: (text) => notes.push(text) });
    return { run, notes };
  }
  async function flipLastBit(path: string): Promise<void> {
    const bytes = await readFile(path);
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    await writeFile(path, bytes);
  }

  it("gives the bits that training without one gives, and holds only the states it needs", async () => {
    const run = await trainInDirectory(tinyTraining(directory));
    expect(bitsOf(run)).to.deep.equal(whole);
    const { spec } = tinyTraining(directory).training;
    expect([...run.states.keys()]).to.deep.equal([16, 32]);
    for (const [step, path] of run.states) {
      const state = decodeTensors(new Uint8Array(await readFile(path)), stateShapes(spec));
      expect(weightsRoot(state)).to.equal(run.checkpoints.find((checkpoint) => checkpoint.step === step)?.stateRoot);
    }
    const states = (await readdir(file("."))).filter((name) => name.endsWith(".safetensors"));
    // Two to be published, two to go on from.
    expect(states).to.deep.equal([16, 32, 44, 46].map((step) => `00000${step}.safetensors`));
  });

  it("leaves nothing when it is stopped before its first checkpoint", async () => {
    await stopAt(3);
    expect(existsSync(directory)).to.equal(false);
  });

  for (const step of [4, 5, 17, 45]) {
    it(`stopped after step ${step} and resumed, ends in the same bits`, async () => {
      await stopAt(step);
      const { run, notes } = await resume();
      expect(notes).to.deep.equal([`going on after step ${4 * Math.floor(step / 4)}`]);
      expect(bitsOf(run)).to.deep.equal(whole);
    });
  }

  it("resumed after its last step, takes none and gives the same", async () => {
    await trainInDirectory(tinyTraining(directory));
    const steps: number[] = [];
    const run = await resumeInDirectory({ ...tinyTraining(directory), onProgress: ({ step }) => steps.push(step) });
    expect(steps).to.deep.equal([]);
    expect(bitsOf(run)).to.deep.equal(whole);
  });

  for (const [damage, harm] of [
    ["a flipped bit in the last state", () => flipLastBit(file("0000020.safetensors"))],
    ["a truncated last state", () => truncate(file("0000020.safetensors"), 1000)],
    ["a truncated last record", () => truncate(file("0000020.json"), 100)],
    ["an empty last record", () => truncate(file("0000020.json"), 0)],
    ["a lost last state", () => rm(file("0000020.safetensors"))],
    ["another record in its place", () => copyFile(file("0000016.json"), file("0000020.json"))],
  ] as const) {
    it(`${damage}: goes on from the checkpoint before, says so, and ends in the same bits`, async () => {
      await stopAt(21);
      await harm();
      const { run, notes } = await resume();
      expect(notes.at(-1)).to.equal("going on after step 16");
      if (damage !== "a lost last state") expect(notes[0]).to.match(/^the (state|record) of checkpoint 20 is damaged/);
      expect(bitsOf(run)).to.deep.equal(whole);
    });
  }

  it("names the tensor whose bits are not the record's", async () => {
    await stopAt(21);
    await flipLastBit(file("0000020.safetensors"));
    expect((await resume()).notes[0]).to.equal("the state of checkpoint 20 is damaged: tokens.weight");
  });

  it("one changed digit of an early loss, with no state before it: CheckpointCorrupt", async () => {
    await stopAt(21);
    const text = await readFile(file("0000008.json"), "latin1");
    await writeFile(
      file("0000008.json"),
      text.replace(/"losses":"(.)/, (_, digit) => `"losses":"${digit === "3" ? 2 : 3}`),
    );
    // The states of steps 4 and 8 are gone: nothing before the damage is left to go on from.
    const error = await expectAssayError(resume, "CheckpointCorrupt");
    expect(error.message).to.include("the record of checkpoint 8 is damaged");
  });

  it("every state damaged: CheckpointCorrupt", async () => {
    await stopAt(21);
    for (const step of ["16", "20"]) await flipLastBit(file(`00000${step}.safetensors`));
    const error = await expectAssayError(resume, "CheckpointCorrupt");
    expect(error.message).to.include("checkpoint 20").and.to.include("checkpoint 16");
  });

  it("drafts of a killed process are removed", async () => {
    await stopAt(9);
    await writeFile(file("0000012.safetensors.1234.tmp"), "half");
    await resume();
    expect((await readdir(file("."))).filter((name) => name.endsWith(".tmp"))).to.deep.equal([]);
  });

  it("does not start over a training that was stopped, and keeps a directory to one process", async () => {
    await stopAt(9);
    const error = await expectAssayError(() => trainInDirectory(tinyTraining(directory)), "RunUnfinished");
    expect(error.hint).to.include(`assay resume ${directory}`);
    const first = resume();
    await expectAssayError(resume, "RunInUse");
    expect(bitsOf((await first).run)).to.deep.equal(whole);
  });

  it("a run that diverges keeps its last checkpoint, and diverges again", async () => {
    const input = tinyTraining(directory);
    // One text in ten has words whose weights overflow as soon as they are added up.
    const text = "zig zag zug";
    const rows = `${tinyRows(9)}${JSON.stringify({ text, label: "ham" })}\n`;
    const spec = tinyClassifierSpec({ steps: 10, batchSize: 1, checkpointEvery: 1, optimizer: { kind: "sgd" } });
    const weights = new Map(initialWeights(spec.architecture, SEED));
    const table = Float32Array.from(weights.get("embedding.weight")?.values ?? []);
    for (const bucket of wordBuckets(text, 64)) table.fill(3e38, 4 * bucket, 4 * (bucket + 1));
    weights.set("embedding.weight", { shape: [64, 4], values: table });
    const diverging: DirectoryInput = {
      ...input,
      training: { ...input.training, spec, configDigest: configDigest(spec, SEED) },
      datasets: [datasetOf(rows, "jsonl", 10)],
      initial: { kind: "weights", seed: SEED, weights },
    };
    const { message } = await expectAssayError(() => trainInDirectory(diverging), "TrainingDiverged");
    const notes: string[] = [];
    const again = await expectAssayError(
      () => resumeInDirectory({ ...diverging, note: (note) => notes.push(note) }),
      "TrainingDiverged",
    );
    expect(again.message).to.equal(message);
    const step = Number(/the loss of step (\d+) is/.exec(message)?.[1]);
    expect(notes).to.deep.equal([`going on after step ${step - 1}`]);
    expect(step).to.be.above(1);
  });
});
