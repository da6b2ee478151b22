import { AssayError } from "../errors.ts";

/** Samples on which exactly one of two versions is right. */
export type PairedDifference = { newlyRight: number; newlyWrong: number };

/**
 * Whether `newlyRight` against `newlyWrong` is an improvement (docs/SPEC.md, S-8): `c > b + 1` and `(c − b − 1)² >
 * 9·(c + b)`. A version that is no better passes with probability at most 0.13 %.
 */
export function isImprovement(newlyRight: bigint, newlyWrong: bigint): boolean {
  const lead = newlyRight - newlyWrong - 1n;
  return lead > 0n && lead * lead > 9n * (newlyRight + newlyWrong);
}

/**
 * Compares predictions of a new version with those of an old one, sample by sample.
 * @param candidate predicted class per sample of the new version
 * @param reference predicted class per sample of the old version
 * @param labels true class per sample
 * @throws AssayError `PredictionsMismatch` when the three are not about the same samples.
 */
export function compare(candidate: Uint16Array, reference: Uint16Array, labels: Uint16Array): PairedDifference {
  if (candidate.length !== labels.length || reference.length !== labels.length) {
    throw new AssayError(
      "PredictionsMismatch",
      `cannot compare ${candidate.length} with ${reference.length} predictions on ${labels.length} samples`,
      { hint: "score both versions on the same benchmark and shard" },
    );
  }
  let newlyRight = 0;
  let newlyWrong = 0;
  labels.forEach((label, i) => {
    const isRight = candidate[i] === label;
    const wasRight = reference[i] === label;
    if (isRight && !wasRight) newlyRight++;
    if (!isRight && wasRight) newlyWrong++;
  });
  return { newlyRight, newlyWrong };
}

/**
 * Two-sided exact p-value of McNemar's paired test: the chance of a split at least this uneven when both versions
 * are equally good. For display only.
 */
export function exactPairedPValue({ newlyRight, newlyWrong }: PairedDifference): number {
  const discordant = newlyRight + newlyWrong;
  const fewer = Math.min(newlyRight, newlyWrong);
  // Terms C(n, k) / 2ⁿ, by logarithms: 2⁻ⁿ alone underflows beyond n = 1,074.
  let logTerm = -discordant * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(discordant - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}
