import * as tf from "@tensorflow/tfjs-core";
import { type NamedTensors, tensorOf } from "./namedTensors.ts";

/** Added to the variance under the root. */
export const BATCH_NORM_EPSILON = 1e-5;
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
export function batchNorm(weights: NamedTensors, name: string, x: tf.Tensor2D, statistics?: Statistics): tf.Tensor2D {
  const running = { mean: tensorOf(weights, `${name}.mean`), variance: tensorOf(weights, `${name}.variance`) };
  const { mean, variance } = statistics === undefined ? running : momentsOf(x);
  if (statistics !== undefined) {
    statistics.set(`${name}.mean`, moved(running.mean, mean));
    statistics.set(`${name}.variance`, moved(running.variance, variance));
  }
  const scale = tf.div(1, tf.sqrt(tf.add(variance, BATCH_NORM_EPSILON))); // [channels]
  const normal = tf.mul(tf.sub(x, mean), scale); // [rows, channels]
  return tf.add(tf.mul(normal, tensorOf(weights, `${name}.gain`)), tensorOf(weights, `${name}.bias`));
}

/** Mean and variance of each column. */
function momentsOf(x: tf.Tensor2D): { mean: tf.Tensor; variance: tf.Tensor } {
  const rows = x.shape[0];
  const mean = tf.div(tf.sum(x, 0), rows); // [channels]
  const centred = tf.sub(x, mean);
  return { mean, variance: tf.div(tf.sum(tf.mul(centred, centred), 0), rows) };
}

function moved(running: tf.Tensor, own: tf.Tensor): tf.Tensor {
  return tf.keep(tf.add(tf.mul(running, BATCH_NORM_MOMENTUM), tf.mul(own, 1 - BATCH_NORM_MOMENTUM)));
}
