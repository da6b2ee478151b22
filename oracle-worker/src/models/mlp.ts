import * as tf from "@tensorflow/tfjs-core";
import { dense, dropout, gelu } from "./dense.ts";
import type { StepRandom } from "./dropoutMask.ts";
import type { MlpArchitecture } from "./mlpArchitecture.ts";
import type { NamedTensors } from "./namedTensors.ts";

/**
 * Logits of a batch of rows: dense layers, each with its activation and, in training, dropout; then a dense layer.
 * @param features [rows, features]
 * @param random of a training step; absent in evaluation
 * @returns [rows, labels]
 */
export function mlpLogits(
  weights: NamedTensors,
  architecture: MlpArchitecture,
  features: tf.Tensor2D,
  random?: StepRandom,
): tf.Tensor2D {
  return tf.tidy(() => {
    let x = features;
    architecture.hidden.forEach((_, i) => {
      const sums = dense(weights, `layers.${i}`, x); // [rows, hidden]
      x = architecture.activation === "relu" ? tf.relu(sums) : gelu(sums);
      x = dropout(x, `layers.${i}`, architecture.dropout, random);
    });
    return dense(weights, "output", x);
  });
}
