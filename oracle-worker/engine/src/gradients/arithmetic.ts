import * as tf from "@tensorflow/tfjs-core";
import { type Gradient, type Gradients, two } from "./gradient.ts";
import { reduceTo } from "./reduceTo.ts";

/** A gradient by operand, before the broadcast is undone. */
type Parts = { a: () => tf.Tensor; b: () => tf.Tensor };

function binary(partsOf: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => Parts): Gradient {
  return {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved) => {
      const [a, b] = two(saved);
      const parts = partsOf(dy, a, b);
      return { a: () => reduceTo(parts.a(), a.shape), b: () => reduceTo(parts.b(), b.shape) };
    },
  };
}

/** Of two numbers element by element, broadcast against each other. */
export const arithmetic: Gradients = {
  Add: binary((dy) => ({ a: () => dy, b: () => dy })),
  Sub: binary((dy) => ({ a: () => dy, b: () => tf.neg(dy) })),
  Multiply: binary((dy, a, b) => ({ a: () => tf.mul(dy, b), b: () => tf.mul(dy, a) })),
  RealDiv: binary((dy, a, b) => ({
    a: () => tf.div(dy, b),
    b: () => tf.neg(tf.div(tf.mul(dy, a), tf.mul(b, b))),
  })),
  SquaredDifference: binary((dy, a, b) => {
    const slope = (): tf.Tensor => tf.mul(dy, tf.mul(tf.sub(a, b), 2));
    return { a: slope, b: () => tf.neg(slope()) };
  }),
  // Of equals, the first operand takes all.
  Maximum: binary((dy, a, b) => ({ a: () => where(tf.greaterEqual(a, b), dy), b: () => where(tf.less(a, b), dy) })),
  Minimum: binary((dy, a, b) => ({ a: () => where(tf.lessEqual(a, b), dy), b: () => where(tf.greater(a, b), dy) })),
  // The exponent's slope is 0 where the base has no logarithm.
  Pow: binary((dy, a, b) => ({
    a: () => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    b: () => {
      const isPositive = tf.greater(tf.add(a, tf.zerosLike(b)), 0);
      const logarithm = tf.add(tf.log(a), tf.zerosLike(b));
      return tf.mul(dy, tf.where(isPositive, tf.mul(tf.pow(a, b), logarithm), tf.zerosLike(logarithm)));
    },
  })),
  Mod: binary((dy, a, b) => ({
    a: () => dy,
    b: () => tf.neg(tf.mul(dy, tf.floor(tf.div(a, b)))),
  })),
};

/** dy where the condition holds, 0 elsewhere. */
function where(condition: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return tf.where(condition, dy, tf.zerosLike(dy));
}
