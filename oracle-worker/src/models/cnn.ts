import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, type Statistics } from "./batchNorm.ts";
import type { CnnArchitecture, CnnBlock } from "./cnnArchitecture.ts";
import type { StepRandom } from "./dropoutMask.ts";
import { filtersOf, layerOf, type NamedTensors, vectorOf } from "./namedTensors.ts";
import type { GraphOps } from "./ops/GraphOps.ts";

/**
 * Logits of a batch of images: blocks of convolution, batch normalisation where asked, relu and pool; then dense layers
 * with relu, dropout in training, and a last dense layer.
 * @param features [images, height · width · channels]
 * @param training the step's randomness, and where its statistics go; absent in evaluation
 * @returns [images, labels]
 */
export function cnnLogits(
  ops: GraphOps,
  weights: NamedTensors,
  architecture: CnnArchitecture,
  features: tf.Tensor2D,
  training?: { random: StepRandom; statistics: Statistics },
): tf.Tensor2D {
  return tf.tidy(() => {
    const images = features.shape[0];
    const { height, width, channels } = architecture.input;
    let image = tf.reshape<tf.Rank.R4>(features, [images, height, width, channels]);
    architecture.blocks.forEach((block, i) => {
      const before = image;
      // What no gradient needs goes at once: sixteen blocks together would not fit the engine's memory.
      image = tf.tidy(() => convolve(ops, weights, `blocks.${i}`, block, before, training?.statistics));
      before.dispose();
    });
    let x = tf.reshape<tf.Rank.R2>(image, [images, image.size / images]);
    architecture.hidden.forEach((_, i) => {
      x = ops.denseRelu(x, layerOf(weights, `layers.${i}`));
    });
    if (architecture.dropout !== undefined && training !== undefined) {
      x = ops.dropout(x, Number(architecture.dropout), "output", training.random);
    }
    return ops.linear(x, layerOf(weights, "output"));
  });
}

/** One block. @param image [images, rows, columns, in] @returns [images, rows', columns', filters] */
function convolve(
  ops: GraphOps,
  weights: NamedTensors,
  name: string,
  block: CnnBlock,
  image: tf.Tensor4D,
  statistics: Statistics | undefined,
): tf.Tensor4D {
  const sums = tf.conv2d(image, filtersOf(weights, `${name}.conv.weight`), block.stride, block.padding);
  const pixels = tf.reshape<tf.Rank.R2>(sums, [sums.size / block.filters, block.filters]);
  const rectified = block.batchNorm
    ? tf.relu(batchNorm(ops, weights, `${name}.norm`, pixels, statistics))
    : ops.biasRelu(pixels, vectorOf(weights, `${name}.conv.bias`));
  const active = tf.reshape<tf.Rank.R4>(rectified, sums.shape);
  const { pool } = block;
  if (pool === undefined) return active;
  const take = pool.kind === "max" ? tf.maxPool : tf.avgPool;
  return take(active, pool.size, pool.stride, "valid");
}
