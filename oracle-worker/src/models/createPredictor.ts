import * as tf from "@tensorflow/tfjs-core";
import type { FeatureArchitecture, GptArchitecture, TextClassifierArchitecture } from "./architecture.ts";
import { cnnLogits } from "./cnn.ts";
import { gptLogits } from "./gpt.ts";
import { mlpLogits } from "./mlp.ts";
import { withNamedErrors } from "./namedError.ts";
import { disposeAll, toTensors } from "./namedTensors.ts";
import { currentOps } from "./ops/currentOps.ts";
import { textClassifierLogits } from "./textClassifier.ts";
import type { Weights } from "./weights.ts";

/** Predicts a class index per input; holds tensors until disposed. The backend must have been chosen (`useBackend`). */
export interface Predictor<Input> {
  predict(inputs: readonly Input[]): Uint16Array;
  dispose(): void;
}

/** Inputs are the word buckets of texts (`wordBuckets`). */
export function createTextPredictor(architecture: TextClassifierArchitecture, weights: Weights): Predictor<Int32Array> {
  const tensors = withNamedErrors(() => toTensors(weights));
  return {
    predict: (bags) => takeBest(() => textClassifierLogits(currentOps(), tensors, bags), architecture.labels.length),
    dispose: () => disposeAll(tensors),
  };
}

/**
 * Inputs are runs of one length, at most `contextLength` characters, as alphabet indices; the next character is
 * predicted.
 */
export function createCharacterPredictor(architecture: GptArchitecture, weights: Weights): Predictor<Int32Array> {
  const tensors = withNamedErrors(() => toTensors(weights));
  const characters = Array.from(architecture.alphabet).length;
  return {
    predict(runs) {
      const length = runs[0]?.length ?? 0;
      const tokens = new Int32Array(runs.length * length);
      runs.forEach((run, i) => tokens.set(run, i * length));
      const windows = { tokens, count: runs.length, length };
      return takeBest(() => gptLogits(currentOps(), tensors, architecture, windows, "last"), characters);
    },
    dispose: () => disposeAll(tensors),
  };
}

/** Inputs are rows of numbers, as many each as the architecture has. */
export function createFeaturePredictor(architecture: FeatureArchitecture, weights: Weights): Predictor<Float32Array> {
  const tensors = withNamedErrors(() => toTensors(weights));
  return {
    predict(rows) {
      const width = rows[0]?.length ?? 0;
      const values = new Float32Array(rows.length * width);
      rows.forEach((row, i) => values.set(row, i * width));
      const compute = (): tf.Tensor2D => {
        const features = tf.tensor2d(values, [rows.length, width]);
        return architecture.kind === "mlp"
          ? mlpLogits(currentOps(), tensors, architecture, features)
          : cnnLogits(currentOps(), tensors, architecture, features);
      };
      return takeBest(compute, architecture.labels.length);
    },
    dispose: () => disposeAll(tensors),
  };
}

/** Index of the largest logit per row, the lowest index of equals. @throws AssayError `MemoryLimitReached` */
function takeBest(compute: () => tf.Tensor2D, classes: number): Uint16Array {
  const logits = withNamedErrors(() => tf.tidy(compute));
  const values = logits.dataSync<"float32">();
  const best = new Uint16Array(logits.shape[0]);
  logits.dispose();
  for (let row = 0; row < best.length; row++) {
    let winner = 0;
    for (let column = 1; column < classes; column++) {
      if ((values[row * classes + column] ?? 0) > (values[row * classes + winner] ?? 0)) winner = column;
    }
    best[row] = winner;
  }
  return best;
}
