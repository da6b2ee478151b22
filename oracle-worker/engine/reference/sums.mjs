import { f } from "./number.mjs";

// docs/engine.md, "Sums".

/**
 * Four lanes, element j to lane j mod 4, joined as (l₀ + l₁) + (l₂ + l₃).
 * @param {ArrayLike<number>} x
 */
export function laneSum(x) {
  const lanes = [0, 0, 0, 0];
  const padded = Math.ceil(x.length / 4) * 4;
  for (let j = 0; j < padded; j++) lanes[j % 4] = f(lanes[j % 4] + (j < x.length ? x[j] : 0));
  return f(f(lanes[0] + lanes[1]) + f(lanes[2] + lanes[3]));
}

/** @param {ArrayLike<number>} x */
export function laneMean(x) {
  return f(laneSum(x) / f(x.length));
}

/**
 * The sum of each column of x [rows, columns], rows in ascending order.
 * @param {ArrayLike<number>} x
 * @param {number} columns
 */
export function columnSum(x, columns) {
  const sums = new Float32Array(columns);
  for (let i = 0; i < x.length; i++) sums[i % columns] = f(sums[i % columns] + x[i]);
  return sums;
}

/** @param {ArrayLike<number>} x */
export function rowMax(x) {
  let m = x[0];
  for (let j = 1; j < x.length; j++) m = x[j] > m ? x[j] : m;
  return m;
}

/**
 * The rows of x [rows, columns].
 * @param {Float32Array} x
 * @param {number} columns
 */
export function rowsOf(x, columns) {
  const rows = [];
  for (let start = 0; start < x.length; start += columns) rows.push(x.subarray(start, start + columns));
  return rows;
}
