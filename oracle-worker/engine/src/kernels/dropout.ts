import { DROPOUT } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** A Philox stream by the two words of its key (docs/SPEC.md, P-6), and which of its words the first element takes. */
export type DropoutStream = { key: readonly [number, number]; firstWord: number };

/**
 * y = x · 1/(1 − rate), or x · 0 where the element's word of the stream is below the rate: docs/engine.md, "Fused
 * operations". Its gradient is the same of dy. y may be x. All addresses.
 * @param rate in [0, 1)
 */
export function dropout(
  engine: Engine,
  x: number,
  y: number,
  size: number,
  { rate, key, firstWord }: DropoutStream & { rate: number },
): void {
  const threshold = Math.floor(rate * 2 ** 24 + 0.5);
  const high = Math.floor(firstWord / 2 ** 32);
  engine.run(DROPOUT, [x, y, key[0] | 0, key[1] | 0, size, threshold, firstWord | 0, high], [1 / (1 - rate)]);
}
