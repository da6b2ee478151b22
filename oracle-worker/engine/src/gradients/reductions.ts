import * as tf from "@tensorflow/tfjs-core";
import { type Gradients, numbersOf, one, two } from "./gradient.ts";
import { axesOf, keepAxes } from "./reduceTo.ts";

/** dy of a sum over axes, repeated along them. */
function spread(dy: tf.Tensor, x: tf.Tensor, axes: readonly number[]): tf.Tensor {
  return tf.mul(tf.onesLike(x), keepAxes(dy, x.shape, axes));
}

/** Sums and their like; `axis` is absent for all axes. */
export const reductions: Gradients = {
  Sum: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = one(saved);
      return { x: () => spread(dy, x, axesOf(numbersOf(attrs, "axis"), x.rank)) };
    },
  },
  Mean: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = one(saved);
      const count = dy.size === 0 ? 1 : x.size / dy.size;
      return { x: () => spread(tf.div(dy, count), x, axesOf(numbersOf(attrs, "axis"), x.rank)) };
    },
  },
  // Every element that equals the largest takes all of dy.
  Max: {
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, y] = two(saved);
      const axes = axesOf(numbersOf(attrs, "reductionIndices"), x.rank);
      return {
        x: () => {
          const isLargest = tf.equal(x, keepAxes(y, x.shape, axes));
          return tf.where(isLargest, spread(dy, x, axes), tf.zerosLike(x));
        },
      };
    },
  },
};
