import * as tf from "@tensorflow/tfjs-core";
import type { GptArchitecture } from "./architecture.ts";
import { layerOf, matrixOf, type NamedTensors, normOf } from "./namedTensors.ts";
import type { GraphOps } from "./ops/GraphOps.ts";

/** Windows of `length` ≤ contextLength characters, as indices into the alphabet, row by row. */
export type Windows = { tokens: Int32Array; count: number; length: number };

/**
 * Logits of the next character: a pre-LN transformer with learned positions, causal attention and tanh-GELU.
 * @param positions "every": a row per position of every window; "last": only of each window's last position
 * @returns [count · length, alphabet] or [count, alphabet]
 */
export function gptLogits(
  ops: GraphOps,
  weights: NamedTensors,
  { layers, heads, width }: GptArchitecture,
  { tokens, count, length }: Windows,
  positions: "every" | "last",
): tf.Tensor2D {
  return tf.tidy(() => {
    const sequences = { count, length, heads };
    const [table, places] = [matrixOf(weights, "tokens.weight"), matrixOf(weights, "positions.weight")];
    let stream = ops.embedding(tokens, length, table, places); // [count · length, width]
    for (let layer = 0; layer < layers; layer++) {
      const block = `blocks.${layer}`;
      stream = ops.attentionBlock(stream, attentionOf(weights, `${block}.attention`), sequences);
      stream = ops.mlpBlock(stream, mlpOf(weights, `${block}.mlp`));
    }
    if (positions === "last") {
      const perWindow = tf.reshape<tf.Rank.R2>(stream, [count, length * width]);
      stream = tf.slice2d(perWindow, [0, (length - 1) * width], [count, width]);
    }
    return ops.linear(ops.layerNorm(stream, normOf(weights, "norm")), { weight: matrixOf(weights, "output.weight") });
  });
}

function attentionOf(weights: NamedTensors, name: string) {
  return {
    norm: normOf(weights, `${name}.norm`),
    qkv: layerOf(weights, `${name}.qkv`),
    output: layerOf(weights, `${name}.output`),
  };
}

function mlpOf(weights: NamedTensors, name: string) {
  return {
    norm: normOf(weights, `${name}.norm`),
    up: layerOf(weights, `${name}.up`),
    down: layerOf(weights, `${name}.down`),
  };
}
