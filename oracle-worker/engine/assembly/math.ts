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

/** The magnitude of the first with the sign bit of the second. */
export function copySign(magnitude: v128, sign: v128): v128 {
  return v128.bitselect(sign, magnitude, i32x4.splat(0x80000000));
}

/** A polynomial below 0.625, from the exponential above: NaN takes the second. */
export function tanh(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = mul(a, a);
  let p = splat(-5.70498872745e-3);
  p = add(mul(p, z), splat(2.06390887954e-2));
  p = add(mul(p, z), splat(-5.37397155531e-2));
  p = add(mul(p, z), splat(1.33314422036e-1));
  p = add(mul(p, z), splat(-3.33332819422e-1));
  const near = add(mul(mul(p, z), a), a);
  const far = sub(splat(1), div(splat(2), add(exp(mul(splat(2), a)), splat(1))));
  return copySign(v128.bitselect(near, far, f32x4.lt(a, splat(0.625))), x);
}

/** ln x. ±0 gives −∞, x < 0 NaN, +∞ and NaN themselves. */
export function log(x0: v128): v128 {
  const tiny = i32x4.eq(v128.and(x0, i32x4.splat(0x7f800000)), i32x4.splat(0));
  const x = v128.bitselect(mul(x0, splat(8388608)), x0, tiny);
  let e = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  e = i32x4.sub(e, v128.and(tiny, i32x4.splat(23)));
  let m = v128.or(v128.and(x, i32x4.splat(0x7fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, splat(0.707106781));
  // A comparison's true is −1.
  e = i32x4.add(e, low);
  m = sub(add(m, v128.and(m, low)), splat(1));
  const z = mul(m, m);
  let y = splat(7.0376836292e-2);
  y = add(mul(y, m), splat(-1.151461031e-1));
  y = add(mul(y, m), splat(1.167699874e-1));
  y = add(mul(y, m), splat(-1.2420140846e-1));
  y = add(mul(y, m), splat(1.4249322787e-1));
  y = add(mul(y, m), splat(-1.6668057665e-1));
  y = add(mul(y, m), splat(2.0000714765e-1));
  y = add(mul(y, m), splat(-2.4999993993e-1));
  y = add(mul(y, m), splat(3.3333331174e-1));
  y = mul(mul(y, m), z);
  const exponent = f32x4.convert_i32x4_s(e);
  y = add(y, mul(splat(-2.1219444e-4), exponent));
  y = sub(y, mul(splat(0.5), z));
  const finite = add(add(m, y), mul(splat(0.693359375), exponent));
  const isNormal = v128.and(f32x4.gt(x0, splat(0)), f32x4.lt(x0, splat(Infinity)));
  return v128.bitselect(finite, logAtEdge(x0), isNormal);
}

/** The logarithm of what is not a positive finite number. */
function logAtEdge(x: v128): v128 {
  const negativeOrZero = v128.bitselect(splat(-Infinity), splat(NaN), f32x4.eq(x, splat(0)));
  return v128.bitselect(negativeOrZero, x, f32x4.le(x, splat(0)));
}

/** Abramowitz and Stegun 7.1.26: an absolute error of 1.5e−7. */
export function erf(x: v128): v128 {
  const a = f32x4.abs(x);
  const t = div(splat(1), add(splat(1), mul(splat(0.3275911), a)));
  let p = splat(1.061405429);
  p = add(mul(p, t), splat(-1.453152027));
  p = add(mul(p, t), splat(1.421413741));
  p = add(mul(p, t), splat(-0.284496736));
  p = add(mul(p, t), splat(0.254829592));
  return copySign(sub(splat(1), mul(mul(p, t), exp(f32x4.neg(mul(a, a))))), x);
}

/** 1 / √x. */
export function rsqrt(x: v128): v128 {
  return div(splat(1), f32x4.sqrt(x));
}

/** GELU in its tanh form, written as a sigmoid. */
export function gelu(x: v128): v128 {
  return mul(x, sigmoid(mul(x, add(splat(1.5957691216), mul(splat(0.0713548162726), mul(x, x))))));
}
