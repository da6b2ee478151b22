import * as tf from "@tensorflow/tfjs-core";
import { type NamedTensors, tensorOf } from "./namedTensors.ts";

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;
const WEIGHT_DECAY = 0.01;

/** Everything that AdamW carries from step to step, the step count aside. */
export type AdamState = { weights: NamedTensors; means: NamedTensors; squares: NamedTensors };

/**
 * One step of AdamW (Loshchilov & Hutter, ICLR 2019): decay 0.01 on matrices only, decoupled. The new state is made
 * of new tensors; the caller disposes the old one.
 * @param step counted from 1
 */
export function adamW(state: AdamState, gradients: NamedTensors, step: number, learningRate: number): AdamState {
  const meanScale = 1 / (1 - wholePower(BETA_1, step));
  const squareScale = 1 / (1 - wholePower(BETA_2, step));
  const next = {
    weights: new Map<string, tf.Tensor>(),
    means: new Map<string, tf.Tensor>(),
    squares: new Map<string, tf.Tensor>(),
  };
  for (const [name, gradient] of gradients) {
    const weight = tensorOf(state.weights, name);
    const decay = weight.rank > 1 ? 1 - learningRate * WEIGHT_DECAY : 1;
    const [newWeight, mean, square] = tf.tidy((): [tf.Tensor, tf.Tensor, tf.Tensor] => {
      const m = tf.add(tf.mul(tensorOf(state.means, name), BETA_1), tf.mul(gradient, 1 - BETA_1));
      const v = tf.add(tf.mul(tensorOf(state.squares, name), BETA_2), tf.mul(tf.mul(gradient, gradient), 1 - BETA_2));
      const update = tf.div(tf.mul(m, learningRate * meanScale), tf.add(tf.sqrt(tf.mul(v, squareScale)), EPSILON));
      return [tf.sub(tf.mul(weight, decay), update), m, v];
    });
    next.weights.set(name, newWeight);
    next.means.set(name, mean);
    next.squares.set(name, square);
  }
  return next;
}

/** base^exponent by products alone: the host's `Math.pow` is not the same everywhere. */
function wholePower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
