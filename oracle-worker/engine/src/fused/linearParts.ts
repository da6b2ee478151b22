import type * as tf from "@tensorflow/tfjs-core";
import { linearBackward, matmul } from "../kernels/linear.ts";
import { checkShape, type Workspace } from "./workspace.ts";

/** A linear layer: weight [inputs, outputs], bias [outputs]. */
export type LinearWeights = { weight: tf.Tensor2D; bias?: tf.Tensor1D | undefined };

/** `isData`: no gradient of x is wanted, which is most of the work of a wide first layer. */
export type InputOptions = { isData?: boolean };

/** x [rows, inputs] · weight + bias + residual [rows, outputs]; a residual needs a bias. */
export function linearForward(
  space: Workspace,
  x: tf.Tensor2D,
  { weight, bias }: LinearWeights,
  residual?: tf.Tensor2D,
): tf.Tensor2D {
  const [rows, inputs] = x.shape;
  const columns = weight.shape[1];
  checkShape(weight, [inputs, columns], "a weight");
  if (bias !== undefined) checkShape(bias, [columns], "a bias");
  if (residual !== undefined) checkShape(residual, [rows, columns], "a residual");
  const y = space.matrix(rows, columns);
  matmul(
    space.engine,
    { address: space.at(x), stride: inputs },
    { address: space.at(weight), stride: columns },
    { address: space.at(y), stride: columns },
    { rows, columns, inner: inputs },
    {
      ...(bias === undefined ? {} : { bias: space.at(bias) }),
      ...(residual === undefined ? {} : { residual: space.at(residual) }),
    },
  );
  return y;
}

/** dy · weightᵀ. */
export function inputGradient(space: Workspace, weight: tf.Tensor2D, dy: tf.Tensor2D): tf.Tensor2D {
  const [inputs, outputs] = weight.shape;
  const rows = dy.shape[0];
  const dx = space.matrix(rows, inputs);
  matmul(
    space.engine,
    { address: space.at(dy), stride: outputs },
    { address: space.at(weight), stride: outputs, transposed: true },
    { address: space.at(dx), stride: inputs },
    { rows, columns: inputs, inner: outputs },
  );
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

/** Gradients of x, of the weight, and of the bias. */
export function linearGradients(
  space: Workspace,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  dy: tf.Tensor2D,
): { x: tf.Tensor2D; weight: tf.Tensor2D; bias: tf.Tensor1D } {
  const [rows, inputs] = x.shape;
  const outputs = dy.shape[1];
  const dx = space.matrix(rows, inputs);
  const dweight = space.matrix(inputs, outputs);
  const dbias = space.vector(outputs);
  linearBackward(
    space.engine,
    { x: space.at(x), dy: space.at(dy), w: space.at(weight) },
    { dx: space.at(dx), dw: space.at(dweight), db: space.at(dbias) },
    { rows, outputs, inputs },
  );
  return { x: dx, weight: dweight, bias: dbias };
}
