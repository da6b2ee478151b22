import * as tf from "@tensorflow/tfjs-core";
import { layerOf, matrixOf, type NamedTensors, vectorOf } from "./namedTensors.ts";
import type { GraphOps } from "./ops/GraphOps.ts";

/**
 * Logits of a batch of texts: bag of words → bias, relu → dense.
 * @param bags distinct word buckets of each text (`wordBuckets`)
 * @returns [texts, labels]
 */
export function textClassifierLogits(ops: GraphOps, weights: NamedTensors, bags: readonly Int32Array[]): tf.Tensor2D {
  return tf.tidy(() => {
    const sums = ops.bagEmbedding(bags, matrixOf(weights, "embedding.weight")); // [texts, hidden]
    return ops.linear(ops.biasRelu(sums, vectorOf(weights, "embedding.bias")), layerOf(weights, "output"));
  });
}
