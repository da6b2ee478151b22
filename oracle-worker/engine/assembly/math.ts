import { add, div, mul, splat, sub } from "./lanes";

// The transcendental functions as fixed polynomials of + − × ÷ √ (docs/engine.md, "Functions"). Coefficients: Cephes
// (S. L. Moshier, single precision).

/** e^x. Arguments are clamped to [−88, 89]: below −87.68 the result is 0, above 88.37 it is +∞. NaN stays NaN. */
export function exp(x0: v128): v128 {
  const x = f32x4.max(f32x4.min(x0, splat(89)), splat(-88));
  const n = f32x4.nearest(mul(x, splat(1.44269504088896341)));
  let r = sub(x, mul(n, splat(0.693359375)));
  r = sub(r, mul(n, splat(-2.1219444e-4)));
  let p = splat(1.98756915e-4);
  p = add(mul(p, r), splat(1.3981999507e-3));
  p = add(mul(p, r), splat(8.3334519073e-3));
  p = add(mul(p, r), splat(4.1665795894e-2));
  p = add(mul(p, r), splat(1.6666665459e-1));
  p = add(mul(p, r), splat(5.0000001201e-1));
  p = add(add(mul(mul(p, r), r), r), splat(1));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
  return mul(p, i32x4.shl(exponent, 23));
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: v128): v128 {
  return div(splat(1), add(splat(1), exp(f32x4.neg(x))));
}
