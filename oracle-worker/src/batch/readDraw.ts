import { decodingReverts } from "../chain/decodeRevert.ts";
import { bitsOf } from "../core/bitsOf.ts";
import { drawStateOf } from "../core/drawStateOf.ts";
import type { Draw } from "../core/nextAction.ts";
import { rankOf } from "../core/turn.ts";
import type { JobKey } from "../journal/journal.ts";
import type { BatchDeps } from "./batchDeps.ts";

/** The draw of the round that must answer, or has answered last. */
export type RoundDraw = {
  round: number;
  state: Draw;
  quorum: number;
  /** The round's committee, ascending by index; empty until it is drawn. */
  workers: readonly number[];
  /** This worker's place among them. */
  seat: number | undefined;
  /** Workers that may be drawn. */
  live: number;
  /** Whether this one is among them. */
  isLive: boolean;
  /** Tells one try for a seed from the next: the block it is to come from; in a challenge round, where no view names that, an age of the chain. */
  seedAttempt: number;
  /** Place in line: members first, in turn, then the others. */
  rank: number;
};

/** Blocks whose hash the chain remembers. */
const HASH_BLOCKS = 256;

/** @param blockTag the latest block */
export async function readDraw(
  { contracts, account }: Pick<BatchDeps, "contracts" | "account">,
  { benchmarkId, epoch }: JobKey,
  blockTag: number,
): Promise<RoundDraw> {
  const { committee } = contracts;
  const at = { blockTag };
  const [closing, drawn, place] = await Promise.all([
    decodingReverts(() => committee.epochOf(epoch, at)),
    decodingReverts(() => committee.committeeOf(benchmarkId, epoch, at)),
    decodingReverts(() => committee.indexOf(account.address, at)),
  ]);
  const live = bitsOf(closing.isClosed ? closing.live : await committee.liveSet(at));
  const own = place.exists ? Number(place.index) : undefined;
  const isBarred = own !== undefined && (await committee.workerAt(own, at)).isBarred;
  const round = Number(drawn.round);
  const workers = drawn.workers.map(Number);
  const seat = own === undefined ? -1 : workers.indexOf(own);
  const position = own === undefined ? -1 : live.indexOf(own);
  const rankAmong = (index: number, length: number) =>
    index < 0 ? length : rankOf({ epoch, position: index, workers: length });
  const seedBlock = Number(closing.seedBlock);
  return {
    round,
    state: drawStateOf({
      round,
      isClosed: closing.isClosed,
      isDrawn: drawn.isDrawn,
      isStored: BigInt(closing.seed) !== 0n,
      isLost: blockTag > seedBlock + HASH_BLOCKS,
      isWhole: workers.length === live.length,
      isMember: seat >= 0 && !isBarred,
    }),
    quorum: Number(drawn.quorum),
    workers,
    seat: seat < 0 ? undefined : seat,
    live: live.length,
    isLive: position >= 0 && !isBarred,
    seedAttempt: round === 0 ? seedBlock : Math.floor(blockTag / HASH_BLOCKS),
    rank: seat < 0 ? workers.length + rankAmong(position, live.length) : rankAmong(seat, workers.length),
  };
}
