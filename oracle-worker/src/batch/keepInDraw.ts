import { decodingReverts } from "../chain/decodeRevert.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";

/**
 * Puts this worker back into the draw when its suspension for a missed batch is over (docs/SPEC.md, C-16). What is barred, has
 * left or was slashed stays out: that takes a person.
 */
export async function keepInDraw(
  { contracts, account, sender, logger }: Pick<BatchDeps, "contracts" | "account" | "sender" | "logger">,
  { latest, epochSeconds }: ChainView,
): Promise<void> {
  const { committee } = contracts;
  const at = { blockTag: latest.number };
  const place = await decodingReverts(() => committee.indexOf(account.address, at));
  if (!place.exists) return;
  const worker = await decodingReverts(() => committee.workerAt(place.index, at));
  const isSuspended = !worker.isLive && !worker.isBarred && worker.withdrawableAt === 0n && worker.rejoinEpoch > 0n;
  if (!isSuspended || BigInt(Math.floor(latest.timestamp / epochSeconds)) < worker.rejoinEpoch) return;
  // Not in the journal: a second one is refused, and none costs anything but gas.
  const { hash } = await sender.send(await committee.rejoin.populateTransaction());
  logger.info({ hash, worker: Number(place.index) }, "this worker is in the draw again");
}
