import { f } from "./number.mjs";

// docs/engine.md, "Matrix products".

/**
 * C [rows, columns] = A [rows, inner] · B [inner, columns], each element one sum over k in order.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {{ rows: number, columns: number, inner: number }} shape
 * @param {{ aTransposed?: boolean, bTransposed?: boolean, initial?: (i: number, j: number) => number }} [options]
 *   an operand that is stored as its transpose; what an element holds before the first product (0)
 */
export function matmul(a, b, { rows, columns, inner }, options = {}) {
  const { aTransposed = false, bTransposed = false, initial = () => 0 } = options;
  const c = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = initial(i, j);
      for (let k = 0; k < inner; k++) {
        const left = aTransposed ? a[k * rows + i] : a[i * inner + k];
        const right = bTransposed ? b[j * inner + k] : b[k * columns + j];
        sum = f(sum + f(left * right));
      }
      c[i * columns + j] = sum;
    }
  }
  return c;
}
