import * as tf from "@tensorflow/tfjs-core";
import type { StepRandom } from "./dropoutMask.ts";
import type { MlpArchitecture } from "./mlpArchitecture.ts";
import { layerOf, type NamedTensors } from "./namedTensors.ts";
import type { GraphOps } from "./ops/GraphOps.ts";

/**
 * Logits of a batch of rows: dense layers, each with its activation and, in training, dropout; then a dense layer.
 * @param features [rows, features]
 * @param random of a training step; absent in evaluation
 * @returns [rows, labels]
 */
export function mlpLogits(
  ops: GraphOps,
  weights: NamedTensors,
  { hidden, activation, dropout }: MlpArchitecture,
  features: tf.Tensor2D,
  random?: StepRandom,
): tf.Tensor2D {
  return tf.tidy(() => {
    let x = features;
    hidden.forEach((_, i) => {
      const layer = layerOf(weights, `layers.${i}`);
      const options = { isData: i === 0 };
      x = activation === "relu" ? ops.denseRelu(x, layer, options) : ops.gelu(ops.linear(x, layer, options));
      if (dropout !== undefined && random !== undefined) x = ops.dropout(x, Number(dropout), `layers.${i}`, random);
    });
    return ops.linear(x, layerOf(weights, "output"), { isData: hidden.length === 0 });
  });
}
