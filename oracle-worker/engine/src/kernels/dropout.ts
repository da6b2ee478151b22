import { DROPOUT } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** Two words: the key of a Philox stream (docs/SPEC.md, P-6). */
export type DropoutKey = readonly [number, number];

/**
 * y = x · 1/(1 − rate), or x · 0 where the element's word of the stream is below the rate: docs/engine.md, "Fused
 * operations". Its gradient is the same of dy. y may be x. All addresses.
 * @param rate in [0, 1)
 */
export function dropout(engine: Engine, x: number, y: number, size: number, rate: number, key: DropoutKey): void {
  const threshold = Math.floor(rate * 2 ** 24 + 0.5);
  engine.run(DROPOUT, [x, y, key[0] | 0, key[1] | 0, size, threshold], [1 / (1 - rate)]);
}
