import type * as tf from "@tensorflow/tfjs-core";
import { batchNorm as normalize, batchNormBackward, batchNormMoments } from "../kernels/batchNorm.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import type { NormWeights } from "./normParts.ts";
import { checkShape, workspace } from "./workspace.ts";

/** A normalised batch, and the statistics that it was normalised by, [channels] each. */
export type NormalizedBatch = { y: tf.Tensor2D; mean: tf.Tensor1D; variance: tf.Tensor1D };

/**
 * Normalises every channel by the batch's own mean and variance, as one operation: docs/engine.md, "batch
 * normalisation". The statistics are for running averages: no gradient goes through them from outside.
 * @param x [rows, channels]; of images, a row is a pixel
 */
export function batchNorm(x: tf.Tensor2D, { gain, bias }: NormWeights, epsilon: number): NormalizedBatch {
  const [rows, channels] = x.shape;
  checkShape(gain, [channels], "a gain");
  checkShape(bias, [channels], "a bias");
  const shape = { rows, channels, epsilon };
  const space = workspace();
  const mean = space.vector(channels);
  const variance = space.vector(channels);
  const moments = { mean: space.at(mean), variance: space.at(variance) };
  batchNormMoments(space.engine, space.at(x), moments, shape);
  const normalized = fusedOp([x, gain, bias], (inside) => {
    const y = inside.matrix(rows, channels);
    const operands = { ...moments, x: inside.at(x), gain: inside.at(gain), bias: inside.at(bias) };
    normalize(inside.engine, operands, inside.at(y), shape);
    return fused(y, [x, mean, variance, gain], (dy, [savedX, savedMean, savedVariance, savedGain]) => {
      const dx = inside.matrix(rows, channels);
      const dgain = inside.vector(channels);
      const dbias = inside.vector(channels);
      batchNormBackward(
        inside.engine,
        {
          x: inside.at(savedX),
          dy: inside.at(dy),
          mean: inside.at(savedMean),
          variance: inside.at(savedVariance),
          gain: inside.at(savedGain),
        },
        { dx: inside.at(dx), dgain: inside.at(dgain), dbias: inside.at(dbias) },
        shape,
      );
      return [dx, dgain, dbias];
    });
  });
  return { y: normalized, mean, variance };
}
