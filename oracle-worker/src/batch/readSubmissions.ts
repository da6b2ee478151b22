import { asHex } from "../chain/asHex.ts";
import type { BatchHeader } from "../chain/attestation.ts";
import type { Contracts } from "../chain/contracts.ts";
import { fromHex } from "../core/sha256.ts";
import type { JobKey } from "../journal/journal.ts";

const PAGE_BLOCKS = 2_000;

/** What was submitted for a batch, or answered to a challenge of it. */
export type Submission = { header: BatchHeader; items: Uint8Array };

/** The submissions of a batch between two blocks, by round. */
export async function readSubmissions(
  { committee }: Contracts,
  { benchmarkId, epoch }: JobKey,
  blocks: { from: number; to: number },
): Promise<Submission[]> {
  const filter = committee.filters.BatchSubmitted(benchmarkId, epoch);
  const rounds: Submission[] = [];
  for (let from = blocks.from; from <= blocks.to; from += PAGE_BLOCKS) {
    const events = await committee.queryFilter(filter, from, Math.min(blocks.to, from + PAGE_BLOCKS - 1));
    for (const { args } of events) {
      rounds[Number(args.round)] = {
        header: {
          benchmarkId,
          epoch,
          shard: Number(args.shard),
          engineDigest: asHex(args.engineDigest),
          predictionsRoot: asHex(args.predictionsRoot),
        },
        items: fromHex(args.items),
      };
    }
  }
  return rounds;
}
