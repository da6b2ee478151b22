import type * as tf from "@tensorflow/tfjs-core";
import { attentionForward, attentionGradient, type Sequences } from "./attentionParts.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { linearForward, linearGradients } from "./linearParts.ts";
import { normForward, normGradients, type NormWeights } from "./normParts.ts";

type Layer = { weight: tf.Tensor2D; bias: tf.Tensor1D };

/** `qkv`: [width, 3 · width], queries, keys and values side by side; `output`: [width, width]. */
export type AttentionWeights = { norm: NormWeights; qkv: Layer; output: Layer };

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
    const { y: normal, statistics } = normForward(space, h, norm);
    const joined = linearForward(space, normal, qkv);
    const { y: mixed, weights } = attentionForward(space, joined, sequences);
    return fused(
      linearForward(space, mixed, output, h),
      [h, statistics, normal, joined, weights, mixed, norm.gain, qkv.weight, output.weight],
      (dy, [x, statistics, normal, joined, weights, mixed, gain, qkvWeight, outputWeight]) => {
        const last = linearGradients(space, mixed, outputWeight, dy);
        mixed.dispose();
        const djoined = attentionGradient(space, joined, weights, last.x, sequences);
        for (const used of [joined, weights, last.x]) used.dispose();
        const first = linearGradients(space, normal, qkvWeight, djoined);
        for (const used of [normal, djoined]) used.dispose();
        const start = normGradients(space, { x, gain, statistics }, first.x, dy);
        first.x.dispose();
        return [start.x, start.gain, start.bias, first.weight, first.bias, last.weight, last.bias];
      },
    );
  });
}
