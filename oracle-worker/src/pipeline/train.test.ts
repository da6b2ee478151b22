import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { toHex, sha256 } from "../core/sha256.ts";
import { initialWeights } from "../models/initialWeights.ts";
import { checkInitialWeights } from "../proof/checkInitialWeights.ts";
import { configDigest } from "../proof/configDigest.ts";
import { rootOfLeaves } from "../proof/leaves.ts";
import { decodeLog, lossesDigest } from "../proof/lossLog.ts";
import { decodeStateLeaves } from "../proof/stateLeaves.ts";
import { checkpointsRoot, logHead } from "../proof/trainingLog.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import {
  datasetOf,
  OTHER_SEED,
  SEED,
  TINY_TEXT,
  tinyClassifierSpec,
  tinyCnnSpec,
  tinyGptSpec,
  tinyImageDataset,
  tinyMlpSpec,
  tinyRowDataset,
  tinyRows,
  tinyTextDataset,
} from "../testing/tinyRuns.ts";
import { type Spec, trainerSpecOf } from "./spec.ts";
import { type TrainedRun, type TrainInput, trainVersion } from "./train.ts";

const gptRun: TrainInput = {
  spec: tinyGptSpec(),
  datasets: [tinyTextDataset()],
  initial: { kind: "seed", seed: SEED },
};
const classifierRun: TrainInput = {
  spec: tinyClassifierSpec(),
  datasets: [tinyRowDataset()],
  initial: { kind: "seed", seed: SEED },
};

const mlpRun: TrainInput = {
  spec: tinyMlpSpec(),
  datasets: [tinyImageDataset()],
  initial: { kind: "seed", seed: SEED },
};
const cnnRun: TrainInput = {
  spec: tinyCnnSpec(),
  datasets: [tinyImageDataset()],
  initial: { kind: "seed", seed: SEED },
};

/** Everything a run commits to. */
function commitments({
  weights: _weights,
  times: _times,
  log,
  leaves,
  ...rest
}: TrainedRun & { times?: unknown }): object {
  return { ...rest, log: toHex(sha256(log)), leaves: toHex(sha256(leaves)) };
}

for (const [name, input] of [
  ["gpt", gptRun],
  ["textClassifier", classifierRun],
  ["mlp", mlpRun],
  ["cnn", cnnRun],
] as const) {
  describe(`trainVersion of a ${name} (P-6)`, function () {
    this.timeout(60_000);

    it("gives the same bits twice", async () => {
      expect(commitments(await trainVersion(input))).to.deep.equal(commitments(await trainVersion(input)));
    });

    it("commits to what it did (P-2, P-4, P-6, L-7)", async () => {
      const run = await trainVersion(input);
      const { checkpoints } = run;
      expect(checkpoints.map(({ step }) => step)).to.deep.equal([4, 6]);
      expect(run.steps).to.equal(6);
      expect(run.finalRoot).to.equal(weightsRoot(run.weights));
      expect(run.configDigest).to.equal(configDigest(input.spec, SEED));
      expect(run.logHead).to.equal(logHead(run.configDigest, checkpoints));
      expect(run.checkpointsRoot).to.equal(checkpointsRoot(checkpoints));
      const { architecture } = input.spec;
      expect(checkInitialWeights({ initRoot: run.initRoot, architecture, seed: SEED, parents: [] }).kind).to.equal(
        "seed",
      );
      const losses = decodeLog(run.log, 6);
      expect(losses[3]).to.equal(checkpoints[0]?.loss);
      expect(losses[5]).to.equal(checkpoints[1]?.loss);
      expect(checkpoints[1]?.losses).to.equal(lossesDigest(losses.slice(4)));
      const { initial, states } = decodeStateLeaves(run.leaves, trainerSpecOf(input.spec), 2);
      expect(rootOfLeaves(initial)).to.equal(run.initRoot);
      expect(states.map(rootOfLeaves)).to.deep.equal(checkpoints.map(({ stateRoot }) => stateRoot));
    });

    it("ends elsewhere under another seed, spec or dataset", async () => {
      const base = await trainVersion(input);
      const otherSeed = await trainVersion({ ...input, initial: { kind: "seed", seed: OTHER_SEED } });
      const otherSpec = await trainVersion({
        ...input,
        spec: { ...input.spec, train: { ...input.spec.train, userSeed: "8" } },
      });
      for (const other of [otherSeed, otherSpec]) {
        expect(other.configDigest).not.to.equal(base.configDigest);
        expect(other.finalRoot).not.to.equal(base.finalRoot);
        expect(other.logHead).not.to.equal(base.logHead);
        expect(other.checkpointsRoot).not.to.equal(base.checkpointsRoot);
      }
      expect(otherSeed.initRoot).not.to.equal(base.initRoot);
    });

    it("starts a fine-tune where its parent ended (L-6), in an order of its own account", async () => {
      const parent = await trainVersion(input);
      const tune = (seed: typeof SEED): Promise<TrainedRun> =>
        trainVersion({ ...input, initial: { kind: "weights", seed, weights: parent.weights } });
      const [mine, theirs] = [await tune(SEED), await tune(OTHER_SEED)];
      expect(mine.initRoot).to.equal(parent.finalRoot);
      expect(theirs.initRoot).to.equal(parent.finalRoot);
      expect(theirs.finalRoot).not.to.equal(mine.finalRoot);
    });

    it("leaves no tensor behind, also when it fails", async () => {
      await trainVersion(input);
      const before = tf.memory().numTensors;
      await trainVersion(input);
      await expectAssayError(() => trainVersion({ ...input, signal: AbortSignal.abort() }), "Aborted");
      expect(tf.memory().numTensors).to.equal(before);
    });

    it("reports every step and stops at the next one after the signal", async () => {
      const controller = new AbortController();
      const seen: number[] = [];
      const error = await expectAssayError(
        () =>
          trainVersion({
            ...input,
            signal: controller.signal,
            onProgress: ({ step, steps, loss }) => {
              expect(steps).to.equal(6);
              expect(loss).to.be.above(0);
              seen.push(step);
              // As Ctrl-C does: from the event loop, which must get its turn.
              if (step === 2) setImmediate(() => controller.abort());
            },
          }),
        "Aborted",
      );
      expect(seen.length).to.be.within(2, 3);
      expect(error.message).to.include("of 6 steps");
    });
  });
}

describe("trainVersion", function () {
  this.timeout(60_000);

  it("notices one changed bit of the data", async () => {
    const base = await trainVersion(classifierRun);
    const changed = await trainVersion({
      ...classifierRun,
      datasets: [datasetOf(tinyRows().replace("money", "honey"), "jsonl", 10)],
    });
    expect(changed.dataDigest).not.to.equal(base.dataDigest);
    expect(changed.finalRoot).not.to.equal(base.finalRoot);
    expect(changed.initRoot).to.equal(base.initRoot);
  });

  it("feeds several datasets one after another, cut to train.rows", async () => {
    const spec = tinyClassifierSpec();
    const split = (rows: string): string[] =>
      rows
        .trimEnd()
        .split("\n")
        .map((row) => `${row}\n`);
    const [first, second] = [split(tinyRows()).slice(0, 4).join(""), split(tinyRows()).slice(4).join("")];
    const two = [datasetOf(first, "jsonl", 4), datasetOf(second, "jsonl", 6)];
    const cut = { ...spec, datasets: [1, 2], train: { ...spec.train, rows: { from: 2, to: 10 } } };
    const run = await trainVersion({ ...classifierRun, spec: cut, datasets: two });
    expect(run.dataDigest).to.equal(
      toHex(sha256(sha256(two[0]?.bytes ?? new Uint8Array()), sha256(two[1]?.bytes ?? new Uint8Array()))),
    );
    const beyond = { ...cut, train: { ...cut.train, rows: { from: 2, to: 11 } } };
    await expectAssayError(() => trainVersion({ ...classifierRun, spec: beyond, datasets: two }), "DatasetInvalid");
  });

  it("learns: the loss falls", async () => {
    const losses: number[] = [];
    const spec = tinyClassifierSpec({ steps: 60 });
    await trainVersion({ ...classifierRun, spec, onProgress: ({ loss }) => losses.push(loss) });
    expect(losses.at(-1)).to.be.below(0.5 * (losses[0] ?? 0));
  });

  it("ends by name when the loss is not finite", async () => {
    const spec = tinyGptSpec();
    const { weights } = await trainVersion(gptRun);
    const huge = new Map(
      [...weights].map(([name, { shape, values }]) => [name, { shape, values: values.map(() => 3e38) }]),
    );
    const error = await expectAssayError(
      () => trainVersion({ ...gptRun, spec, initial: { kind: "weights", seed: SEED, weights: huge } }),
      "TrainingDiverged",
    );
    expect(error.message).to.include("step 1");
  });

  it("refuses data that is not the manifest's, or miscounted, or too little", async () => {
    const dataset = tinyRowDataset();
    const wrongBytes = { manifest: dataset.manifest, bytes: new TextEncoder().encode(tinyRows(9)) };
    await expectAssayError(() => trainVersion({ ...classifierRun, datasets: [wrongBytes] }), "ContentMismatch");
    await expectAssayError(
      () => trainVersion({ ...classifierRun, datasets: [datasetOf(tinyRows(), "jsonl", 11)] }),
      "DatasetInvalid",
    );
    await expectAssayError(() => trainVersion({ ...classifierRun, datasets: [] }), "DatasetInvalid");
    await expectAssayError(
      () => trainVersion({ ...gptRun, datasets: [datasetOf("abc", "text", 3)] }),
      "DatasetInvalid",
    );
  });

  it("refuses data of the other kind, unknown labels and unknown characters", async () => {
    await expectAssayError(() => trainVersion({ ...classifierRun, datasets: [tinyTextDataset()] }), "DatasetInvalid");
    await expectAssayError(() => trainVersion({ ...gptRun, datasets: [tinyRowDataset()] }), "DatasetInvalid");
    const labels = await expectAssayError(
      () => trainVersion({ ...classifierRun, datasets: [datasetOf('{"text":"a","label":"eggs"}', "jsonl", 1)] }),
      "DatasetInvalid",
    );
    expect(labels.message).to.include("eggs");
    await expectAssayError(
      () => trainVersion({ ...gptRun, datasets: [datasetOf(`${TINY_TEXT}Z`, "text", TINY_TEXT.length + 1)] }),
      "DatasetInvalid",
    );
  });

  it("refuses an mlp as the parent of a cnn, and a cnn without batch norm as one's with", async () => {
    const parentOf = (spec: Spec): TrainInput["initial"] => ({
      kind: "weights",
      seed: SEED,
      weights: initialWeights(spec.architecture, SEED),
    });
    const other = await expectAssayError(
      () => trainVersion({ ...cnnRun, initial: parentOf(tinyMlpSpec()) }),
      "ArchitectureMismatch",
    );
    expect(other.message).to.include("blocks.0.conv.weight").and.to.include("none");
    const { architecture } = tinyCnnSpec();
    if (architecture.kind !== "cnn") throw new Error("tinyCnnSpec is a cnn");
    const blocks = architecture.blocks.map((block) => ({ ...block, batchNorm: false }));
    const bare = await expectAssayError(
      () =>
        trainVersion({ ...cnnRun, initial: parentOf({ ...tinyCnnSpec(), architecture: { ...architecture, blocks } }) }),
      "ArchitectureMismatch",
    );
    expect(bare.message).to.include("norm.gain");
  });

  it("refuses a parent of another architecture, naming the tensor", async () => {
    const { weights } = await trainVersion(classifierRun);
    const wider = { kind: "textClassifier", version: 2, buckets: 64, hidden: 5, labels: ["ham", "spam"] } as const;
    const spec: Spec = { ...tinyClassifierSpec(), architecture: { ...wider, labels: [...wider.labels] } };
    const error = await expectAssayError(
      () => trainVersion({ ...classifierRun, spec, initial: { kind: "weights", seed: SEED, weights } }),
      "ArchitectureMismatch",
    );
    expect(error.message).to.include("embedding.weight");
    const extra = new Map([...weights, ["extra", { shape: [1], values: new Float32Array(1) }]]);
    await expectAssayError(
      () => trainVersion({ ...classifierRun, initial: { kind: "weights", seed: SEED, weights: extra } }),
      "ArchitectureMismatch",
    );
  });
});
