import { f, fromBits } from "./number.mjs";
import { columnSum, laneMean, rowsOf } from "./sums.mjs";

// docs/engine.md, "Fused operations": layer norm. The width of a row is the length of gain and bias.

const EPSILON = fromBits(0x3727c5ac);

/** @param {Float32Array} row */
function statistics(row) {
  const mean = laneMean(row);
  const squares = row.map((x) => f(f(x - mean) * f(x - mean)));
  const variance = laneMean(squares);
  return { mean, scale: f(1 / f(Math.sqrt(f(variance + EPSILON)))) };
}

/** @param {Float32Array} row */
function normalized(row) {
  const { mean, scale } = statistics(row);
  return { n: row.map((x) => f(f(x - mean) * scale)), scale };
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} gain
 * @param {Float32Array} bias
 */
export function layerNorm(x, gain, bias) {
  const y = new Float32Array(x.length);
  rowsOf(x, gain.length).forEach((row, i) => {
    const { n } = normalized(row);
    y.set(
      n.map((value, j) => f(f(value * gain[j]) + bias[j])),
      i * gain.length,
    );
  });
  return y;
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} gain
 * @param {Float32Array} dy
 * @param {Float32Array} [previous] the gradient that came round by a residual: dx = previous + dx
 */
export function layerNormBackward(x, gain, dy, previous) {
  const width = gain.length;
  const dx = new Float32Array(x.length);
  const dyTimesN = new Float32Array(x.length);
  rowsOf(x, width).forEach((row, i) => {
    const start = i * width;
    const { n, scale } = normalized(row);
    const d = gain.map((g, j) => f(dy[start + j] * g));
    const mean = laneMean(d);
    const slope = laneMean(d.map((value, j) => f(value * n[j])));
    for (let j = 0; j < width; j++) {
      const own = f(scale * f(f(d[j] - mean) - f(n[j] * slope)));
      dx[start + j] = previous === undefined ? own : f(previous[start + j] + own);
      dyTimesN[start + j] = f(dy[start + j] * n[j]);
    }
  });
  return { dx, dgain: columnSum(dyTimesN, width), dbias: columnSum(dy, width) };
}
