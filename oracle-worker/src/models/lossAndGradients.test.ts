import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { type ReferenceBatch, referenceFeatureLoss } from "../testing/referenceFeatures.ts";
import { SEED, tinyClassifierSpec, tinyCnnSpec, tinyMlpSpec } from "../testing/tinyRuns.ts";
import type { Architecture, FeatureArchitecture } from "./architecture.ts";
import { useBackend } from "./backend.ts";
import type { FeatureBatch } from "./batch.ts";
import { createTrainer } from "./createTrainer.ts";
import { dropoutMask } from "./dropoutMask.ts";
import { initialWeights } from "./initialWeights.ts";
import { lossAndGradients } from "./lossAndGradients.ts";
import { toTensors, toWeights } from "./namedTensors.ts";
import type { Weights } from "./weights.ts";

const mlp = featureArchitecture(tinyMlpSpec().architecture);
const cnn = featureArchitecture(tinyCnnSpec().architecture);
const reluMlp = featureArchitecture({
  kind: "mlp",
  version: 1,
  features: 16,
  hidden: [3],
  activation: "relu",
  labels: ["bottom", "top"],
});

const ROWS = 3;
const BATCH = {
  kind: "features",
  features: Float32Array.from({ length: ROWS * 16 }, (_, i) => Math.sin(3 * i + 1)),
  labels: Int32Array.of(0, 1, 1),
  random: { key: SEED, step: 2 },
} satisfies FeatureBatch;

function featureArchitecture(architecture: Architecture): FeatureArchitecture {
  if (architecture.kind !== "mlp" && architecture.kind !== "cnn") throw new Error("not of rows of numbers");
  return architecture;
}

function referenceBatch(architecture: FeatureArchitecture): ReferenceBatch {
  const [features] = [[...BATCH.features]];
  const layers =
    architecture.kind === "mlp"
      ? architecture.hidden.map((width, i) => [`layers.${i}`, width] as const)
      : [["output", architecture.hidden.at(-1) ?? 0] as const];
  const rate = Number(architecture.dropout ?? 0);
  return {
    rows: Array.from({ length: ROWS }, (_, i) => features.slice(i * 16, (i + 1) * 16)),
    labels: [...BATCH.labels],
    masks: new Map(
      rate === 0 ? [] : layers.map(([layer, width]) => [layer, dropoutMask(BATCH.random, layer, ROWS * width, rate)]),
    ),
  };
}

/** Initial weights, moved off the points where gradients vanish. */
function startOf(architecture: Architecture): Weights {
  return new Map(
    [...initialWeights(architecture, SEED)].map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value, i) => value + 0.2 * Math.sin(i + name.length)) },
    ]),
  );
}

function run(architecture: Architecture, weights: Weights): { loss: number; gradients: Weights; statistics: Weights } {
  const tensors = toTensors(weights);
  const { loss, gradients, statistics } = lossAndGradients(architecture, tensors, BATCH);
  const copies = { loss, gradients: toWeights(gradients), statistics: toWeights(statistics) };
  for (const tensor of [...tensors.values(), ...gradients.values(), ...statistics.values()]) tensor.dispose();
  return copies;
}

describe("lossAndGradients of rows of numbers", () => {
  before(() => useBackend("cpu"));

  for (const [what, architecture] of [
    ["an mlp with gelu and dropout", mlp],
    ["an mlp with relu", reluMlp],
    ["a cnn with batch norm, both pools and dropout", cnn],
  ] as const) {
    it(`gives the loss of ${what} that an independent binary64 implementation gives, within 1e-6`, () => {
      const weights = startOf(architecture);
      const expected = referenceFeatureLoss(architecture, weights, referenceBatch(architecture));
      expect(run(architecture, weights).loss).to.be.closeTo(expected, 1e-6);
    });

    it(`gives the gradients of ${what}: central differences of the binary64 loss, within 0.1 % of the largest`, () => {
      const weights = startOf(architecture);
      const batch = referenceBatch(architecture);
      const { gradients } = run(architecture, weights);
      expect([...gradients.keys()]).to.deep.equal([...weights.keys()].filter((name) => !/mean|variance/.test(name)));
      for (const [name, { values }] of gradients) {
        const slopes = [...values].map((_, index) => {
          const at = (by: number): number =>
            referenceFeatureLoss(architecture, nudged(weights, name, index, by), batch);
          return (at(2 ** -12) - at(-(2 ** -12))) / 2 ** -11;
        });
        const largest = Math.max(1e-2, ...slopes.map(Math.abs));
        slopes.forEach((slope, i) => {
          expect(Math.abs((values[i] ?? Number.NaN) - slope) / largest, `${name}[${i}]`).to.be.at.most(1e-3);
        });
      }
    });
  }

  it("moves running statistics a tenth of the way to the batch's own, and no gradient moves them", () => {
    const weights = startOf(cnn);
    const { statistics } = run(cnn, weights);
    expect([...statistics.keys()]).to.deep.equal(["blocks.0.norm.mean", "blocks.0.norm.variance"]);
    const filters = weights.get("blocks.0.conv.weight");
    if (filters === undefined) throw new Error("no filters");
    const [mean, variance] = tf.tidy(() => {
      const images = tf.tensor4d(BATCH.features, [ROWS, 4, 4, 1]);
      const sums = tf.conv2d(images, tf.tensor4d(filters.values, [3, 3, 1, 3]), 1, "same");
      const moments = tf.moments(sums, [0, 1, 2]);
      return [[...moments.mean.dataSync()], [...moments.variance.dataSync()]];
    });
    for (const [name, own] of [
      ["blocks.0.norm.mean", mean],
      ["blocks.0.norm.variance", variance],
    ] as const) {
      own.forEach((value, i) => {
        const running = weights.get(name)?.values[i] ?? Number.NaN;
        expect(statistics.get(name)?.values[i], name).to.be.closeTo(0.9 * running + 0.1 * value, 1e-6);
      });
    }
    const trainer = createTrainer({ architecture: cnn }, { step: 0, tensors: weights });
    trainer.step(BATCH, 0.1);
    expect(trainer.weights().get("blocks.0.norm.mean")?.values).to.deep.equal(
      statistics.get("blocks.0.norm.mean")?.values,
    );
    expect([...trainer.state().keys()].filter((name) => /adam.*(mean|variance)/.test(name))).to.deep.equal([]);
    trainer.dispose();
  });

  it("drops other outputs in another step", () => {
    const weights = startOf(mlp);
    const tensors = toTensors(weights);
    const losses = [2, 3].map((step) => {
      const { loss, gradients } = lossAndGradients(mlp, tensors, { ...BATCH, random: { key: SEED, step } });
      for (const tensor of gradients.values()) tensor.dispose();
      return loss;
    });
    expect(losses[0]).not.to.equal(losses[1]);
    for (const tensor of tensors.values()) tensor.dispose();
  });

  it("continues from any state in the same bits, and leaves no tensor behind", () => {
    for (const architecture of [mlp, cnn]) {
      const before = tf.memory().numTensors;
      const whole = createTrainer({ architecture }, { step: 0, tensors: initialWeights(architecture, SEED) });
      for (let i = 0; i < 2; i++) whole.step(BATCH, 0.01);
      const held = tf.memory().numTensors;
      const continued = createTrainer({ architecture }, { step: 2, tensors: whole.state() });
      for (const trainer of [whole, continued]) trainer.step(BATCH, 0.02);
      expect(continued.state()).to.deep.equal(whole.state());
      continued.dispose();
      expect(tf.memory().numTensors).to.equal(held);
      whole.dispose();
      expect(tf.memory().numTensors).to.equal(before);
    }
  });

  it("refuses a batch of another kind", () => {
    const { architecture } = tinyClassifierSpec();
    const tensors = toTensors(initialWeights(architecture, SEED));
    expect(() => lossAndGradients(architecture, tensors, BATCH)).to.throw(RangeError, "not trained on features");
    for (const tensor of tensors.values()) tensor.dispose();
  });
});

/** The same weights with one value moved. */
function nudged(weights: Weights, name: string, index: number, by: number): Weights {
  return new Map(
    [...weights].map(([key, tensor]) =>
      key === name
        ? [key, { shape: tensor.shape, values: tensor.values.map((value, i) => (i === index ? value + by : value)) }]
        : [key, tensor],
    ),
  );
}
