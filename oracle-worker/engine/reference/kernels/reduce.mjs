import { f } from "../number.mjs";
import { columnSum, laneSum, rowMax, rowsOf } from "../sums.mjs";
import { logSoftmax, softmax } from "../softmax.mjs";
import { axesOf, sizeOf, tensor } from "./tensor.mjs";
import { transpose } from "./move.mjs";

/** @typedef {import("./tensor.mjs").Tensor} Tensor */
/** @typedef {import("./tensor.mjs").Kernel} Kernel */

/**
 * The tensor as rows of what is reduced together: the axes that remain first, then the reduced ones.
 * @param {Tensor} x
 * @param {readonly number[]} axes
 */
function toRows(x, axes) {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const columns = sizeOf(axes.map((axis) => x.shape[axis]));
  return rowsOf(transpose(x, [...kept, ...axes]).values, columns);
}

/**
 * @param {Tensor} x
 * @param {readonly number[]} axes
 * @param {boolean} [keepDims]
 */
function reducedShape({ shape }, axes, keepDims) {
  return keepDims === true
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/**
 * Reduces rows, in the order that docs/engine.md gives for any axes.
 * @param {(row: ArrayLike<number>, x: Tensor) => number} ofRow
 * @param {(x: Tensor) => import("./tensor.mjs").ElementType} typeOf
 * @returns {Kernel}
 */
function byRows(ofRow, typeOf = ({ dtype }) => (dtype === "float32" ? dtype : "int32")) {
  return ({ x }, { axis, reductionIndices = axis, keepDims }) => {
    const axes = axesOf(reductionIndices, x.shape.length);
    const values = toRows(x, axes).map((row) => ofRow(row, x));
    return [tensor(typeOf(x), reducedShape(x, axes, keepDims), values)];
  };
}

/**
 * Sums and means: leading axes by columnSum, all others by laneSum. A mean of integers is that of their binary32 values.
 * @param {boolean} isMean
 * @returns {Kernel}
 */
function sums(isMean) {
  return ({ x }, { axis, keepDims }) => {
    const axes = axesOf(axis, x.shape.length);
    const shape = reducedShape(x, axes, keepDims);
    const count = sizeOf(axes.map((reduced) => x.shape[reduced]));
    if (x.dtype !== "float32" && !isMean) {
      return [tensor("int32", shape, toRows(x, axes).map(wrappedSum))];
    }
    const isLeading = axes.length < x.shape.length && axes.every((reduced, i) => reduced === i);
    const floats = tensor("float32", x.shape, x.values);
    const totals = isLeading
      ? [...columnSum(floats.values, sizeOf(x.shape) / count)]
      : toRows(floats, axes).map(laneSum);
    const results = isMean ? totals.map((sum) => f(sum / f(count))) : totals;
    return [tensor("float32", shape, results)];
  };
}

/** @param {ArrayLike<number>} row */
function wrappedSum(row) {
  return Array.from(row).reduce((sum, value) => (sum + value) | 0, 0);
}

/** @param {ArrayLike<number>} row */
function rowMin(row) {
  let m = row[0];
  for (let j = 1; j < row.length; j++) m = row[j] < m ? row[j] : m;
  return m;
}

/**
 * @param {ArrayLike<number>} row
 * @param {Tensor} x
 */
function product(row, { dtype }) {
  return Array.from(row).reduce((p, value) => (dtype === "float32" ? f(p * value) : Math.imul(p, value)), 1);
}

/** @param {(candidate: number, best: number) => boolean} isBetter */
function indexOf(isBetter) {
  return (/** @type {ArrayLike<number>} */ row) => {
    let index = 0;
    for (let j = 1; j < row.length; j++) if (isBetter(row[j], row[index])) index = j;
    return index;
  };
}

/**
 * Along the last axis.
 * @param {(row: Float32Array) => Float32Array} ofRow
 * @returns {Kernel}
 */
function normalized(ofRow) {
  return ({ logits }) => {
    const rows = rowsOf(logits.values, logits.shape.at(-1) ?? 1);
    return [
      tensor(
        "float32",
        logits.shape,
        rows.flatMap((row) => [...ofRow(row)]),
      ),
    ];
  };
}

/**
 * @param {number} start
 * @param {(total: number, value: number) => number} join
 * @returns {Kernel}
 */
function running(start, join) {
  return ({ x }, { axis = 0, exclusive = false, reverse = false }) => {
    const [along] = axesOf(axis, x.shape.length);
    const length = x.shape[along];
    const inner = sizeOf(x.shape.slice(along + 1));
    const values = Array.from(x.values);
    for (let line = 0; line < values.length / length; line++) {
      const first = Math.floor(line / inner) * length * inner + (line % inner);
      let total = start;
      for (let k = 0; k < length; k++) {
        const i = first + (reverse ? length - 1 - k : k) * inner;
        const before = total;
        total = join(total, x.values[i]);
        values[i] = exclusive ? before : total;
      }
    }
    return [tensor(x.dtype, x.shape, values)];
  };
}

/** @type {Kernel} */
function unsortedSegmentSum({ x, segmentIds }, { numSegments }) {
  const shape = x.shape.slice(segmentIds.shape.length);
  const inner = sizeOf(shape);
  const values = new Float32Array(numSegments * inner);
  segmentIds.values.forEach((segment, i) => {
    if (segment < 0 || segment >= numSegments) return;
    for (let j = 0; j < inner; j++) {
      values[segment * inner + j] = f(values[segment * inner + j] + x.values[i * inner + j]);
    }
  });
  return [tensor("float32", [numSegments, ...shape], values)];
}

/** @type {Record<string, Kernel>} */
export const reductionKernels = {
  Sum: sums(false),
  Mean: sums(true),
  Max: byRows(rowMax),
  Min: byRows(rowMin),
  Prod: byRows(product),
  ArgMax: byRows(
    indexOf((candidate, best) => candidate > best),
    () => "int32",
  ),
  ArgMin: byRows(
    indexOf((candidate, best) => candidate < best),
    () => "int32",
  ),
  All: byRows(
    (row) => (Array.from(row).every((value) => value !== 0) ? 1 : 0),
    () => "bool",
  ),
  Any: byRows(
    (row) => (Array.from(row).some((value) => value !== 0) ? 1 : 0),
    () => "bool",
  ),
  Cumsum: running(0, (total, value) => f(total + value)),
  Cumprod: running(1, (total, value) => f(total * value)),
  UnsortedSegmentSum: unsortedSegmentSum,
  Softmax: normalized(softmax),
  LogSoftmax: normalized(logSoftmax),
};
