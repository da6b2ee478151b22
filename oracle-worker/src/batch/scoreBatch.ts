import type { BatchHeader } from "../chain/attestation.ts";
import { compare, type PairedDifference } from "../core/mcnemar.ts";
import { encodePredictions, predictionsRoot } from "../core/predictions.ts";
import { encodeItems, type ScoreItem, unavailableItem } from "../core/scoreItem.ts";
import type { BatchResult } from "../journal/journal.ts";
import type { Plan } from "../journal/rows.ts";
import type { Evaluation } from "../pipeline/evaluate.ts";
import { isRefusal } from "./isRefusal.ts";

/**
 * Measures everything in a plan (docs/SPEC.md, C-3, C-4, C-8). Whether a version fits the benchmark shows only here: one that
 * does not is unavailable, like one that could not be had.
 * @param evaluate the predictions of a version on the benchmark
 */
export async function scoreBatch(
  plan: Plan,
  header: Omit<BatchHeader, "predictionsRoot">,
  evaluate: (versionId: number) => Promise<Evaluation>,
): Promise<BatchResult> {
  const evaluations = new Map<number, Evaluation | undefined>();

  /** Undefined for no version, and for one that does not fit. */
  async function evaluated(versionId: number): Promise<Evaluation | undefined> {
    if (versionId !== 0 && !evaluations.has(versionId)) {
      evaluations.set(
        versionId,
        await evaluate(versionId).catch((cause: unknown) => {
          if (isRefusal(cause)) return undefined;
          throw cause;
        }),
      );
    }
    return evaluations.get(versionId);
  }

  const holder = await evaluated(plan.holder);
  const items: ScoreItem[] = [];
  const predictions: (Uint8Array | undefined)[] = [];
  for (const { versionId, parent, refusal } of plan.items) {
    const own = refusal === undefined ? await evaluated(versionId) : undefined;
    const ofParent = own === undefined ? undefined : await evaluated(parent);
    if (own === undefined || (parent !== 0 && ofParent === undefined)) {
      items.push(unavailableItem(versionId));
      predictions.push(undefined);
      continue;
    }
    const { newlyRight, newlyWrong } = compareWith(own, holder);
    const { newlyRight: parentRight, newlyWrong: parentWrong } = compareWith(own, ofParent);
    items.push({
      versionId,
      correct: own.correct,
      holder: holder === undefined ? 0 : plan.holder,
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

/** Samples on which exactly one of the two is right; none without a reference. */
function compareWith({ predictions, labels }: Evaluation, reference: Evaluation | undefined): PairedDifference {
  return reference === undefined
    ? { newlyRight: 0, newlyWrong: 0 }
    : compare(predictions, reference.predictions, labels);
}
