import { markdownTable } from "./markdownTable.ts";
import { median } from "./median.ts";
import { ratioBetween } from "./ratioBetween.ts";
import type { Measured } from "./runRounds.ts";
import type { TorchKind } from "./torchContestants.ts";

/**
 * One engine on one model. Ratios are speeds over PyTorch's with as many threads, with AVX2 and with AVX-512; `digest`
 * names what it computed; `reason` says why there is no speed.
 */
export type Compared = {
  readonly model: string;
  readonly engine: string;
  readonly threads: number;
  readonly perSecond: number | null;
  readonly ratioToTorch: number | null;
  readonly ratioToTorchAvx512: number | null;
  readonly peakBytes: number | null;
  readonly digest: string | null;
  readonly reason: string | null;
};

export function compare(model: string, measured: readonly Measured[]): Compared[] {
  return measured.map((one): Compared => {
    const { engine, threads } = one.contestant;
    const torch = (kind: TorchKind): Measured | undefined =>
      measured.find(({ contestant }) => contestant.engine === kind && contestant.threads === threads);
    return {
      model,
      engine,
      threads,
      perSecond: one.speeds.length === 0 ? null : Math.round(median(one.speeds)),
      ratioToTorch: rounded(ratioBetween(one, torch("pytorch avx2"))),
      ratioToTorchAvx512: rounded(ratioBetween(one, torch("pytorch avx512"))),
      peakBytes: one.peakBytes,
      digest: one.digest,
      reason: one.reason,
    };
  });
}

/** @param unit what is counted per second */
export function comparisonTable(rows: readonly Compared[], unit: string): string {
  const headings = [
    "model",
    " engine",
    "threads",
    "× PyTorch AVX2",
    "× PyTorch AVX-512",
    `${unit}/s`,
    "peak MiB",
    " result",
  ];
  const cells = rows.map((row) => [
    row.model,
    row.engine,
    String(row.threads),
    row.ratioToTorch?.toFixed(2) ?? "",
    row.ratioToTorchAvx512?.toFixed(2) ?? "",
    row.perSecond?.toLocaleString("en") ?? "",
    row.peakBytes === null ? "" : Math.round(row.peakBytes / 2 ** 20).toLocaleString("en"),
    row.reason ?? row.digest?.slice(0, 8) ?? "",
  ]);
  return markdownTable(headings, cells);
}

function rounded(ratio: number | null): number | null {
  return ratio === null ? null : Number(ratio.toFixed(3));
}
