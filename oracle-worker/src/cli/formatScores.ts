import { formatTable } from "./formatTable.ts";
import type { ScoreRow, ScoreTable } from "./scoreVersions.ts";

/** The table of a private score, and how to read it. */
export function formatScores({ versionId, data, samples, rows }: ScoreTable): string {
  const table = formatTable(
    [
      { heading: "" },
      { heading: "correct", align: "right" },
      { heading: "accuracy", align: "right" },
      { heading: "95 % interval", align: "right" },
      { heading: `version ${String(versionId)} newly right`, align: "right" },
      { heading: "newly wrong", align: "right" },
      { heading: "exact p", align: "right" },
    ],
    rows.map(formatRow),
  );
  return `${String(samples)} samples of ${data}; nothing of them left this process\n${table}`;
}

function formatRow({ name, score: { correct, total, low, high }, paired }: ScoreRow): string[] {
  return [
    name,
    String(correct),
    percent(correct / total),
    `${percent(low)} – ${percent(high)}`,
    ...(paired === null
      ? ["", "", ""]
      : [String(paired.newlyRight), String(paired.newlyWrong), paired.pValue.toPrecision(2)]),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
