import { f } from "./number.mjs";
import { wordAt } from "./philox.mjs";

/**
 * What each of `size` elements is multiplied by, forward and backward: docs/engine.md, "Fused operations".
 * @param {readonly number[]} key of the stream: two words
 * @param {{ first: number, size: number, rate: number }} options index of the first element's word
 */
export function dropoutFactors(key, { first, size, rate }) {
  const threshold = Math.floor(rate * 2 ** 24 + 0.5);
  const kept = f(1 / (1 - rate));
  return Float32Array.from({ length: size }, (_, i) => (wordAt(key, first + i) >>> 8 >= threshold ? kept : 0));
}
