import * as tf from "@tensorflow/tfjs-core";
import { toWeights } from "../models/namedTensors.ts";
import type { Optimizer } from "../models/optimizers/optimizer.ts";
import type { Weights } from "../models/weights.ts";

/** Weights and moments of one tensor `w` after as many steps as there are gradients, each the same everywhere. */
export function runOptimizer(
  optimizer: Optimizer,
  run: { shape: number[]; start: number; gradients: readonly number[]; rate: number },
): Weights {
  const state: Map<string, tf.Tensor> = new Map([["w", tf.fill(run.shape, run.start)]]);
  run.gradients.forEach((gradient, i) => {
    const gradients = new Map([["w", tf.fill(run.shape, gradient)]]);
    optimizer.apply(state, gradients, { step: i + 1, learningRate: run.rate });
    for (const tensor of gradients.values()) tensor.dispose();
  });
  const end = toWeights(state);
  for (const tensor of state.values()) tensor.dispose();
  return end;
}
