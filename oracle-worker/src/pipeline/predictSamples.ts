import { setImmediate as nextTurn } from "node:timers/promises";
import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import { useBackend } from "../models/backend.ts";
import {
  createCharacterPredictor,
  createFeaturePredictor,
  createTextPredictor,
  type Predictor,
} from "../models/createPredictor.ts";
import type { Weights } from "../models/weights.ts";
import type { SampleInputs } from "./samples.ts";
import { checkScoringCost, scoringBatchSize } from "./scoringCost.ts";

/**
 * The predicted class of every input; runs of characters are of one length.
 * @throws AssayError `ScoringTooExpensive`; `Aborted` after `signal`
 */
export async function predictSamples(
  architecture: Architecture,
  weights: Weights,
  inputs: SampleInputs,
  signal?: AbortSignal,
): Promise<Uint16Array> {
  const count = inputs.rows.length;
  const length = inputs.rows[0]?.length ?? 0;
  checkScoringCost(architecture, count, length);
  const size = scoringBatchSize(architecture, length);
  await useBackend("assay");
  const predictor = predictorOf(architecture, weights, inputs);
  const predictions = new Uint16Array(count);
  try {
    for (let start = 0; start < count; start += size) {
      if (signal?.aborted) {
        throw new AssayError("Aborted", `scoring stopped after ${start} of ${count} samples`, {
          hint: "start it again: a score leaves nothing behind",
          cause: signal.reason,
        });
      }
      predictions.set(predictor.predict(start, start + size), start);
      await nextTurn();
    }
  } finally {
    predictor.dispose();
  }
  return predictions;
}

/** Predicts the inputs from `start` up to, not with, `end`. */
type RangePredictor = { predict(start: number, end: number): Uint16Array; dispose(): void };

function predictorOf(architecture: Architecture, weights: Weights, inputs: SampleInputs): RangePredictor {
  switch (architecture.kind) {
    case "textClassifier":
      if (inputs.kind !== "bags") break;
      return over(createTextPredictor(architecture, weights), inputs.rows);
    case "gpt":
      if (inputs.kind !== "characters") break;
      return over(createCharacterPredictor(architecture, weights), inputs.rows);
    case "mlp":
    case "cnn":
      if (inputs.kind !== "features") break;
      return over(createFeaturePredictor(architecture, weights), inputs.rows);
  }
  throw new RangeError(`a ${architecture.kind} does not answer ${inputs.kind}`);
}

function over<Input>(predictor: Predictor<Input>, rows: readonly Input[]): RangePredictor {
  return {
    predict: (start, end) => predictor.predict(rows.slice(start, end)),
    dispose: () => predictor.dispose(),
  };
}
