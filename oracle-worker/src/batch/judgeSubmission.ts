import { contradictingItems } from "../core/contradictingItems.ts";
import type { Verdict } from "../core/nextAction.ts";
import { differingItems, tryDecodeItems } from "../core/scoreItem.ts";
import type { BatchResult } from "../journal/journal.ts";
import type { Submission } from "./readSubmissions.ts";

/** A submission against this worker's own result, and the versions of which they differ, or which prove it wrong. */
export type Judgement = { verdict: Verdict; versionIds: number[] };

/** @param submission undefined while its event has not been found */
export function judgeSubmission(result: BatchResult | undefined, submission: Submission | undefined): Judgement {
  if (result === undefined || submission === undefined) return { verdict: "unknown", versionIds: [] };
  if (isSame(result, submission)) return { verdict: "same", versionIds: [] };
  const [mine, theirs] = [tryDecodeItems(result.items), tryDecodeItems(submission.items)];
  const contradicting = contradictingItems(mine, theirs);
  return contradicting.length > 0
    ? { verdict: "contradicts", versionIds: contradicting }
    : { verdict: "different", versionIds: differingItems(mine, theirs) };
}

function isSame(result: BatchResult, { header, items }: Submission): boolean {
  return (
    result.header.predictionsRoot === header.predictionsRoot &&
    result.header.engineDigest === header.engineDigest &&
    result.header.shard === header.shard &&
    Buffer.from(result.items).equals(items)
  );
}
