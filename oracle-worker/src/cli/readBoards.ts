import type { CommandContext } from "./commandContext.ts";
import { openChain } from "./openChain.ts";

export type BoardRow = {
  rank: number;
  versionId: number;
  contributor: string;
  correct: number;
  total: number;
  boundBps: number;
  stale: boolean;
  proven: boolean;
  /** Whether it holds the benchmark's record. */
  record: boolean;
};
export type Board = { benchmarkId: number; rows: BoardRow[] };
/** `block`: all boards are of this one block. */
export type Boards = { block: number; boards: Board[] };

/** The board of one benchmark, or of all. @throws AssayError `NotFound` */
export async function readBoards(context: CommandContext, benchmarkId: number | undefined): Promise<Boards> {
  using chain = await openChain(context);
  const { benchmarks, scores, boardLens } = chain.contracts;
  const block = await chain.provider.getBlockNumber();
  const at = { blockTag: block };
  const count = Number(await chain.read(() => benchmarks.benchmarkCount(at)));
  if (benchmarkId !== undefined) await chain.read(() => benchmarks.rulesOf(benchmarkId, at));
  const ids = benchmarkId === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [benchmarkId];
  const boards: Board[] = [];
  for (const id of ids) {
    const holder = Number(await chain.read(() => scores.recordOf(id, at)));
    const rows = await chain.read(() => boardLens.board(id, at));
    boards.push({ benchmarkId: id, rows: rows.map((row) => toRow(row, holder)) });
  }
  return { block, boards };
}

type RawRow = {
  rank: bigint;
  versionId: bigint;
  contributor: string;
  correct: bigint;
  total: bigint;
  boundBps: bigint;
  stale: boolean;
  proven: boolean;
};

function toRow(
  { rank, versionId, contributor, correct, total, boundBps, stale, proven }: RawRow,
  holder: number,
): BoardRow {
  return {
    rank: Number(rank),
    versionId: Number(versionId),
    contributor,
    correct: Number(correct),
    total: Number(total),
    boundBps: Number(boundBps),
    stale,
    proven,
    record: Number(versionId) === holder,
  };
}
