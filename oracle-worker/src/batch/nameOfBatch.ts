import type { JobKey } from "../journal/journal.ts";

/** A batch in a map or a log line. */
export function nameOfBatch({ benchmarkId, epoch }: JobKey): string {
  return `${benchmarkId}/${epoch}`;
}
