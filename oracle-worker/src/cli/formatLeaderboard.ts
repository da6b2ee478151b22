import { formatCsv } from "./formatCsv.ts";
import { type Column, formatTable } from "./formatTable.ts";
import { formatWei } from "./formatWei.ts";
import type { ContributorRow, PopularityRow } from "./rankVersions.ts";
import type { AccuracyRow, Leaderboard, RecordRow } from "./readLeaderboard.ts";

/** Fields in CSV, in this order; `block` stands before them. */
const ACCURACY = [
  "benchmarkId",
  "rank",
  "versionId",
  "pipelineId",
  "pipelineName",
  "contributor",
  "correct",
  "total",
  "boundBps",
  "validUntil",
  "stale",
  "proven",
  "licence",
  "record",
] as const satisfies (keyof AccuracyRow)[];
const POPULARITY = [
  "rank",
  "versionId",
  "pipelineId",
  "pipelineName",
  "benchmarkId",
  "contributor",
  "feeWei",
  "salesWei",
  "record",
] as const satisfies (keyof PopularityRow)[];
const CONTRIBUTORS = [
  "rank",
  "contributor",
  "versions",
  "feeWei",
  "salesWei",
  "records",
  "recordRank",
] as const satisfies (keyof ContributorRow)[];
const RECORDS = [
  "benchmarkId",
  "versionId",
  "pipelineId",
  "pipelineName",
  "contributor",
  "correct",
  "total",
  "boundBps",
  "stale",
] as const satisfies (keyof RecordRow)[];

/** A ranking as CSV, in raw units: wei, basis points, seconds since 1970. Every row names the block it is of. */
export function formatLeaderboardCsv(board: Leaderboard): string {
  const { block } = board;
  switch (board.by) {
    case "accuracy":
      return formatCsv(
        ["block", ...ACCURACY],
        board.rows.map((row) => ({ block, ...row })),
      );
    case "popularity":
      return formatCsv(
        ["block", ...POPULARITY],
        board.rows.map((row) => ({ block, ...row })),
      );
    case "contributors":
      return formatCsv(
        ["block", ...CONTRIBUTORS],
        board.rows.map((row) => ({ block, ...row })),
      );
    case "records":
      return formatCsv(
        ["block", ...RECORDS],
        board.rows.map((row) => ({ block, ...row })),
      );
  }
}

/** A ranking for people. */
export function formatLeaderboard(board: Leaderboard): string {
  return [`at block ${String(board.block)}`, ...tablesOf(board)].join("\n\n");
}

function tablesOf(board: Leaderboard): string[] {
  if (board.rows.length === 0)
    return [board.by === "accuracy" || board.by === "records" ? "no final score yet" : "no version yet"];
  switch (board.by) {
    case "accuracy":
      return [...new Set(board.rows.map(({ benchmarkId }) => benchmarkId))].map((id) => {
        const rows = board.rows.filter(({ benchmarkId }) => benchmarkId === id);
        return `benchmark ${String(id)}\n${formatAccuracy(rows)}`;
      });
    case "popularity":
      return [formatPopularity(board.rows)];
    case "contributors":
      return [formatContributors(board.rows)];
    case "records":
      return [formatRecords(board.rows)];
  }
}

function formatAccuracy(rows: readonly AccuracyRow[]): string {
  return formatTable(
    columns("rank>", "version>", "bound>", "correct>", "contributor", "pipeline", "licence", ""),
    rows.map((row) => [
      String(row.rank),
      String(row.versionId),
      percent(row.boundBps),
      `${String(row.correct)}/${String(row.total)}`,
      row.contributor,
      named(row),
      row.licence,
      marks({ record: row.record, stale: row.stale, "measured, not proven": !row.proven }),
    ]),
  );
}

function formatPopularity(rows: readonly PopularityRow[]): string {
  return formatTable(
    columns("rank>", "version>", "protocol fee paid>", "sales>", "contributor", "pipeline", ""),
    rows.map((row) => [
      String(row.rank),
      String(row.versionId),
      formatWei(row.feeWei),
      formatWei(row.salesWei),
      row.contributor,
      named(row),
      marks({ record: row.record }),
    ]),
  );
}

function formatContributors(rows: readonly ContributorRow[]): string {
  return formatTable(
    columns("rank>", "contributor", "versions>", "protocol fees paid>", "sales>", "records>", "rank by records>"),
    rows.map((row) => [
      String(row.rank),
      row.contributor,
      String(row.versions),
      formatWei(row.feeWei),
      formatWei(row.salesWei),
      String(row.records),
      String(row.recordRank),
    ]),
  );
}

function formatRecords(rows: readonly RecordRow[]): string {
  return formatTable(
    columns("benchmark>", "version>", "bound>", "correct>", "contributor", "pipeline", ""),
    rows.map((row) => [
      String(row.benchmarkId),
      String(row.versionId),
      percent(row.boundBps),
      `${String(row.correct)}/${String(row.total)}`,
      row.contributor,
      named(row),
      marks({ stale: row.stale }),
    ]),
  );
}

function named({ pipelineId, pipelineName }: { pipelineId: number; pipelineName: string }): string {
  return `${String(pipelineId)}${pipelineName === "" ? "" : ` ${pipelineName}`}`;
}

/** A heading that ends with ">" stands above a column of numbers. */
function columns(...headings: string[]): Column[] {
  return headings.map((heading) =>
    heading.endsWith(">") ? { heading: heading.slice(0, -1), align: "right" } : { heading },
  );
}

function percent(bps: number): string {
  return `${(bps / 100).toFixed(2)} %`;
}

function marks(flags: Readonly<Record<string, boolean>>): string {
  return Object.keys(flags)
    .filter((name) => flags[name])
    .join(", ");
}
