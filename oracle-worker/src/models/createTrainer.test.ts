import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { SEED, tinyClassifierSpec, tinyGptSpec } from "../testing/tinyRuns.ts";
import { referenceGptLoss } from "../testing/referenceGpt.ts";
import type { Architecture } from "./architecture.ts";
import { useBackend } from "./backend.ts";
import type { Batch } from "./batch.ts";
import { createTrainer } from "./createTrainer.ts";
import { initialWeights } from "./initialWeights.ts";
import { lossAndGradients } from "./lossAndGradients.ts";
import { toTensors, toWeights } from "./namedTensors.ts";
import type { Weights } from "./weights.ts";

const classifier = tinyClassifierSpec().architecture;
const gpt = tinyGptSpec().architecture;
if (gpt.kind !== "gpt") throw new Error("tinyGptSpec is a gpt");

const BAGS = {
  kind: "bags",
  bags: [Int32Array.of(1, 5, 9), Int32Array.of(5), Int32Array.of()],
  labels: Int32Array.of(0, 1, 1),
} satisfies Batch;
const BLOCKS = {
  kind: "blocks",
  tokens: Int32Array.of(1, 2, 3, 0, 1, 3, 3, 0, 2, 1),
  count: 2,
  length: 4,
} satisfies Batch;

/** Initial weights, moved off the points where gradients vanish or are alike. */
function startOf(architecture: Architecture): Weights {
  const weights = new Map(initialWeights(architecture, SEED));
  for (const [name, { shape, values }] of weights) {
    weights.set(name, { shape, values: values.map((value, i) => value + 0.1 * Math.sin(i + name.length)) });
  }
  return weights;
}

function run(architecture: Architecture, weights: Weights, batch: Batch): { loss: number; gradients: Weights } {
  const tensors = toTensors(weights);
  const { loss, gradients } = lossAndGradients(architecture, tensors, batch);
  const copies = toWeights(gradients);
  for (const tensor of [...tensors.values(), ...gradients.values()]) tensor.dispose();
  return { loss, gradients: copies };
}

/** The same weights with one value moved. */
function nudged(weights: Weights, name: string, index: number, by: number): Weights {
  const copy = new Map(weights);
  const tensor = weights.get(name);
  if (tensor === undefined) throw new Error(`no ${name}`);
  copy.set(name, { shape: tensor.shape, values: tensor.values.map((value, i) => (i === index ? value + by : value)) });
  return copy;
}

describe("lossAndGradients", function () {
  this.timeout(60_000);

  before(() => useBackend("cpu"));

  it("gives the classifier's loss that a hand computation gives", () => {
    const weights = startOf(classifier);
    const at = (name: string, i: number): number => weights.get(name)?.values[i] ?? Number.NaN;
    const losses = BAGS.bags.map((bag, text) => {
      const hidden = [0, 1, 2, 3].map((h) => {
        const sum = [...bag].reduce((total, bucket) => total + at("embedding.weight", 4 * bucket + h), 0);
        return Math.max(0, (bag.length > 0 ? sum / Math.sqrt(bag.length) : 0) + at("embedding.bias", h));
      });
      const logits = [0, 1].map((c) =>
        hidden.reduce((t, x, h) => t + x * at("output.weight", 2 * h + c), at("output.bias", c)),
      );
      const total = Math.log(logits.reduce((t, x) => t + Math.exp(x), 0));
      return total - (logits[BAGS.labels[text] ?? 0] ?? Number.NaN);
    });
    const mean = losses.reduce((total, loss) => total + loss, 0) / losses.length;
    expect(run(classifier, weights, BAGS).loss).to.be.closeTo(mean, 1e-6);
  });

  it("gives the transformer's loss that an independent binary64 implementation gives, within 1e-6", () => {
    const weights = startOf(gpt);
    const expected = referenceGptLoss(gpt, weights, BLOCKS.tokens, BLOCKS.count);
    expect(run(gpt, weights, BLOCKS).loss).to.be.closeTo(expected, 1e-6);
  });

  it("gives the transformer's gradients: central differences of the binary64 loss, within 1e-5, in every tensor", () => {
    const weights = startOf(gpt);
    const { tokens, count } = BLOCKS;
    const { gradients } = run(gpt, weights, BLOCKS);
    for (const [name, { values }] of gradients) {
      for (const index of new Set([0, Math.floor(values.length / 2), values.length - 1])) {
        // A power of two, so that the binary32 weight moves by exactly as much.
        const by = 2 ** -10;
        const higher = referenceGptLoss(gpt, nudged(weights, name, index, by), tokens, count);
        const lower = referenceGptLoss(gpt, nudged(weights, name, index, -by), tokens, count);
        expect(values[index], `${name}[${index}]`).to.be.closeTo((higher - lower) / (2 * by), 1e-5);
      }
    }
  });

  it("gives the classifier's gradients: central differences of its own loss, within 1e-3", () => {
    const weights = startOf(classifier);
    const { gradients } = run(classifier, weights, BAGS);
    const points: [string, number][] = [
      ["embedding.weight", 20],
      ["embedding.weight", 37],
      ["embedding.bias", 1],
      ["output.weight", 3],
      ["output.bias", 0],
    ];
    for (const [name, index] of points) {
      const by = 2 ** -8;
      const slope =
        (run(classifier, nudged(weights, name, index, by), BAGS).loss -
          run(classifier, nudged(weights, name, index, -by), BAGS).loss) /
        (2 * by);
      expect(gradients.get(name)?.values[index], `${name}[${index}]`).to.be.closeTo(slope, 1e-3);
    }
    expect(gradients.get("embedding.weight")?.values[0], "a bucket in no bag").to.equal(0);
  });

  it("copes with a batch of texts without words", () => {
    const { loss, gradients } = run(classifier, startOf(classifier), {
      kind: "bags",
      bags: [Int32Array.of()],
      labels: Int32Array.of(1),
    });
    expect(loss).to.be.above(0);
    expect([...new Set(gradients.get("embedding.weight")?.values)]).to.deep.equal([0]);
  });

  it("leaves no tensor behind, however many steps are taken", () => {
    for (const [architecture, batch] of [
      [classifier, BAGS],
      [gpt, BLOCKS],
    ] as const) {
      const before = tf.memory().numTensors;
      const trainer = createTrainer({ architecture }, { step: 0, tensors: initialWeights(architecture, SEED) });
      trainer.step(batch, 0.01);
      const held = tf.memory().numTensors;
      for (let i = 0; i < 5; i++) trainer.step(batch, 0.01);
      trainer.state();
      expect(tf.memory().numTensors).to.equal(held);
      trainer.dispose();
      expect(tf.memory().numTensors).to.equal(before);
    }
  });
});

describe("createTrainer", function () {
  this.timeout(60_000);

  before(() => useBackend("cpu"));

  for (const [architecture, batch] of [
    [classifier, BAGS],
    [gpt, BLOCKS],
  ] as const) {
    it(`continues a ${architecture.kind} from any state in the same bits`, () => {
      const initial = initialWeights(architecture, SEED);
      const whole = createTrainer({ architecture }, { step: 0, tensors: initial });
      for (let i = 0; i < 2; i++) whole.step(batch, 0.01);
      const continued = createTrainer({ architecture }, { step: 2, tensors: whole.state() });
      for (let i = 0; i < 3; i++) expect(continued.step(batch, 0.02)).to.equal(whole.step(batch, 0.02));
      expect(continued.state()).to.deep.equal(whole.state());
      expect(continued.weights()).to.deep.equal(whole.weights());
      whole.dispose();
      continued.dispose();
    });
  }

  for (const kind of ["adam", "sgd"] as const) {
    it(`continues with ${kind} in the same bits`, () => {
      const spec = { architecture: classifier, optimizer: { kind } };
      const whole = createTrainer(spec, { step: 0, tensors: initialWeights(classifier, SEED) });
      for (let i = 0; i < 2; i++) whole.step(BAGS, 0.01);
      const continued = createTrainer(spec, { step: 2, tensors: whole.state() });
      for (const trainer of [whole, continued]) trainer.step(BAGS, 0.02);
      expect(continued.state()).to.deep.equal(whole.state());
      whole.dispose();
      continued.dispose();
    });
  }

  it("takes absent moments for zeros at the start of a run, and nowhere else", () => {
    const tensors = initialWeights(classifier, SEED);
    const trainer = createTrainer({ architecture: classifier }, { step: 0, tensors });
    expect(trainer.state().get("adam.m/output.bias")?.values).to.deep.equal(new Float32Array(2));
    trainer.dispose();
    expect(() => createTrainer({ architecture: classifier }, { step: 1, tensors })).to.throw(RangeError, "adam.m/");
  });
});
