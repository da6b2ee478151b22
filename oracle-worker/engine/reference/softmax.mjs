import { exp, log } from "./functions.mjs";
import { f } from "./number.mjs";
import { laneSum, rowMax } from "./sums.mjs";

/**
 * Greatest element, exponentials of the distances to it, and their sum.
 * @param {Float32Array} row
 */
export function exponentials(row) {
  const m = rowMax(row);
  const e = row.map((x) => exp(f(x - m)));
  return { m, e, sum: laneSum(e) };
}

/** @param {Float32Array} row */
export function softmax(row) {
  const { e, sum } = exponentials(row);
  const inverse = f(1 / sum);
  return e.map((value) => f(value * inverse));
}

/** @param {Float32Array} row */
export function logSoftmax(row) {
  const { m, sum } = exponentials(row);
  const offset = f(m + log(sum));
  return row.map((x) => f(x - offset));
}
