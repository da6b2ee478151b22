import { ATTENTION, ATTENTION_BACKWARD } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** `size`: elements of one head. */
export type AttentionShape = { batch: number; length: number; heads: number; size: number };

/** Elements of one head's weights: `length` rows, each padded to a multiple of 4. */
function headSize({ length }: AttentionShape): number {
  return length * Math.ceil(length / 4) * 4;
}

/** Elements of the weights of all heads: what the gradient needs. */
export function attentionWeightsSize(shape: AttentionShape): number {
  return shape.batch * shape.heads * headSize(shape);
}

/** Elements of a workspace with one head's weights per thread. */
export function attentionWorkspaceSize(engine: Engine, shape: AttentionShape): number {
  return engine.threads * headSize(shape);
}

/**
 * Causal attention of qkv [batch, length, 3, heads, size] into out [batch, length, heads, size]: docs/engine.md, "Fused
 * operations". `weights` are either kept for the gradient (`attentionWeightsSize`) or a workspace
 * (`attentionWorkspaceSize`). All addresses.
 */
export function attention(
  engine: Engine,
  qkv: number,
  out: number,
  weights: { address: number; isKept: boolean },
  { batch, length, heads, size }: AttentionShape,
): void {
  engine.run(ATTENTION, [qkv, out, weights.address, weights.isKept ? 1 : 0, batch, length, heads, size]);
}

/** The gradient of attention by qkv. `workspace`: `attentionWorkspaceSize` elements. All addresses. */
export function attentionBackward(
  engine: Engine,
  operands: { qkv: number; weights: number; dy: number },
  out: { dqkv: number; workspace: number },
  { batch, length, heads, size }: AttentionShape,
): void {
  const { qkv, weights, dy } = operands;
  engine.run(ATTENTION_BACKWARD, [qkv, weights, dy, out.dqkv, out.workspace, batch, length, heads, size]);
}
