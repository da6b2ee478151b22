import * as tf from "@tensorflow/tfjs-core";
import { type StepRandom, dropoutMask } from "./dropoutMask.ts";
import { matrixOf, type NamedTensors, tensorOf } from "./namedTensors.ts";

/** x · W + b. @param x [rows, in] @returns [rows, out] */
export function dense(weights: NamedTensors, name: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.matMul(x, matrixOf(weights, `${name}.weight`)), tensorOf(weights, `${name}.bias`));
}

/** The tanh form of GELU written as x · sigmoid(x · (1.5957691216 + 0.0713548162726 x²)). */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const gate = tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.mul(x, x), 0.0713548162726), 1.5957691216)));
  return tf.mul(x, gate);
}

/** Drops outputs of a layer in training; `random` is absent in evaluation, which drops none. */
export function dropout(
  x: tf.Tensor2D,
  layer: string,
  rate: string | undefined,
  random: StepRandom | undefined,
): tf.Tensor2D {
  if (rate === undefined || random === undefined) return x;
  return tf.mul(x, tf.tensor2d(dropoutMask(random, layer, x.size, Number(rate)), x.shape));
}
