import { MEAN, type SUM } from "../../assembly/functions.ts";
import { CUMULATE, REDUCE_COLUMNS, REDUCE_ROWS, SEGMENT_SUM, SOFTMAX } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/**
 * out [rows] = one number for each row of x [rows, columns]: docs/engine.md, "Sums".
 * @param name a REDUCE_ROWS number of assembly/functions.ts
 */
export function reduceRows(
  engine: Engine,
  name: number,
  x: number,
  out: number,
  shape: { rows: number; columns: number },
): void {
  engine.run(REDUCE_ROWS, [name, x, out, shape.rows, shape.columns]);
}

/** out [columns] = the sum or the mean of each column of x [rows, columns], rows in ascending order. */
export function reduceColumns(
  engine: Engine,
  name: typeof SUM | typeof MEAN,
  x: number,
  out: number,
  { rows, columns }: { rows: number; columns: number },
): void {
  if (rows === 0 && name === MEAN) engine.f32.fill(Number.NaN, out / 4, out / 4 + columns);
  else engine.run(REDUCE_COLUMNS, [x, out, rows, columns], [name === MEAN ? rows : 0]);
}

/** Rows of out = the softmax, or its logarithm, of rows of x [rows, columns]. */
export function softmax(
  engine: Engine,
  x: number,
  out: number,
  { rows, columns }: { rows: number; columns: number },
  isLog: boolean,
): void {
  engine.run(SOFTMAX, [x, out, rows, columns, isLog ? 1 : 0]);
}

/** Running sums or products of x [outer, length, inner] along its middle. Exclusive: without the element itself. */
export function cumulate(
  engine: Engine,
  x: number,
  out: number,
  shape: { outer: number; length: number; inner: number },
  options: { isProduct: boolean; isExclusive: boolean; isReverse: boolean },
): void {
  const flags = [options.isProduct, options.isExclusive, options.isReverse].map(Number);
  engine.run(CUMULATE, [x, out, shape.outer, shape.length, shape.inner, ...flags]);
}

/** out [segments, inner]: row s is the sum of the rows i of x [count, inner] with ids[i] = s; others are passed over. */
export function segmentSum(
  engine: Engine,
  x: number,
  ids: number,
  out: number,
  shape: { count: number; segments: number; inner: number },
): void {
  engine.run(SEGMENT_SUM, [x, ids, out, shape.count, shape.segments, shape.inner]);
}
