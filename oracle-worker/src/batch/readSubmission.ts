import { asHex } from "../chain/asHex.ts";
import type { BatchHeader } from "../chain/attestation.ts";
import type { Contracts } from "../chain/contracts.ts";
import { fromHex } from "../core/sha256.ts";
import type { JobKey } from "../journal/journal.ts";

const PAGE_BLOCKS = 2_000;

/** What was submitted for a batch. */
export type Submission = { header: BatchHeader; items: Uint8Array };

/** The submission's event between two blocks; undefined when there is none. */
export async function readSubmission(
  { committee }: Contracts,
  { benchmarkId, epoch }: JobKey,
  blocks: { from: number; to: number },
): Promise<Submission | undefined> {
  const filter = committee.filters.BatchSubmitted(benchmarkId, epoch);
  for (let from = blocks.from; from <= blocks.to; from += PAGE_BLOCKS) {
    const [event] = await committee.queryFilter(filter, from, Math.min(blocks.to, from + PAGE_BLOCKS - 1));
    if (event === undefined) continue;
    const { header, items } = event.args;
    return {
      header: {
        benchmarkId,
        epoch,
        shard: Number(header.shard),
        engineDigest: asHex(header.engineDigest),
        predictionsRoot: asHex(header.predictionsRoot),
      },
      items: fromHex(items),
    };
  }
  return undefined;
}
