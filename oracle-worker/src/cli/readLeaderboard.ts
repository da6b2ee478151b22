import type { CommandContext } from "./commandContext.ts";
import { mapLimited } from "./mapLimited.ts";
import { type ChainSession, openChain } from "./openChain.ts";
import {
  type ContributorRow,
  type PopularityRow,
  rankContributors,
  rankVersions,
  type VersionSales,
} from "./rankVersions.ts";
import type { LeaderboardOptions } from "./rankings.ts";

/** Rows of one call: the lens's limit. */
const PAGE_SIZE = 100;
const READS_AT_ONCE = 8;

export type AccuracyRow = {
  benchmarkId: number;
  rank: number;
  versionId: number;
  pipelineId: number;
  /** Chosen by its owner: anything. */
  pipelineName: string;
  contributor: string;
  correct: number;
  total: number;
  boundBps: number;
  /** Seconds since 1970. */
  validUntil: number;
  stale: boolean;
  proven: boolean;
  /** SPDX expression, "SHA-256 0x…" of the licence's text, or "all rights reserved". */
  licence: string;
  /** Whether it holds the benchmark's record. */
  record: boolean;
};

/** A benchmark whose record is held. */
export type RecordRow = {
  benchmarkId: number;
  versionId: number;
  pipelineId: number;
  /** Chosen by its owner: anything. */
  pipelineName: string;
  contributor: string;
  correct: number;
  total: number;
  boundBps: number;
  stale: boolean;
};

type Ranked =
  | { by: "accuracy"; rows: AccuracyRow[] }
  | { by: "popularity"; rows: PopularityRow[] }
  | { by: "contributors"; rows: ContributorRow[] }
  | { by: "records"; rows: RecordRow[] };

/** `block`: everything is of this one block. */
export type Leaderboard = { block: number } & Ranked;

type Snapshot = { chain: ChainSession; at: { blockTag: number } };

/** Who is best, by one of four rankings. @throws AssayError `NotFound` for an unknown benchmark */
export async function readLeaderboard(context: CommandContext, options: LeaderboardOptions): Promise<Leaderboard> {
  using chain = await openChain(context);
  const block = await chain.provider.getBlockNumber();
  const snapshot = { chain, at: { blockTag: block } };
  const { benchmark } = options;
  if (benchmark !== undefined) await chain.read(() => chain.contracts.benchmarks.benchmarkOf(benchmark, snapshot.at));
  return { block, ...(await readRows(snapshot, options)) };
}

async function readRows(snapshot: Snapshot, { by, benchmark, limit = Infinity }: LeaderboardOptions): Promise<Ranked> {
  switch (by) {
    case "accuracy":
      return { by, rows: await readAccuracy(snapshot, benchmark, limit) };
    case "popularity":
      return { by, rows: rankVersions(await readSales(snapshot, benchmark)).slice(0, limit) };
    case "contributors":
      return { by, rows: rankContributors(await readSales(snapshot, benchmark)).slice(0, limit) };
    case "records":
      return { by, rows: (await readRecords(snapshot, benchmark)).slice(0, limit) };
  }
}

async function readAccuracy(
  { chain, at }: Snapshot,
  benchmark: number | undefined,
  limit: number,
): Promise<AccuracyRow[]> {
  const { benchmarks, boardLens } = chain.contracts;
  const count = Number(await chain.read(() => benchmarks.benchmarkCount(at)));
  const ids = benchmark === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [benchmark];
  const boards = await mapLimited(ids, READS_AT_ONCE, async (benchmarkId) => {
    const rows = await chain.read(() => boardLens.board(benchmarkId, at));
    return rows.slice(0, limit).map((row) => ({
      benchmarkId,
      rank: Number(row.rank),
      versionId: Number(row.versionId),
      pipelineId: Number(row.pipelineId),
      pipelineName: row.pipelineName,
      contributor: row.contributor,
      correct: Number(row.correct),
      total: Number(row.total),
      boundBps: Number(row.boundBps),
      validUntil: Number(row.validUntil),
      stale: row.stale,
      proven: row.proven,
      licence: row.licence,
      record: row.isRecordHolder,
    }));
  });
  return boards.flat();
}

async function readSales({ chain, at }: Snapshot, benchmark: number | undefined): Promise<VersionSales[]> {
  const { pipelineRegistry, boardLens } = chain.contracts;
  const count = Number(await chain.read(() => pipelineRegistry.versionCount(at)));
  const pages = await mapLimited(pagesOf(count), READS_AT_ONCE, (from) =>
    chain.read(() => boardLens.popularity(from, PAGE_SIZE, at)),
  );
  const rows = pages.flat().map((row) => ({
    versionId: Number(row.versionId),
    pipelineId: Number(row.pipelineId),
    pipelineName: row.pipelineName,
    benchmarkId: Number(row.benchmarkId),
    contributor: row.contributor,
    feeWei: row.feeWei,
    salesWei: row.salesWei,
    record: row.isRecordHolder,
  }));
  return benchmark === undefined ? rows : rows.filter(({ benchmarkId }) => benchmarkId === benchmark);
}

async function readRecords({ chain, at }: Snapshot, benchmark: number | undefined): Promise<RecordRow[]> {
  const { benchmarks, boardLens } = chain.contracts;
  const count = Number(await chain.read(() => benchmarks.benchmarkCount(at)));
  const pages =
    benchmark === undefined
      ? await mapLimited(pagesOf(count), READS_AT_ONCE, (from) =>
          chain.read(() => boardLens.records(from, PAGE_SIZE, at)),
        )
      : [await chain.read(() => boardLens.records(benchmark, 1, at))];
  return pages
    .flat()
    .filter(({ holder }) => holder !== 0n)
    .map((row) => ({
      benchmarkId: Number(row.benchmarkId),
      versionId: Number(row.holder),
      pipelineId: Number(row.pipelineId),
      pipelineName: row.pipelineName,
      contributor: row.contributor,
      correct: Number(row.correct),
      total: Number(row.total),
      boundBps: Number(row.boundBps),
      stale: row.stale,
    }));
}

/** The first id of each page. */
function pagesOf(count: number): number[] {
  return Array.from({ length: Math.ceil(count / PAGE_SIZE) }, (_, i) => 1 + i * PAGE_SIZE);
}
