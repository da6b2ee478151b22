import type { Hex } from "../core/sha256.ts";
import type { PhiloxKey } from "./philox.ts";
import { randomStream, streamKey } from "./randomStream.ts";

/** Where a step's randomness comes from: the run's config digest and the step, counted from 0. */
export type StepRandom = { key: Hex; step: number };

/** The random words of a layer's outputs in a step: output i takes word `firstWord + i` (docs/SPEC.md, P-6). */
export function dropoutStream(
  { key, step }: StepRandom,
  layer: string,
  size: number,
): { key: PhiloxKey; firstWord: number } {
  return { key: streamKey(key, nameOf(layer)), firstWord: step * size };
}

/**
 * What a layer's outputs are multiplied by in a training step (docs/SPEC.md, P-6): 0 with probability `rate`, otherwise
 * 1 / (1 − rate). Output i of the step is kept iff the upper 24 bits of word `step · size + i` of the stream
 * `dropout/{layer}` are at least `rate · 2^24`, rounded.
 * @param size examples · width
 */
export function dropoutMask({ key, step }: StepRandom, layer: string, size: number, rate: number): Float32Array {
  const words = randomStream(key, nameOf(layer));
  const threshold = Math.round(rate * 2 ** 24);
  const kept = Math.fround(1 / (1 - rate));
  return Float32Array.from({ length: size }, (_, i) => (words.wordAt(step * size + i) >>> 8 >= threshold ? kept : 0));
}

function nameOf(layer: string): string {
  return `dropout/${layer}`;
}
