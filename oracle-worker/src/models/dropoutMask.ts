import type { Hex } from "../core/sha256.ts";
import { randomStream } from "./randomStream.ts";

/** Where a step's randomness comes from: the run's config digest and the step, counted from 0. */
export type StepRandom = { key: Hex; step: number };

/**
 * What a layer's outputs are multiplied by in a training step (docs/SPEC.md, P-6): 0 with probability `rate`, otherwise
 * 1 / (1 − rate). Output i of the step is kept iff the upper 24 bits of word `step · size + i` of the stream
 * `dropout/{layer}` are at least `rate · 2^24`, rounded.
 * @param size examples · width
 */
export function dropoutMask({ key, step }: StepRandom, layer: string, size: number, rate: number): Float32Array {
  const words = randomStream(key, `dropout/${layer}`);
  const threshold = Math.round(rate * 2 ** 24);
  const kept = Math.fround(1 / (1 - rate));
  return Float32Array.from({ length: size }, (_, i) => (words.wordAt(step * size + i) >>> 8 >= threshold ? kept : 0));
}
