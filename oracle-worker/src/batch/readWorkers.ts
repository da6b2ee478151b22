import { asHex } from "../chain/asHex.ts";
import type { Contracts } from "../chain/contracts.ts";
import type { Hex } from "../core/sha256.ts";

/** A worker whose signature counts. */
export type Member = { index: number; account: Hex; endpoint: string };

/** Those of the named workers that are not barred (docs/SPEC.md, C-1), in the same order. */
export async function readWorkers(
  { committee }: Contracts,
  indices: readonly number[],
  blockTag: number,
): Promise<Member[]> {
  const workers = await Promise.all(indices.map((index) => committee.workerAt(index, { blockTag })));
  return indices.flatMap((index, i) => {
    const worker = workers[i];
    if (worker === undefined || worker.isBarred || BigInt(worker.account) === 0n) return [];
    return [{ index, account: asHex(worker.account.toLowerCase()), endpoint: worker.endpoint }];
  });
}
