import * as tf from "@tensorflow/tfjs-core";
import { type Gradient, type Gradients, numbersOf, one, two } from "./gradient.ts";
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
  Max: extreme("reductionIndices"),
  Min: extreme("axis"),
  // Of each number, the product of all others: of those before it and of those after it.
  Prod: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = one(saved);
      const axes = axesOf(numbersOf(attrs, "axis"), x.rank);
      const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
      const order = [...kept, ...axes];
      return {
        x: () => {
          const rows = tf.transpose(x, order);
          const flat = tf.reshape(rows, [...kept.map((axis) => x.shape[axis] ?? 1), -1]);
          const others = tf.mul(tf.cumprod(flat, kept.length, true, false), tf.cumprod(flat, kept.length, true, true));
          const inverse = order.map((_, axis) => order.indexOf(axis));
          return tf.mul(tf.transpose(tf.reshape(others, rows.shape), inverse), keepAxes(dy, x.shape, axes));
        },
      };
    },
  },
};

/** Every element that equals the largest, or the smallest, takes all of dy. */
function extreme(attribute: string): Gradient {
  return {
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, y] = two(saved);
      const axes = axesOf(numbersOf(attrs, attribute), x.rank);
      return {
        x: () => {
          const isExtreme = tf.equal(x, keepAxes(y, x.shape, axes));
          return tf.where(isExtreme, spread(dy, x, axes), tf.zerosLike(x));
        },
      };
    },
  };
}
