import { matmul } from "./matmul.mjs";
import { f } from "./number.mjs";
import { columnSum } from "./sums.mjs";

// docs/engine.md, "Fused operations": linear.

/**
 * y [rows, outputs] = x [rows, inputs] · w [inputs, outputs], from +0, the bias [outputs], or residual + bias.
 * @param {Float32Array} x
 * @param {Float32Array} w
 * @param {{ rows: number, inputs: number, outputs: number }} shape
 * @param {{ bias?: Float32Array, residual?: Float32Array }} [initial] a residual needs a bias
 */
export function linear(x, w, { rows, inputs, outputs }, { bias, residual } = {}) {
  /** @type {(i: number, j: number) => number} */
  const start = (i, j) => {
    if (bias === undefined) return 0;
    return residual === undefined ? bias[j] : f(residual[i * outputs + j] + bias[j]);
  };
  return matmul(x, w, { rows, columns: outputs, inner: inputs }, { initial: start });
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} w
 * @param {Float32Array} dy
 * @param {{ rows: number, inputs: number, outputs: number }} shape
 */
export function linearBackward(x, w, dy, { rows, inputs, outputs }) {
  return {
    dx: matmul(dy, w, { rows, columns: inputs, inner: outputs }, { bTransposed: true }),
    dw: matmul(x, dy, { rows: inputs, columns: outputs, inner: rows }, { aTransposed: true }),
    db: columnSum(dy, outputs),
  };
}
