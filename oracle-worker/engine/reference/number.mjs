// docs/engine.md, "Numbers".

/** Rounds to binary32. Applied to one + − × ÷ √ of binary32 numbers it gives that operation, rounded once. */
export const f = Math.fround;

const value = new Float32Array(1);
const bits = new Uint32Array(value.buffer);

/**
 * The bits of a binary32 number as an unsigned integer; every NaN has the same.
 * @param {number} x
 * @returns {number}
 */
export function bitsOf(x) {
  value[0] = x;
  return Number.isNaN(x) ? 0x7fc00000 : bits[0];
}

/**
 * The binary32 number with these bits.
 * @param {number} word
 * @returns {number}
 */
export function fromBits(word) {
  bits[0] = word;
  return value[0];
}

/**
 * a with the sign bit of b.
 * @param {number} a
 * @param {number} b
 */
export function copySign(a, b) {
  return isNegative(a) === isNegative(b) ? a : -a;
}

/** @param {number} x */
function isNegative(x) {
  return x < 0 || Object.is(x, -0);
}

/**
 * NaN if either is, −0 < +0.
 * @param {number} a
 * @param {number} b
 */
export function max(a, b) {
  return Math.max(a, b);
}

/**
 * NaN if either is, −0 < +0.
 * @param {number} a
 * @param {number} b
 */
export function min(a, b) {
  return Math.min(a, b);
}

/**
 * To the nearest integer, ties to even; the sign bit stays.
 * @param {number} x
 */
export function roundTiesToEven(x) {
  if (!Number.isFinite(x)) return x;
  const low = Math.floor(x);
  const rest = x - low;
  const nearest = rest < 0.5 ? low : rest > 0.5 ? low + 1 : low + Math.abs(low % 2);
  return copySign(nearest, x);
}

/**
 * p = p · r + c over the coefficients, from the first.
 * @param {number} r
 * @param {readonly number[]} coefficients
 */
export function horner(r, coefficients) {
  let p = coefficients[0];
  for (const c of coefficients.slice(1)) p = f(f(p * r) + c);
  return p;
}
