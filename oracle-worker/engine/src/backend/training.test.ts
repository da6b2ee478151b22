import "@tensorflow/tfjs-backend-cpu";
import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { registerGradients } from "../gradients/registerGradients.ts";
import type { LoadOptions } from "../loadEngine.ts";
import { Draw } from "../testing/Draw.ts";
import { selectBackend } from "./selectBackend.ts";
import { withBackend } from "../testing/withBackend.ts";

const [ROWS, INPUTS, HIDDEN, CLASSES, STEPS] = [64, 13, 30, 5, 8];
const SETTINGS: LoadOptions[] = [
  { threads: 1, tile: "5x8" },
  { threads: 1, tile: "5x16" },
  { threads: 2, tile: "5x8", idleSpins: 0 },
  { threads: 2, tile: "5x16" },
];

type Run = { losses: number[]; weights: Float32Array[] };

/** A program of standard operations: two layers, softmax, cross-entropy, stochastic gradient descent. */
function train(optimizer: tf.Optimizer): Run {
  const draw = new Draw(11);
  const tensor = (shape: number[]): tf.Tensor => tf.tensor(draw.floats(shape, -0.5, 0.5).values, shape);
  const x = tensor([ROWS, INPUTS]);
  const labels = tf.tensor(draw.integers([ROWS], 0, CLASSES - 1).values, [ROWS], "int32");
  const weights = [[INPUTS, HIDDEN], [HIDDEN], [HIDDEN, CLASSES], [CLASSES]].map((shape) => {
    const initial = tensor(shape);
    const variable = tf.variable(initial);
    initial.dispose();
    return variable;
  });
  const loss = (): tf.Scalar => {
    const [w1, b1, w2, b2] = weights;
    if (!w1 || !b1 || !w2 || !b2) throw new Error("weights are missing");
    const hidden = tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w1 as tf.Variable<tf.Rank.R2>), b1));
    const logits = tf.add(tf.matMul(hidden, w2), b2);
    const picked = tf.mul(tf.logSoftmax(logits), tf.oneHot(labels, CLASSES));
    return tf.neg(tf.mean(tf.sum(picked, -1)));
  };
  const losses: number[] = [];
  let count = 0;
  for (let step = 0; step < STEPS; step++) {
    const value = optimizer.minimize(loss, true, weights);
    losses.push(...(value?.dataSync() ?? []));
    value?.dispose();
    if (step > 0) expect(tf.memory().numTensors, "tensors after a step").to.equal(count);
    count = tf.memory().numTensors;
  }
  const result = { losses, weights: weights.map((weight) => Float32Array.from(weight.dataSync())) };
  tf.dispose([x, labels, ...weights]);
  optimizer.dispose();
  return result;
}

function hashOf({ losses, weights }: Run): string {
  const hash = createHash("sha256").update(new Float32Array(losses));
  for (const weight of weights) hash.update(weight);
  return hash.digest("hex");
}

describe("training with standard operations", () => {
  const optimizers: Record<string, () => tf.Optimizer> = {
    sgd: () => tf.train.sgd(0.5),
    adam: () => tf.train.adam(0.02),
  };

  for (const [name, create] of Object.entries(optimizers)) {
    it(`${name}: the same bits with any threads and tile, close to tfjs' cpu, and learns`, async () => {
      tf.enableProdMode();
      registerGradients();
      await selectBackend("cpu");
      const expected = train(create());
      const runs: Run[] = [];
      for (const settings of SETTINGS) {
        await withBackend(settings, ({ engine }) => {
          const { used } = engine.stats();
          runs.push(train(create()));
          expect(engine.stats().used).to.equal(used);
        });
      }
      expect(new Set(runs.map(hashOf)).size, "hashes").to.equal(1);
      const [found] = runs;
      for (const [i, loss] of (found?.losses ?? []).entries())
        expect(loss).to.be.closeTo(expected.losses[i] ?? 0, 1e-4);
      for (const [i, weight] of (found?.weights ?? []).entries()) {
        for (const [j, value] of weight.entries()) expect(value).to.be.closeTo(expected.weights[i]?.[j] ?? 0, 1e-4);
      }
      expect(found?.losses.at(-1)).to.be.lessThan(found?.losses[0] ?? 0);
    });
  }
});
