import * as f from "./functions";
import { add, div, mul, splat, sub } from "./lanes";
import { erf, exp, gelu, log, rsqrt, sigmoid, tanh } from "./math";

/** Klambauer et al. 2017. */
const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_SCALE_ALPHA: f32 = 1.7580993408473766;

/** A truth value from a comparison's all ones. */
export function truth(mask: v128): v128 {
  return v128.and(mask, i32x4.splat(1));
}

/** One function of four numbers. alpha and beta: a slope, or the bounds of CLIP. */
export function unary(name: i32, x: v128, alpha: f32, beta: f32): v128 {
  return name < f.TRUNCATE ? ofFloats(name, x, alpha, beta) : toOrOfIntegers(name, x);
}

function ofFloats(name: i32, x: v128, alpha: f32, beta: f32): v128 {
  switch (name) {
    case f.EXP:
      return exp(x);
    case f.LOG:
      return log(x);
    case f.SQRT:
      return f32x4.sqrt(x);
    case f.RSQRT:
      return rsqrt(x);
    case f.RECIPROCAL:
      return div(splat(1), x);
    case f.TANH:
      return tanh(x);
    case f.SIGMOID:
      return sigmoid(x);
    case f.ERF:
      return erf(x);
    case f.SQUARE:
      return mul(x, x);
    case f.NEG:
      return f32x4.neg(x);
    case f.ABS:
      return f32x4.abs(x);
    case f.FLOOR:
      return f32x4.floor(x);
    case f.CEIL:
      return f32x4.ceil(x);
    case f.ROUND:
      return f32x4.nearest(x);
    case f.SIGN:
      return choose(f32x4.gt(x, splat(0)), splat(1), choose(f32x4.lt(x, splat(0)), splat(-1), x));
    case f.STEP:
      return choose(f32x4.gt(x, splat(0)), splat(1), choose(f32x4.ne(x, x), x, splat(alpha)));
    case f.RELU:
      return f32x4.max(x, splat(0));
    case f.RELU6:
      return f32x4.min(f32x4.max(x, splat(0)), splat(6));
    case f.LEAKY_RELU:
      return choose(f32x4.gt(x, splat(0)), x, mul(splat(alpha), x));
    case f.ELU:
      return choose(f32x4.gt(x, splat(0)), x, sub(exp(x), splat(1)));
    case f.SELU:
      return choose(
        f32x4.gt(x, splat(0)),
        mul(splat(SELU_SCALE), x),
        mul(splat(SELU_SCALE_ALPHA), sub(exp(x), splat(1))),
      );
    case f.CLIP:
      return f32x4.min(f32x4.max(x, splat(alpha)), splat(beta));
    case f.SOFTPLUS:
      return add(f32x4.max(x, splat(0)), log(add(splat(1), exp(f32x4.neg(f32x4.abs(x))))));
    case f.EXPM1:
      return expm1(x);
    case f.LOG1P:
      return log1p(x);
    case f.GELU:
      return gelu(x);
    default:
      return x;
  }
}

function toOrOfIntegers(name: i32, x: v128): v128 {
  switch (name) {
    case f.TRUNCATE:
      return i32x4.trunc_sat_f32x4_s(x);
    case f.IS_NOT_ZERO:
      return truth(f32x4.ne(x, splat(0)));
    case f.IS_NAN:
      return truth(f32x4.ne(x, x));
    case f.IS_FINITE:
      return truth(f32x4.lt(f32x4.abs(x), splat(Infinity)));
    case f.IS_INFINITE:
      return truth(f32x4.eq(f32x4.abs(x), splat(Infinity)));
    case f.NEG_INT:
      return i32x4.neg(x);
    case f.ABS_INT:
      return i32x4.abs(x);
    case f.SQUARE_INT:
      return i32x4.mul(x, x);
    case f.SIGN_INT:
      return v128.or(i32x4.shr_s(x, 31), i32x4.shr_u(i32x4.neg(x), 31));
    case f.IS_ZERO_INT:
      return truth(i32x4.eq(x, i32x4.splat(0)));
    case f.IS_NOT_ZERO_INT:
      return truth(i32x4.ne(x, i32x4.splat(0)));
    default:
      return f32x4.convert_i32x4_s(x);
  }
}

function choose(condition: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, condition);
}

/** e^x − 1 without the cancellation near 0 (W. Kahan): u = e^x; (u − 1) · x / ln u, where u is neither 1 nor 0 nor +∞. */
function expm1(x: v128): v128 {
  const u = exp(x);
  const d = sub(u, splat(1));
  const exact = v128.and(f32x4.gt(u, splat(0)), f32x4.lt(u, splat(Infinity)));
  return choose(f32x4.eq(u, splat(1)), x, choose(exact, div(mul(d, x), log(u)), d));
}

/** ln(1 + x) likewise: u = 1 + x; ln u · x / (u − 1), where u is neither 1 nor +∞. */
function log1p(x: v128): v128 {
  const u = add(splat(1), x);
  const l = log(u);
  const corrected = div(mul(l, x), sub(u, splat(1)));
  return choose(f32x4.eq(u, splat(1)), x, choose(f32x4.lt(u, splat(Infinity)), corrected, l));
}
