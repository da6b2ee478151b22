import * as f from "./functions";
import { add, div, mul, splat, sub } from "./lanes";
import { pow } from "./power";
import { truth } from "./unary";

/** One function of four pairs of numbers. */
export function binary(name: i32, a: v128, b: v128): v128 {
  if (name < f.FLOOR_DIVIDE) return ofFloats(name, a, b);
  return name < f.ADD_INT ? toIntegers(name, a, b) : ofIntegers(name, a, b);
}

function ofFloats(name: i32, a: v128, b: v128): v128 {
  switch (name) {
    case f.ADD:
      return add(a, b);
    case f.SUB:
      return sub(a, b);
    case f.MULTIPLY:
      return mul(a, b);
    case f.DIVIDE:
      return div(a, b);
    case f.MAXIMUM:
      return f32x4.max(a, b);
    case f.MINIMUM:
      return f32x4.min(a, b);
    case f.SQUARED_DIFFERENCE:
      return mul(sub(a, b), sub(a, b));
    case f.POW:
      return pow(a, b);
    case f.PRELU:
      return v128.bitselect(a, mul(b, a), f32x4.gt(a, splat(0)));
    default:
      // ELU_GRADIENT: of dy and the result.
      return v128.bitselect(a, mul(a, add(b, splat(1))), f32x4.ge(b, splat(0)));
  }
}

function toIntegers(name: i32, a: v128, b: v128): v128 {
  switch (name) {
    case f.FLOOR_DIVIDE:
      return i32x4.trunc_sat_f32x4_s(f32x4.floor(div(a, b)));
    case f.EQUAL:
      return truth(f32x4.eq(a, b));
    case f.NOT_EQUAL:
      return truth(f32x4.ne(a, b));
    case f.GREATER:
      return truth(f32x4.gt(a, b));
    case f.GREATER_EQUAL:
      return truth(f32x4.ge(a, b));
    case f.LESS:
      return truth(f32x4.lt(a, b));
    default:
      return truth(f32x4.le(a, b));
  }
}

function ofIntegers(name: i32, a: v128, b: v128): v128 {
  switch (name) {
    case f.ADD_INT:
      return i32x4.add(a, b);
    case f.SUB_INT:
      return i32x4.sub(a, b);
    case f.MULTIPLY_INT:
      return i32x4.mul(a, b);
    case f.MAXIMUM_INT:
      return i32x4.max_s(a, b);
    case f.MINIMUM_INT:
      return i32x4.min_s(a, b);
    case f.SQUARED_DIFFERENCE_INT:
      return i32x4.mul(i32x4.sub(a, b), i32x4.sub(a, b));
    case f.EQUAL_INT:
      return truth(i32x4.eq(a, b));
    case f.NOT_EQUAL_INT:
      return truth(i32x4.ne(a, b));
    case f.GREATER_INT:
      return truth(i32x4.gt_s(a, b));
    case f.GREATER_EQUAL_INT:
      return truth(i32x4.ge_s(a, b));
    case f.LESS_INT:
      return truth(i32x4.lt_s(a, b));
    case f.LESS_EQUAL_INT:
      return truth(i32x4.le_s(a, b));
    case f.AND_INT:
      return truth(v128.and(isTrue(a), isTrue(b)));
    case f.OR_INT:
      return truth(v128.or(isTrue(a), isTrue(b)));
    default:
      return truth(v128.xor(isTrue(a), isTrue(b)));
  }
}

function isTrue(x: v128): v128 {
  return i32x4.ne(x, i32x4.splat(0));
}
