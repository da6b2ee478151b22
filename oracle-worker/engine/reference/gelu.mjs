import { sigmoid } from "./functions.mjs";
import { f, fromBits } from "./number.mjs";

const LINEAR = fromBits(0x3fcc422a);
const CUBIC = fromBits(0x3d922279);
const CUBIC_SLOPE = fromBits(0x3e5b33b6);

/** @param {number} x */
function gate(x) {
  return sigmoid(f(x * f(LINEAR + f(CUBIC * f(x * x)))));
}

/** @param {number} x */
export function gelu(x) {
  return f(x * gate(x));
}

/**
 * dy times the derivative at x.
 * @param {number} x
 * @param {number} dy
 */
export function geluBackward(x, dy) {
  const s = gate(x);
  const slope = f(LINEAR + f(CUBIC_SLOPE * f(x * x)));
  return f(dy * f(s + f(f(f(x * s) * f(1 - s)) * slope)));
}
