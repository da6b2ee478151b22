import { exp, log } from "./functions.mjs";
import { f } from "./number.mjs";

const MOST_PRODUCTS = 64;

/**
 * x^y: docs/engine.md, "Functions".
 * @param {number} x
 * @param {number} y
 */
export function pow(x, y) {
  if (Number.isInteger(y) && Math.abs(y) <= MOST_PRODUCTS) return integerPower(x, y);
  if (Number.isInteger(y - 0.5) && Math.abs(y) < MOST_PRODUCTS) {
    return f(integerPower(x, y - 0.5) * f(Math.sqrt(x)));
  }
  if (x > 0) return exp(f(y * log(x)));
  return x === 0 && y > 0 ? 0 : NaN;
}

/**
 * By repeated squaring from the lowest bit.
 * @param {number} x
 * @param {number} n
 */
function integerPower(x, n) {
  let power = 1;
  let square = x;
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = f(power * square);
    square = f(square * square);
  }
  return n < 0 ? f(1 / power) : power;
}
