import { formatTable } from "./formatTable.ts";
import type { Board, BoardRow, Boards } from "./readBoards.ts";

const CSV_FIELDS = [
  "rank",
  "versionId",
  "contributor",
  "correct",
  "total",
  "boundBps",
  "stale",
  "proven",
  "record",
] as const;

/** Boards for people. */
export function formatBoards({ block, boards }: Boards): string {
  return [`at block ${String(block)}`, ...boards.map(formatBoard)].join("\n\n");
}

/** Boards as CSV, one row per version. No field can hold a comma or a quote. */
export function formatBoardsCsv({ block, boards }: Boards): string {
  const lines = boards.flatMap(({ benchmarkId, rows }) =>
    rows.map((row) => [block, benchmarkId, ...CSV_FIELDS.map((field) => row[field])].map(String).join(",")),
  );
  return [["block", "benchmarkId", ...CSV_FIELDS].join(","), ...lines].join("\n");
}

function formatBoard({ benchmarkId, rows }: Board): string {
  if (rows.length === 0) return `benchmark ${String(benchmarkId)}: no final score yet`;
  const table = formatTable(
    [
      { heading: "rank", align: "right" },
      { heading: "version", align: "right" },
      { heading: "bound", align: "right" },
      { heading: "correct", align: "right" },
      { heading: "contributor" },
      { heading: "" },
    ],
    rows.map((row) => [
      String(row.rank),
      String(row.versionId),
      `${(row.boundBps / 100).toFixed(2)} %`,
      `${String(row.correct)}/${String(row.total)}`,
      row.contributor,
      marksOf(row),
    ]),
  );
  return `benchmark ${String(benchmarkId)}\n${table}`;
}

function marksOf({ record, stale, proven }: BoardRow): string {
  return [...(record ? ["record"] : []), ...(stale ? ["stale"] : []), ...(proven ? [] : ["measured, not proven"])].join(
    ", ",
  );
}
