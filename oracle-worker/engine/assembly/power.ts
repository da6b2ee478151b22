import { div, mul, splat } from "./lanes";
import { exp, log } from "./math";

/** Exponents up to this are powers by repeated squaring, exact where the products are. */
const MOST_FACTORS: f32 = 64;

/** x^y, lane by lane (docs/engine.md, "Functions"). */
export function pow(x: v128, y: v128): v128 {
  const first = f32x4.extract_lane(y, 0);
  if (i32x4.all_true(f32x4.eq(y, splat(first)))) return powOfAll(x, first);
  let result = powOfAll(x, first);
  const second = powOfAll(x, f32x4.extract_lane(y, 1));
  const third = powOfAll(x, f32x4.extract_lane(y, 2));
  const fourth = powOfAll(x, f32x4.extract_lane(y, 3));
  result = v128.shuffle<f32>(result, second, 0, 5, 2, 3);
  result = v128.shuffle<f32>(result, third, 0, 1, 6, 3);
  return v128.shuffle<f32>(result, fourth, 0, 1, 2, 7);
}

/** One exponent for four bases. */
function powOfAll(x: v128, y: f32): v128 {
  const whole = floor<f32>(y);
  if (whole == y && abs<f32>(y) <= MOST_FACTORS) return wholePower(x, <i32>whole);
  if (whole + 0.5 == y && abs<f32>(y) < MOST_FACTORS) return mul(wholePower(x, <i32>whole), f32x4.sqrt(x));
  const ofZero = splat(y > 0 ? 0 : NaN);
  const other = v128.bitselect(ofZero, splat(NaN), f32x4.eq(x, splat(0)));
  return v128.bitselect(exp(mul(splat(y), log(x))), other, f32x4.gt(x, splat(0)));
}

function wholePower(x: v128, n: i32): v128 {
  let product = splat(1);
  let factor = x;
  for (let left: i32 = abs<i32>(n); left > 0; left >>= 1) {
    if (left & 1) product = mul(product, factor);
    factor = mul(factor, factor);
  }
  return n < 0 ? div(splat(1), product) : product;
}
