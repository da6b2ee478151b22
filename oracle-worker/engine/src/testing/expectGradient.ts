import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { sizeOf } from "../kernels/Operand.ts";
import { createRandom } from "./createRandom.ts";

/** Half the distance between the two points of a central difference. */
const STEP = 1e-5;
const TOLERANCE = 1e-3;

/** A tensor in binary64, row by row. */
export type Plain = { shape: number[]; values: number[] };

export type GradientCase = {
  shapes: readonly number[][];
  /** What is differentiated. */
  run: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** The same, written in binary64; the numbers of the result row by row. */
  reference: (...inputs: Plain[]) => number[];
  /** Makes the inputs' numbers positive. */
  positive?: boolean;
};

/**
 * Compares the gradient of a random weighting of the results with central differences of the reference, at every number
 * of every input: at most 0.1 % of the input's largest slope apart.
 */
export function expectGradient({ shapes, run, reference, positive = false }: GradientCase, seed: number): void {
  const random = createRandom(seed);
  const draw = (): number => (positive ? Math.abs(random.number()) : random.number());
  const inputs = shapes.map((shape) => ({ shape, values: Array.from({ length: sizeOf(shape) }, draw) }));
  const weights = reference(...inputs).map(() => random.number());
  const total = (at: Plain[]): number => reference(...at).reduce((sum, y, i) => sum + y * (weights[i] ?? 0), 0);

  const gradients = tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(values, shape));
    const loss = (...given: tf.Tensor[]): tf.Scalar => {
      const y = run(...given);
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape)));
    };
    return tf.grads(loss)(tensors);
  });
  const found = gradients.map((gradient) => ({ shape: gradient.shape, values: [...gradient.dataSync()] }));
  for (const gradient of gradients) gradient.dispose();

  inputs.forEach((input, which) => {
    const slopes = input.values.map((_, i) => {
      const moved = (by: number): number =>
        total(inputs.map((other, j) => (j === which ? { ...other, values: nudged(other.values, i, by) } : other)));
      return (moved(STEP) - moved(-STEP)) / (2 * STEP);
    });
    expect(found[which]?.shape, `shape of gradient ${which}`).to.deep.equal(input.shape);
    const largest = Math.max(1e-3, ...slopes.map(Math.abs));
    slopes.forEach((slope, i) => {
      const error = Math.abs((found[which]?.values[i] ?? Number.NaN) - slope) / largest;
      expect(error, `seed ${seed}, input ${which}, number ${i}`).to.be.at.most(TOLERANCE);
    });
  });
}

function nudged(values: readonly number[], index: number, by: number): number[] {
  return values.map((value, i) => (i === index ? value + by : value));
}
