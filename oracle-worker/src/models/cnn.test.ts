import { withBackend } from "@assay/engine/testing/withBackend.ts";
import { expect } from "chai";
import { sha256, toHex } from "../core/sha256.ts";
import { SEED, tinyCnnSpec } from "../testing/tinyRuns.ts";
import type { Architecture } from "./architecture.ts";
import { closeEngine, useBackend } from "./backend.ts";
import type { FeatureBatch } from "./batch.ts";
import { createFeaturePredictor } from "./createPredictor.ts";
import { createTrainer } from "./createTrainer.ts";
import { initialWeights } from "./initialWeights.ts";
import { lossAndGradients } from "./lossAndGradients.ts";
import { toTensors, toWeights } from "./namedTensors.ts";
import type { Weights } from "./weights.ts";

const IMAGES = 7;
const DEEPER = {
  kind: "cnn",
  version: 1,
  input: { height: 11, width: 14, channels: 2 },
  blocks: [
    { filters: 6, kernel: 3, stride: 1, padding: "same", batchNorm: true, pool: { kind: "max", size: 2, stride: 2 } },
    { filters: 9, kernel: 3, stride: 2, padding: "same", batchNorm: true },
    { filters: 5, kernel: 2, stride: 1, padding: "valid", batchNorm: false, pool: { kind: "avg", size: 2, stride: 1 } },
  ],
  hidden: [12],
  labels: ["a", "b", "c"],
} satisfies Architecture;

function batchOf(architecture: Architecture, step: number): FeatureBatch {
  if (architecture.kind !== "cnn") throw new Error("not a cnn");
  const { height, width, channels } = architecture.input;
  return {
    kind: "features",
    features: Float32Array.from({ length: IMAGES * height * width * channels }, (_, i) => ((i * 37 + step) % 64) / 64),
    labels: Int32Array.from({ length: IMAGES }, (_, i) => i % architecture.labels.length),
    random: { key: SEED, step },
  };
}

function hashOf(weights: Weights): string {
  return toHex(sha256(...[...weights.values()].map(({ values }) => new Uint8Array(values.buffer.slice(0)))));
}

function train(architecture: Architecture, steps: number): { losses: number[]; hash: string } {
  const trainer = createTrainer({ architecture }, { step: 0, tensors: initialWeights(architecture, SEED) });
  const losses = Array.from({ length: steps }, (_, i) => trainer.step(batchOf(architecture, i + 1), 0.01));
  const hash = hashOf(trainer.state());
  trainer.dispose();
  return { losses, hash };
}

/** Loss, gradients and statistics of a first batch. */
function firstStep(architecture: Architecture): { loss: number; tensors: Weights } {
  const weights = toTensors(initialWeights(architecture, SEED));
  const { loss, gradients, statistics } = lossAndGradients(architecture, weights, batchOf(architecture, 1));
  const tensors = toWeights(new Map([...gradients, ...statistics]));
  for (const tensor of [...weights.values(), ...gradients.values(), ...statistics.values()]) tensor.dispose();
  return { loss, tensors };
}

for (const [name, architecture] of [
  ["the tiny cnn", tinyCnnSpec().architecture],
  ["a cnn of three blocks with both pools, strides and batch norm", DEEPER],
] as const) {
  describe(`${name} on the engine`, () => {
    before(closeEngine);

    it("trains to the same bits on any threads and tile, and gives all memory back", async () => {
      await useBackend("cpu");
      const runs: { losses: number[]; hash: string }[] = [];
      for (const options of [{ threads: 1 }, { threads: 2, tile: "5x16" }, { threads: 3 }] as const) {
        await withBackend(options, (backend) => {
          runs.push(train(architecture, 6));
          expect(backend.memory().used).to.equal(0);
        });
      }
      expect(new Set(runs.map(({ hash }) => hash)).size).to.equal(1);
      const { losses } = runs[0] ?? { losses: [] };
      expect(losses.at(-1)).to.be.below(losses[0] ?? 0);
    });

    it("takes a first step within 1e-4 of tfjs' cpu", async () => {
      await useBackend("cpu");
      const expected = firstStep(architecture);
      const found = await withBackend({}, () => firstStep(architecture));
      expect(found.loss).to.be.closeTo(expected.loss, 1e-4 * expected.loss);
      expect([...found.tensors.keys()]).to.deep.equal([...expected.tensors.keys()]);
      for (const [tensor, { values }] of expected.tensors) {
        const scale = Math.max(...values.map(Math.abs));
        const others = found.tensors.get(tensor)?.values ?? new Float32Array();
        values.forEach((value, i) => expect(others[i], `${tensor}[${i}]`).to.be.closeTo(value, 1e-4 * scale + 1e-7));
      }
    });
  });
}

describe("a cnn of as many blocks as there may be", () => {
  before(closeEngine);

  it("predicts in the memory of one block, whatever their number", async () => {
    const block = { filters: 4, kernel: 1, stride: 1, padding: "same", batchNorm: true } as const;
    const architecture = {
      kind: "cnn",
      version: 1,
      input: { height: 64, width: 64, channels: 4 },
      blocks: Array.from({ length: 16 }, () => block),
      hidden: [],
      labels: ["a", "b"],
    } satisfies Architecture;
    const image = new Float32Array(64 * 64 * 4).fill(0.5);
    const images = Array.from({ length: 8 }, () => image);
    await withBackend({}, (backend) => {
      const predictor = createFeaturePredictor(architecture, initialWeights(architecture, SEED));
      const { used } = backend.memory();
      predictor.predict(images);
      predictor.dispose();
      const imagesBytes = 4 * images.length * image.length;
      expect(backend.memory().peak - used).to.be.below(6 * imagesBytes);
    });
  });
});
