import { floats, given, random } from "./values.mjs";

/** @typedef {ReturnType<typeof given>} Case */

/**
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 * @param {Record<string, boolean>} [transposes]
 */
function product(a, b, { transposeA = false, transposeB = false } = {}) {
  return given(
    { a: random(a, a.length + (a.at(-1) ?? 0)), b: random(b, 7 + (b.at(-1) ?? 0)) },
    { transposeA, transposeB },
  );
}

/**
 * @param {readonly number[] | undefined} bias
 * @param {Record<string, unknown>} attributes
 */
function fused(bias, attributes) {
  const inputs = { a: random([4, 3], 70), b: random([3, 6], 71) };
  const all = { transposeA: false, transposeB: false, activation: "linear", ...attributes };
  return given(bias === undefined ? inputs : { ...inputs, bias: random(bias, 72) }, all);
}

/** @type {Record<string, Case[]>} */
export const productCases = {
  BatchMatMul: [
    product([1, 1], [1, 1]),
    product([7, 5], [5, 19]),
    // More than one block of k: the sums go on where they stopped.
    product([2, 261], [261, 3]),
    product([5, 7], [5, 3], { transposeA: true }),
    product([3, 5], [4, 5], { transposeB: true }),
    product([6, 3], [5, 6], { transposeA: true, transposeB: true }),
    product([2, 3, 4], [2, 4, 3]),
    product([3, 2, 4], [4, 3]),
    product([2, 3], [3, 3, 2]),
    product([2, 1, 2, 3], [3, 3, 2]),
    given(
      { a: floats([2, 3], [1e-30, 3e38, -0, Infinity, 1, 0]), b: floats([3, 2], [1e-12, 3e38, 2, -3e38, -0, 1]) },
      { transposeA: false, transposeB: false },
    ),
    product([2, 0], [0, 3]),
  ],
  _FusedMatMul: [
    fused(undefined, {}),
    fused([6], {}),
    fused([4, 6], {}),
    ...["relu", "relu6", "elu", "sigmoid", "leakyrelu"].map((activation) =>
      fused([6], { activation, leakyreluAlpha: 0.2 }),
    ),
  ],
};
