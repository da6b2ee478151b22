import type * as tf from "@tensorflow/tfjs-core";
import {
  attention,
  attentionBackward,
  type AttentionShape,
  attentionWeightsSize,
  attentionWorkspaceSize,
} from "../kernels/attention.ts";
import { isRecording } from "./fusedOp.ts";
import { shapeInvalid, type Workspace } from "./workspace.ts";

/** `count` sequences of `length` rows each; `heads` divides their width. */
export type Sequences = { count: number; length: number; heads: number };

/** Causal attention of qkv [count · length, 3 · width]; its weights are kept only where a gradient may follow. */
export function attentionForward(
  space: Workspace,
  qkv: tf.Tensor2D,
  sequences: Sequences,
): { y: tf.Tensor2D; weights: tf.Tensor1D } {
  const shape = shapeOf(qkv, sequences);
  const isKept = isRecording();
  const y = space.matrix(qkv.shape[0], shape.heads * shape.size);
  const weights = space.vector(isKept ? attentionWeightsSize(shape) : attentionWorkspaceSize(space.engine, shape));
  attention(space.engine, space.at(qkv), space.at(y), { address: space.at(weights), isKept }, shape);
  return { y, weights };
}

/** The gradient of qkv. */
export function attentionGradient(
  space: Workspace,
  qkv: tf.Tensor2D,
  weights: tf.Tensor1D,
  dy: tf.Tensor2D,
  sequences: Sequences,
): tf.Tensor2D {
  const shape = shapeOf(qkv, sequences);
  const dqkv = space.matrix(qkv.shape[0], qkv.shape[1]);
  const own = space.vector(attentionWorkspaceSize(space.engine, shape));
  attentionBackward(
    space.engine,
    { qkv: space.at(qkv), weights: space.at(weights), dy: space.at(dy) },
    { dqkv: space.at(dqkv), workspace: space.at(own) },
    shape,
  );
  own.dispose();
  return dqkv;
}

function shapeOf(qkv: tf.Tensor2D, { count, length, heads }: Sequences): AttentionShape {
  const [rows, columns] = qkv.shape;
  const size = columns / 3 / heads;
  if (rows !== count * length || !Number.isInteger(size)) {
    throw shapeInvalid(`[${rows}, ${columns}] is not ${count} sequences of ${length} with ${heads} heads`);
  }
  return { batch: count, length, heads, size };
}
