import type { BatchHeader } from "../chain/attestation.ts";
import { compare } from "../core/mcnemar.ts";
import { encodePredictions, predictionsRoot } from "../core/predictions.ts";
import { encodeItems, type ScoreItem, unavailableItem } from "../core/scoreItem.ts";
import type { BatchResult } from "../journal/journal.ts";
import type { Plan } from "../journal/rows.ts";
import type { Evaluation } from "../pipeline/evaluate.ts";

/**
 * Measures everything in a plan (docs/SPEC.md, C-3, C-4).
 * @param evaluate the predictions of a version on the benchmark
 */
export async function scoreBatch(
  plan: Plan,
  header: Omit<BatchHeader, "predictionsRoot">,
  evaluate: (versionId: number) => Promise<Evaluation>,
): Promise<BatchResult> {
  const evaluations = new Map<number, Evaluation>();

  async function evaluated(versionId: number): Promise<Evaluation> {
    const evaluation = evaluations.get(versionId) ?? (await evaluate(versionId));
    evaluations.set(versionId, evaluation);
    return evaluation;
  }

  /** Samples on which exactly one of the two is right; none without a reference. */
  async function compareWith({ predictions, labels }: Evaluation, reference: number) {
    if (reference === 0) return { newlyRight: 0, newlyWrong: 0 };
    return compare(predictions, (await evaluated(reference)).predictions, labels);
  }

  const items: ScoreItem[] = [];
  const predictions: (Uint8Array | undefined)[] = [];
  for (const { versionId, parent, refusal } of plan.items) {
    if (refusal !== undefined) {
      items.push(unavailableItem(versionId));
      predictions.push(undefined);
      continue;
    }
    const own = await evaluated(versionId);
    const { newlyRight, newlyWrong } = await compareWith(own, plan.holder);
    const { newlyRight: parentRight, newlyWrong: parentWrong } = await compareWith(own, parent);
    items.push({
      versionId,
      correct: own.correct,
      holder: plan.holder,
      newlyRight,
      newlyWrong,
      parentRight,
      parentWrong,
    });
    predictions.push(encodePredictions(own.predictions));
  }
  return {
    header: { ...header, predictionsRoot: predictionsRoot(predictions) },
    items: encodeItems(items),
    predictions: new Uint8Array(Buffer.concat(predictions.filter((bytes) => bytes !== undefined))),
  };
}
