import type * as tf from "@tensorflow/tfjs-core";
import {
  attention,
  attentionBackward,
  type AttentionShape,
  attentionWeightsSize,
  attentionWorkspaceSize,
} from "../kernels/attention.ts";
import { linear, linearBackward } from "../kernels/linear.ts";
import { layerNorm, layerNormBackward } from "../kernels/norm.ts";
import { fused, fusedOp, isRecording } from "./fusedOp.ts";
import type { NormWeights } from "./normParts.ts";
import { checkShape, shapeInvalid } from "./workspace.ts";

type Layer = { weight: tf.Tensor2D; bias: tf.Tensor1D };

/** `qkv`: [width, 3 · width], queries, keys and values side by side; `output`: [width, width]. */
export type AttentionWeights = { norm: NormWeights; qkv: Layer; output: Layer };

/** `count` sequences of `length` rows each; `heads` divides their width. */
export type Sequences = { count: number; length: number; heads: number };

/**
 * h + output(attention(qkv(norm(h)))) as one operation: docs/engine.md, "attention block".
 * @param h [count · length, width]
 */
export function attentionBlock(
  h: tf.Tensor2D,
  { norm, qkv, output }: AttentionWeights,
  sequences: Sequences,
): tf.Tensor2D {
  const inputs = [h, norm.gain, norm.bias, qkv.weight, qkv.bias, output.weight, output.bias];
  return fusedOp(inputs, (space) => {
    const { engine, at } = space;
    const [rows, width] = h.shape;
    const shape = checkShapes(h, { norm, qkv, output }, sequences);
    const first = { rows, inputs: width, outputs: 3 * width };
    const last = { rows, inputs: width, outputs: width };
    const isKept = isRecording();
    const made = space.block({
      statistics: 2 * rows,
      normal: rows * width,
      joined: 3 * rows * width,
      weights: isKept ? attentionWeightsSize(shape) : attentionWorkspaceSize(engine, shape),
      mixed: rows * width,
    });
    const { statistics, normal, joined, weights, mixed } = made.at;
    const y = space.matrix(rows, width);
    const operands = { x: at(h), gain: at(norm.gain), bias: at(norm.bias) };
    layerNorm(engine, operands, { y: normal, statistics }, { rows, columns: width });
    linear(engine, { x: normal, weight: at(qkv.weight), bias: at(qkv.bias) }, joined, first);
    attention(engine, joined, mixed, { address: weights, isKept }, shape);
    linear(engine, { x: mixed, weight: at(output.weight), bias: at(output.bias), residual: at(h) }, at(y), last);
    const saved = [h, norm.gain, qkv.weight, output.weight, made.tensor] as const;
    return fused(y, saved, (dy, [x, gain, qkvWeight, outputWeight]) => {
      const d = {
        h: space.matrix(rows, width),
        gain: space.vector(width),
        normBias: space.vector(width),
        qkvWeight: space.matrix(width, 3 * width),
        qkvBias: space.vector(3 * width),
        outputWeight: space.matrix(width, width),
        outputBias: space.vector(width),
      };
      const own = space.block({
        // Of what attention gave, and when that has been used, of what the norm gave.
        rows: rows * width,
        joined: 3 * rows * width,
        workspace: attentionWorkspaceSize(engine, shape),
      });
      linearBackward(
        engine,
        { x: mixed, dy: at(dy), w: at(outputWeight) },
        { dx: own.at.rows, dw: at(d.outputWeight), db: at(d.outputBias) },
        last,
      );
      const scores = { qkv: joined, weights, dy: own.at.rows };
      attentionBackward(engine, scores, { dqkv: own.at.joined, workspace: own.at.workspace }, shape);
      linearBackward(
        engine,
        { x: normal, dy: own.at.joined, w: at(qkvWeight) },
        { dx: own.at.rows, dw: at(d.qkvWeight), db: at(d.qkvBias) },
        first,
      );
      layerNormBackward(
        engine,
        { x: at(x), gain: at(gain), statistics, dy: own.at.rows, previous: at(dy) },
        { dx: at(d.h), dgain: at(d.gain), dbias: at(d.normBias) },
        { rows, columns: width },
      );
      own.tensor.dispose();
      return [d.h, d.gain, d.normBias, d.qkvWeight, d.qkvBias, d.outputWeight, d.outputBias];
    });
  });
}

function checkShapes(
  h: tf.Tensor2D,
  { norm, qkv, output }: AttentionWeights,
  { count, length, heads }: Sequences,
): AttentionShape {
  const [rows, width] = h.shape;
  const size = width / heads;
  if (rows !== count * length || !Number.isInteger(size)) {
    throw shapeInvalid(`[${rows}, ${width}] is not ${count} sequences of ${length} with ${heads} heads`);
  }
  checkShape(norm.gain, [width], "a gain");
  checkShape(norm.bias, [width], "a bias");
  checkShape(qkv.weight, [width, 3 * width], "the weight of queries, keys and values");
  checkShape(qkv.bias, [3 * width], "the bias of queries, keys and values");
  checkShape(output.weight, [width, width], "the output's weight");
  checkShape(output.bias, [width], "the output's bias");
  return { batch: count, length, heads, size };
}
