import { setImmediate as nextTurn } from "node:timers/promises";
import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import { useBackend } from "../models/backend.ts";
import { createCharacterPredictor, createTextPredictor } from "../models/createPredictor.ts";
import type { Weights } from "../models/weights.ts";
import { checkScoringCost, scoringBatchSize } from "./scoringCost.ts";

/**
 * The predicted class of every input: word buckets for a textClassifier, runs of characters of one length for a gpt.
 * @throws AssayError `ScoringTooExpensive`; `Aborted` after `signal`
 */
export async function predictSamples(
  architecture: Architecture,
  weights: Weights,
  inputs: readonly Int32Array[],
  signal?: AbortSignal,
): Promise<Uint16Array> {
  const length = inputs[0]?.length ?? 0;
  checkScoringCost(architecture, inputs.length, length);
  const size = scoringBatchSize(architecture, length);
  await useBackend("cpu");
  const predictor =
    architecture.kind === "gpt"
      ? createCharacterPredictor(architecture, weights)
      : createTextPredictor(architecture, weights);
  const predictions = new Uint16Array(inputs.length);
  try {
    for (let start = 0; start < inputs.length; start += size) {
      if (signal?.aborted) {
        throw new AssayError("Aborted", `scoring stopped after ${start} of ${inputs.length} samples`, {
          hint: "start it again: a score leaves nothing behind",
          cause: signal.reason,
        });
      }
      predictions.set(predictor.predict(inputs.slice(start, start + size)), start);
      await nextTurn();
    }
  } finally {
    predictor.dispose();
  }
  return predictions;
}
