import { markdownTable } from "../lib/markdownTable.ts";
import { median } from "../lib/median.ts";
import { ratioBetween } from "../lib/ratioBetween.ts";
import type { Measured } from "../lib/runRounds.ts";
import type { TorchKind } from "../lib/torchContestants.ts";

/**
 * One engine on one model. Ratios are speeds over PyTorch's with as many threads, AVX2 and AVX-512; `weightsSha256`
 * is the state after the first two steps; `reason` says why there is no speed.
 */
export type TrainRow = {
  readonly model: string;
  readonly engine: string;
  readonly threads: number;
  readonly tokensPerSecond: number | null;
  readonly ratioToTorch: number | null;
  readonly ratioToTorchAvx512: number | null;
  readonly peakBytes: number | null;
  readonly weightsSha256: string | null;
  readonly reason: string | null;
};

export function toRows(model: string, measured: readonly Measured[]): TrainRow[] {
  return measured.map((one): TrainRow => {
    const { engine, threads } = one.contestant;
    const torch = (kind: TorchKind): Measured | undefined =>
      measured.find(({ contestant }) => contestant.engine === kind && contestant.threads === threads);
    return {
      model,
      engine,
      threads,
      tokensPerSecond: one.speeds.length === 0 ? null : Math.round(median(one.speeds)),
      ratioToTorch: rounded(ratioBetween(one, torch("pytorch avx2"))),
      ratioToTorchAvx512: rounded(ratioBetween(one, torch("pytorch avx512"))),
      peakBytes: one.peakBytes,
      weightsSha256: one.digest,
      reason: one.reason,
    };
  });
}

const HEADINGS = [
  "model",
  " engine",
  "threads",
  "× PyTorch AVX2",
  "× PyTorch AVX-512",
  "tokens/s",
  "peak MiB",
  " weights",
];

export function toMarkdown(rows: readonly TrainRow[]): string {
  const cells = rows.map((row) => [
    row.model,
    row.engine,
    String(row.threads),
    row.ratioToTorch?.toFixed(2) ?? "",
    row.ratioToTorchAvx512?.toFixed(2) ?? "",
    row.tokensPerSecond?.toLocaleString("en") ?? "",
    row.peakBytes === null ? "" : Math.round(row.peakBytes / 2 ** 20).toLocaleString("en"),
    row.reason ?? row.weightsSha256?.slice(0, 8) ?? "",
  ]);
  return markdownTable(HEADINGS, cells);
}

function rounded(ratio: number | null): number | null {
  return ratio === null ? null : Number(ratio.toFixed(3));
}
