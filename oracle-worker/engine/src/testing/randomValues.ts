import { createRandom } from "./createRandom.ts";

/** Numbers in [−scale, scale), none near 0: the same on every machine. */
export function randomValues(size: number, seed: number, scale = 1): Float32Array {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) | 1);
  return Float32Array.from({ length: size }, () => random.number() * scale);
}
