import * as tf from "@tensorflow/tfjs-core";
import { type NamedTensors, vectorOf } from "./namedTensors.ts";
import { type GraphOps, NORM_EPSILON } from "./ops/GraphOps.ts";

/** What a step leaves of the running statistics. */
export const BATCH_NORM_MOMENTUM = 0.9;

/** New values of running means and variances, by name: kept, so whoever takes them disposes them. */
export type Statistics = Map<string, tf.Tensor>;

/**
 * (x − mean) · (1 / √(variance + ε)) · gain + bias, by channel. In training, mean and variance are the batch's own (the
 * variance divides by the number of rows), and the running ones move towards them: `running · 0.9 + own · 0.1`. In
 * evaluation they are the running ones.
 * @param x [rows, channels]; of images, a row is a pixel
 * @param statistics filled in training; absent in evaluation
 */
export function batchNorm(
  ops: GraphOps,
  weights: NamedTensors,
  name: string,
  x: tf.Tensor2D,
  statistics?: Statistics,
): tf.Tensor2D {
  const norm = { gain: vectorOf(weights, `${name}.gain`), bias: vectorOf(weights, `${name}.bias`) };
  const running = { mean: vectorOf(weights, `${name}.mean`), variance: vectorOf(weights, `${name}.variance`) };
  if (statistics === undefined) {
    return tf.batchNorm2d(x, running.mean, running.variance, norm.bias, norm.gain, NORM_EPSILON);
  }
  const { y, mean, variance } = ops.batchNorm(x, norm);
  statistics.set(`${name}.mean`, moved(running.mean, mean));
  statistics.set(`${name}.variance`, moved(running.variance, variance));
  return y;
}

function moved(running: tf.Tensor, own: tf.Tensor): tf.Tensor {
  return tf.keep(tf.add(tf.mul(running, BATCH_NORM_MOMENTUM), tf.mul(own, 1 - BATCH_NORM_MOMENTUM)));
}
