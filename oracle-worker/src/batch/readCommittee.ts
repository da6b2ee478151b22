import { asHex } from "../chain/asHex.ts";
import type { Contracts } from "../chain/contracts.ts";
import type { Hex } from "../core/sha256.ts";

/** A worker that may sign an epoch's batches. */
export type Member = { index: number; account: Hex; endpoint: string };

/** The active workers of an epoch, ascending by index (docs/SPEC.md, C-1). */
export async function readCommittee({ committee }: Contracts, epoch: number): Promise<Member[]> {
  const count = Number(await committee.workerCount());
  const workers = await Promise.all(Array.from({ length: count }, (_, index) => committee.workerAt(index)));
  const members: Member[] = [];
  workers.forEach(({ account, activeFromEpoch, exitEpoch, endpoint }, index) => {
    const isActive =
      BigInt(account) !== 0n && BigInt(epoch) >= activeFromEpoch && (exitEpoch === 0n || BigInt(epoch) < exitEpoch);
    if (isActive) members.push({ index, account: asHex(account), endpoint });
  });
  return members;
}
