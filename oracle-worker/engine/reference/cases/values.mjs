import { encode } from "../vectors.mjs";
import { fromBits } from "../number.mjs";
import { sizeOf, tensor } from "../kernels/tensor.mjs";

// Inputs of the conformance vectors. All are fixed: the same on every machine.

/** ±0, subnormal and greatest numbers, infinities, NaN, and numbers around which a function changes its formula. */
export const EDGES = [
  0,
  ...[1, 0x007fffff, 0x00800000, 0x3f000000, 0x3f800000, 0x7f7fffff, 0x7f800000].map(fromBits),
  ...[0x3f1fffff, 0x3f200000, 0x3f3504f2, 0x3f3504f3, 0x42afffff, 0x42b0c0a6, 0x42b20000, 0x42b20001].map(fromBits),
  ...[0x42af5dce, 0x42af5dd2, 0x4b000001, 0x4f000000].map(fromBits),
  ...[0.25, 1.5, 2, 2.5, 3, 6, 10, 17, 64],
].flatMap((x) => [x, -x]);

/** What no operation may spread by mistake: a NaN. */
export const ALL_EDGES = [...EDGES, NaN];

/**
 * Numbers in [−scale, scale) from a linear congruential generator.
 * @param {number} size
 * @param {number} seed
 * @param {number} [scale]
 */
export function numbers(size, seed, scale = 1) {
  let state = Math.imul(seed + 1, 2_654_435_761) | 1;
  return Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return ((state >>> 8) / 2 ** 23 - 1) * scale;
  });
}

/**
 * @param {readonly number[]} shape
 * @param {ArrayLike<number>} values
 */
export function floats(shape, values) {
  return encode(tensor("float32", shape, values));
}

/**
 * @param {readonly number[]} shape
 * @param {number} seed
 * @param {number} [scale]
 */
export function random(shape, seed, scale = 1) {
  return floats(shape, numbers(sizeOf(shape), seed, scale));
}

/**
 * @param {readonly number[]} shape
 * @param {ArrayLike<number>} values
 */
export function integers(shape, values) {
  return encode(tensor("int32", shape, values));
}

/**
 * @param {readonly number[]} shape
 * @param {ArrayLike<number>} values
 */
export function truths(shape, values) {
  return encode(tensor("bool", shape, values));
}

/** @param {ArrayLike<number>} values */
export function vector(values) {
  return floats([values.length], values);
}

/**
 * @param {Record<string, import("../vectors.mjs").Encoded>} inputs
 * @param {Record<string, any>} [attributes]
 */
export function given(inputs, attributes = {}) {
  return { attributes, inputs };
}
