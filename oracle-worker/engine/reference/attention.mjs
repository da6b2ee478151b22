import { matmul } from "./matmul.mjs";
import { f } from "./number.mjs";
import { laneSum, rowsOf } from "./sums.mjs";
import { softmax } from "./softmax.mjs";

// docs/engine.md, "Fused operations": attention.

/** @typedef {{ blocks: number, length: number, heads: number, width: number }} AttentionShape */

/**
 * Columns first … first + count − 1 of some rows of a matrix with `columns` columns.
 * @param {Float32Array} x
 * @param {{ row: number, rows: number, columns: number, first: number, count: number }} part
 */
function take(x, { row, rows, columns, first, count }) {
  const result = new Float32Array(rows * count);
  for (let i = 0; i < rows; i++) {
    const start = (row + i) * columns + first;
    result.set(x.subarray(start, start + count), i * count);
  }
  return result;
}

/**
 * Where `take` took it from.
 * @param {Float32Array} target
 * @param {Float32Array} values
 * @param {{ row: number, rows: number, columns: number, first: number, count: number }} part
 */
function put(target, values, { row, rows, columns, first, count }) {
  for (let i = 0; i < rows; i++) {
    target.set(values.subarray(i * count, (i + 1) * count), (row + i) * columns + first);
  }
}

/**
 * Calls back for every block and head with the places of its queries, keys, values and outputs.
 * @param {AttentionShape} shape
 * @param {(places: Record<"q" | "k" | "v" | "out", Parameters<typeof take>[1]>) => void} visit
 */
function forEachHead({ blocks, length, heads, width }, visit) {
  const count = width / heads;
  for (let block = 0; block < blocks; block++) {
    for (let head = 0; head < heads; head++) {
      const rows = { row: block * length, rows: length, count };
      const first = head * count;
      visit({
        q: { ...rows, columns: 3 * width, first },
        k: { ...rows, columns: 3 * width, first: width + first },
        v: { ...rows, columns: 3 * width, first: 2 * width + first },
        out: { ...rows, columns: width, first },
      });
    }
  }
}

/**
 * Weights of the positions [length, length]: row i is a softmax over 0 … i, then zeros.
 * @param {Float32Array} q
 * @param {Float32Array} k
 * @param {number} length
 */
function probabilities(q, k, length) {
  const inner = q.length / length;
  const scale = scaleOf(inner);
  const scores = matmul(q, k, { rows: length, columns: length, inner }, { bTransposed: true });
  const result = new Float32Array(length * length);
  rowsOf(scores, length).forEach((row, i) => {
    // The masked positions count as +0 in the laneSum, which changes no lane.
    const seen = row.subarray(0, i + 1).map((x) => f(x * scale));
    result.set(softmax(seen), i * length);
  });
  return result;
}

/** @param {number} headWidth */
function scaleOf(headWidth) {
  return f(1 / f(Math.sqrt(headWidth)));
}

/**
 * @param {Float32Array} qkv [blocks · length, 3 · width]
 * @param {AttentionShape} shape
 * @returns [blocks · length, width]
 */
export function attention(qkv, shape) {
  const { blocks, length, heads, width } = shape;
  const out = new Float32Array(blocks * length * width);
  forEachHead(shape, (at) => {
    const p = probabilities(take(qkv, at.q), take(qkv, at.k), length);
    const product = { rows: length, columns: width / heads, inner: length };
    put(out, matmul(p, take(qkv, at.v), product), at.out);
  });
  return out;
}

/**
 * The gradient of qkv.
 * @param {Float32Array} qkv
 * @param {Float32Array} dy of the output
 * @param {AttentionShape} shape
 */
export function attentionBackward(qkv, dy, shape) {
  const { length, heads, width } = shape;
  const size = width / heads;
  const dqkv = new Float32Array(qkv.length);
  forEachHead(shape, (at) => {
    const [q, k, v] = [take(qkv, at.q), take(qkv, at.k), take(qkv, at.v)];
    const p = probabilities(q, k, length);
    const dOut = take(dy, at.out);
    const toHead = { rows: length, columns: size, inner: length };
    const dp = matmul(dOut, v, { rows: length, columns: length, inner: size }, { bTransposed: true });
    const ds = scoreGradients(p, dp, { length, scale: scaleOf(size) });
    put(dqkv, matmul(ds, k, toHead), at.q);
    put(dqkv, matmul(ds, q, toHead, { aTransposed: true }), at.k);
    put(dqkv, matmul(p, dOut, toHead, { aTransposed: true }), at.v);
  });
  return dqkv;
}

/**
 * @param {Float32Array} p
 * @param {Float32Array} dp
 * @param {{ length: number, scale: number }} options
 */
function scoreGradients(p, dp, { length, scale }) {
  const ds = new Float32Array(p.length);
  for (let start = 0; start < p.length; start += length) {
    const row = p.subarray(start, start + length);
    const sum = laneSum(row.map((x, j) => f(x * dp[start + j])));
    ds.set(
      row.map((x, j) => f(scale * f(x * f(dp[start + j] - sum)))),
      start,
    );
  }
  return ds;
}
