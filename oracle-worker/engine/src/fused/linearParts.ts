import type * as tf from "@tensorflow/tfjs-core";
import { linear, linearBackward, linearInputGradient } from "../kernels/linear.ts";
import { checkShape, type Workspace } from "./workspace.ts";

/** A linear layer: weight [inputs, outputs], bias [outputs]. */
export type LinearWeights = { weight: tf.Tensor2D; bias?: tf.Tensor1D | undefined };

/** `isData`: no gradient of x is wanted, which is most of the work of a wide first layer. */
export type InputOptions = { isData?: boolean };

/** x [rows, inputs] · weight + bias. */
export function linearForward(space: Workspace, x: tf.Tensor2D, { weight, bias }: LinearWeights): tf.Tensor2D {
  const [rows, inputs] = x.shape;
  const columns = weight.shape[1];
  checkShape(weight, [inputs, columns], "a weight");
  if (bias !== undefined) checkShape(bias, [columns], "a bias");
  const y = space.matrix(rows, columns);
  const operands = { x: space.at(x), weight: space.at(weight) };
  const initial = bias === undefined ? {} : { bias: space.at(bias) };
  linear(space.engine, { ...operands, ...initial }, space.at(y), { rows, inputs, outputs: columns });
  return y;
}

/** dy · weightᵀ. */
export function inputGradient(space: Workspace, weight: tf.Tensor2D, dy: tf.Tensor2D): tf.Tensor2D {
  const [inputs, outputs] = weight.shape;
  const rows = dy.shape[0];
  const dx = space.matrix(rows, inputs);
  const operands = { dy: space.at(dy), weight: space.at(weight) };
  linearInputGradient(space.engine, operands, space.at(dx), { rows, inputs, outputs });
  return dx;
}

/** Gradients of the weight, xᵀ · dy, and of the bias, the sum over rows. */
export function weightGradients(
  space: Workspace,
  x: tf.Tensor2D,
  dy: tf.Tensor2D,
): { weight: tf.Tensor2D; bias: tf.Tensor1D } {
  const [rows, inputs] = x.shape;
  const outputs = dy.shape[1];
  const weight = space.matrix(inputs, outputs);
  const bias = space.vector(outputs);
  linearBackward(
    space.engine,
    { x: space.at(x), dy: space.at(dy), w: 0 },
    { dx: 0, dw: space.at(weight), db: space.at(bias) },
    { rows, outputs, inputs },
  );
  return { weight, bias };
}
