import { sha256, toHex } from "../core/sha256.ts";
import { permutation } from "../models/permutation.ts";
import { type RandomStream, randomStream } from "../models/randomStream.ts";

/** Which segments are re-executed; segment i ends at checkpoint i, counted from 1. */
export type SegmentChoice =
  { kind: "all" } | { kind: "one"; segment: number } | { kind: "random"; count: number; seed: string };

/**
 * The segments of a choice, ascending. A random one is repeatable: it follows from the words of the stream
 * `segments` (docs/SPEC.md, P-6) under `sha256(utf8(seed))`.
 * @param total segments of the run
 * @returns undefined when the run has no such segment
 */
export function chooseSegments(choice: SegmentChoice, total: number): number[] | undefined {
  switch (choice.kind) {
    case "all":
      return Array.from({ length: total }, (_, i) => i + 1);
    case "one":
      return choice.segment <= total ? [choice.segment] : undefined;
    case "random":
      return Array.from(permutation(total, wordsOf(choice.seed)).subarray(0, choice.count), (i) => i + 1).sort(
        (a, b) => a - b,
      );
  }
}

function wordsOf(seed: string): RandomStream {
  return randomStream(toHex(sha256(new TextEncoder().encode(seed))), "segments");
}
