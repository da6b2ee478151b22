import type { Contracts } from "../chain/contracts.ts";
import { decodingReverts } from "../chain/decodeRevert.ts";
import { readVersion } from "../chain/readVersion.ts";
import { AssayError } from "../errors.ts";
import type { JobKey } from "../journal/journal.ts";
import type { Plan } from "../journal/rows.ts";

/**
 * What a batch answers and compares with, read at the last block of its epoch: every worker reads the same there, whatever
 * settles later (docs/SPEC.md, C-8).
 * @param versionIds the requests whose events were seen
 * @param blockTag that block, or "finalized" where the node has forgotten its state
 * @throws AssayError `EventsMissing` when the chain counts other requests
 */
export async function planBatch(
  contracts: Contracts,
  { benchmarkId, epoch }: JobKey,
  versionIds: readonly number[],
  blockTag: number | "finalized",
): Promise<Plan> {
  const counted = await decodingReverts(() => contracts.scores.requestCountOf(benchmarkId, { blockTag }));
  // At the present state a later epoch may already count.
  const isCounted = blockTag !== "finalized" || counted.epoch === BigInt(epoch);
  if (isCounted && (counted.epoch !== BigInt(epoch) || counted.count !== BigInt(versionIds.length))) {
    throw new AssayError(
      "EventsMissing",
      `epoch ${epoch} has ${counted.count} requests on benchmark ${benchmarkId}, the events of ${versionIds.length} were seen`,
      { hint: "the node left events out; they are read again" },
    );
  }
  const holder = await decodingReverts(() => contracts.scores.recordOf(benchmarkId, { blockTag }));
  const items: Plan["items"] = [];
  for (const versionId of versionIds)
    items.push({ versionId, parent: await primaryParent(contracts, benchmarkId, versionId) });
  return { holder: Number(holder), items };
}

/** The primary parent to compare with: 0 without one, or on another benchmark, where E is the bound (M-3). It never changes. */
async function primaryParent(contracts: Contracts, benchmarkId: number, versionId: number): Promise<number> {
  const { parent } = await decodingReverts(() => contracts.market.primaryParentOf(versionId));
  if (parent === 0n) return 0;
  const registered = await readVersion(contracts, Number(parent));
  return registered.benchmarkId === benchmarkId ? registered.versionId : 0;
}
