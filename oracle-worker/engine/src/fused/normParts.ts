import type * as tf from "@tensorflow/tfjs-core";
import { layerNorm, layerNormBackward } from "../kernels/norm.ts";
import { checkShape, type Workspace } from "./workspace.ts";

/** Layer norm's weights, [columns] each. */
export type NormWeights = { gain: tf.Tensor1D; bias: tf.Tensor1D };

/** The normalised rows, and mean and 1 / deviation of each. */
export function normForward(
  space: Workspace,
  x: tf.Tensor2D,
  { gain, bias }: NormWeights,
): { y: tf.Tensor2D; statistics: tf.Tensor2D } {
  const [rows, columns] = x.shape;
  checkShape(gain, [columns], "a gain");
  checkShape(bias, [columns], "a bias");
  const y = space.matrix(rows, columns);
  const statistics = space.matrix(rows, 2);
  layerNorm(
    space.engine,
    { x: space.at(x), gain: space.at(gain), bias: space.at(bias) },
    { y: space.at(y), statistics: space.at(statistics) },
    { rows, columns },
  );
  return { y, statistics };
}

export function normGradients(
  space: Workspace,
  { x, gain, statistics }: { x: tf.Tensor2D; gain: tf.Tensor1D; statistics: tf.Tensor2D },
  dy: tf.Tensor2D,
): { x: tf.Tensor2D; gain: tf.Tensor1D; bias: tf.Tensor1D } {
  const [rows, columns] = x.shape;
  const dx = space.matrix(rows, columns);
  const dgain = space.vector(columns);
  const dbias = space.vector(columns);
  layerNormBackward(
    space.engine,
    {
      x: space.at(x),
      gain: space.at(gain),
      statistics: space.at(statistics),
      dy: space.at(dy),
      previous: 0,
    },
    { dx: space.at(dx), dgain: space.at(dgain), dbias: space.at(dbias) },
    { rows, columns },
  );
  return { x: dx, gain: dgain, bias: dbias };
}
