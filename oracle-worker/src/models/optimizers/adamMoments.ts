import * as tf from "@tensorflow/tfjs-core";
import { type Moment, type Rule } from "./optimizer.ts";
import { wholePower } from "./wholePower.ts";

/** The numbers that Adam and AdamW share. */
export type AdamConstants = { beta1: number; beta2: number; epsilon: number };

/** Names of the mean of the gradients and of the mean of their squares. */
export const ADAM_PREFIXES = ["adam.m/", "adam.v/"] as const;

type AdamStep = { update: tf.Tensor; mean: tf.Tensor; square: tf.Tensor };

/**
 * Both moments after a gradient, and the step they ask for, before its rate (Kingma & Ba, ICLR 2015, algorithm 1):
 * `m = m·β₁ + g·(1 − β₁)`, `v = v·β₂ + (g·g)·(1 − β₂)`, `(m·c₁) / (√(v·c₂) + ε)` with `cᵢ = 1 / (1 − βᵢ^step)` in
 * binary64. Every number is rounded to binary32 once.
 */
export function adamStep(
  gradient: tf.Tensor,
  [oldMean, oldSquare]: readonly tf.Tensor[],
  { step }: Moment,
  { beta1, beta2, epsilon }: AdamConstants,
): AdamStep {
  if (oldMean === undefined || oldSquare === undefined) throw new RangeError("Adam has two moments");
  const mean = tf.add(tf.mul(oldMean, beta1), tf.mul(gradient, 1 - beta1));
  const square = tf.add(tf.mul(oldSquare, beta2), tf.mul(tf.mul(gradient, gradient), 1 - beta2));
  const meanScale = 1 / (1 - wholePower(beta1, step));
  const squareScale = 1 / (1 - wholePower(beta2, step));
  const update = tf.div(tf.mul(mean, meanScale), tf.add(tf.sqrt(tf.mul(square, squareScale)), epsilon));
  return { update, mean, square };
}

/** What follows when the weight is scaled by `decay` and moved by the update. */
export function adamRule(constants: AdamConstants, decayOf: (weight: tf.Tensor, learningRate: number) => number): Rule {
  return (weight, gradient, moments, at) => {
    const { update, mean, square } = adamStep(gradient, moments, at, constants);
    const kept = tf.mul(weight, decayOf(weight, at.learningRate));
    return [tf.sub(kept, tf.mul(update, at.learningRate)), mean, square];
  };
}
