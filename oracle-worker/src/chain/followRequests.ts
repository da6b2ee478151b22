import type { Contracts } from "./contracts.ts";
import type { Provider } from "./provider.ts";

/** Blocks per page of events; halved where a node refuses as many. */
const PAGE_BLOCKS = 2_000;

export type BlockRef = { number: number; hash: string };

/** A `ScoreRequested` event of a finalized block. */
export type ScoreRequestEvent = {
  benchmarkId: number;
  epoch: number;
  versionId: number;
  blockHash: string;
  blockNumber: number;
  logIndex: number;
};

/** Where events are kept: the journal. */
export type RequestLog = {
  /** Blocks read up to, the newest first. */
  cursors(): BlockRef[];
  recordRequests(events: readonly ScoreRequestEvent[], block: BlockRef): void;
  rewindTo(blockNumber: number): void;
};

/**
 * Reads the requests of every block up to `head` into `log`. Whatever happened since, the log ends as one that had read the
 * present chain once: events are keyed by their block's hash, and where a stored block is no longer the chain's, reading
 * starts again after the newest that is.
 * @param head the finalized block
 */
export async function followRequests(input: {
  provider: Provider;
  scores: Contracts["scores"];
  log: RequestLog;
  fromBlock: number;
  head: BlockRef;
}): Promise<void> {
  const { provider, scores, log, fromBlock, head } = input;
  let from = await resumeAt(provider, log, fromBlock);
  let pageBlocks = PAGE_BLOCKS;
  while (from <= head.number) {
    const to = Math.min(head.number, from + pageBlocks - 1);
    const end = to === head.number ? head : await blockAt(provider, to);
    const page = await readPage(scores, from, to);
    if (page === undefined && to > from) {
      pageBlocks = Math.max(1, Math.floor(pageBlocks / 2));
      continue;
    }
    // The same hash before and after: the events between are of one chain.
    const isStill = end !== undefined && (await blockAt(provider, to))?.hash === end.hash;
    if (page === undefined || !isStill) return;
    log.recordRequests(page, end);
    from = to + 1;
  }
}

/** The first block to read: after the newest stored one that is still the chain's. */
async function resumeAt(provider: Provider, log: RequestLog, fromBlock: number): Promise<number> {
  const cursors = log.cursors();
  for (const [i, cursor] of cursors.entries()) {
    if ((await blockAt(provider, cursor.number))?.hash !== cursor.hash) continue;
    if (i > 0) log.rewindTo(cursor.number);
    return cursor.number + 1;
  }
  if (cursors.length > 0) log.rewindTo(-1);
  return fromBlock;
}

/** Undefined when the node does not answer: too many events, or blocks it does not have. The next look tries again. */
async function readPage(
  scores: Contracts["scores"],
  from: number,
  to: number,
): Promise<ScoreRequestEvent[] | undefined> {
  const logs = await scores.queryFilter(scores.filters.ScoreRequested(), from, to).catch((cause: unknown) => {
    if (isRefusal(cause)) return undefined;
    throw cause;
  });
  return logs?.map(({ args, blockHash, blockNumber, index }) => ({
    benchmarkId: Number(args.benchmarkId),
    epoch: Number(args.epoch),
    versionId: Number(args.versionId),
    blockHash,
    blockNumber,
    logIndex: index,
  }));
}

/** A JSON-RPC error, as against a node that cannot be reached. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && (cause.code === "UNKNOWN_ERROR" || cause.code === "BAD_DATA");
}

async function blockAt(provider: Provider, number: number): Promise<BlockRef | undefined> {
  const block = await provider.getBlock(number);
  return block?.hash ? { number, hash: block.hash } : undefined;
}
