import type { BatchResult } from "../journal/journal.ts";
import type { Submission } from "./readSubmission.ts";

/** Whether what was submitted is what this worker has computed. */
export function isSameResult(result: BatchResult | undefined, submission: Submission): boolean {
  return (
    result !== undefined &&
    result.header.predictionsRoot === submission.header.predictionsRoot &&
    result.header.engineDigest === submission.header.engineDigest &&
    result.header.shard === submission.header.shard &&
    Buffer.from(result.items).equals(submission.items)
  );
}
