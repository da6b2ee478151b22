import * as f from "./functions";
import { bytes, laneSum } from "./lanes";

/** The largest of n ≥ 1 numbers: a first NaN stays, a later one is passed over. */
export function rowMax(x: usize, n: i32): f32 {
  let largest = load<f32>(x);
  for (let j: i32 = 1; j < n; j++) {
    const value = load<f32>(x + bytes(j));
    largest = value > largest ? value : largest;
  }
  return largest;
}

/** One row of n numbers to one number, whose bits are returned. */
export function reduceRow(name: i32, x: usize, n: i32): i32 {
  if (name < f.SUM_INT) return ofFloats(name, x, n);
  return ofIntegers(name, x, n);
}

function ofFloats(name: i32, x: usize, n: i32): i32 {
  if (name == f.SUM) return reinterpret<i32>(laneSum(x, n));
  if (name == f.MEAN) return reinterpret<i32>(laneSum(x, n) / <f32>n);
  if (name == f.MAX) return reinterpret<i32>(rowMax(x, n));
  if (name == f.MIN) return reinterpret<i32>(rowMin(x, n));
  if (name == f.PROD) return reinterpret<i32>(product(x, n));
  return name == f.ARG_MAX ? argMax(x, n) : argMin(x, n);
}

function rowMin(x: usize, n: i32): f32 {
  let smallest = load<f32>(x);
  for (let j: i32 = 1; j < n; j++) {
    const value = load<f32>(x + bytes(j));
    smallest = value < smallest ? value : smallest;
  }
  return smallest;
}

function product(x: usize, n: i32): f32 {
  let p: f32 = 1;
  for (let j: i32 = 0; j < n; j++) p *= load<f32>(x + bytes(j));
  return p;
}

function argMax(x: usize, n: i32): i32 {
  let index: i32 = 0;
  for (let j: i32 = 1; j < n; j++) if (load<f32>(x + bytes(j)) > load<f32>(x + bytes(index))) index = j;
  return index;
}

function argMin(x: usize, n: i32): i32 {
  let index: i32 = 0;
  for (let j: i32 = 1; j < n; j++) if (load<f32>(x + bytes(j)) < load<f32>(x + bytes(index))) index = j;
  return index;
}

/** Truth values are integers too. */
function ofIntegers(name: i32, x: usize, n: i32): i32 {
  let result: i32 = name == f.SUM_INT || name == f.ANY ? 0 : name == f.PROD_INT || name == f.ALL ? 1 : load<i32>(x);
  let index: i32 = 0;
  for (let j: i32 = 0; j < n; j++) {
    const value = load<i32>(x + bytes(j));
    if (name == f.SUM_INT) result += value;
    else if (name == f.PROD_INT) result *= value;
    else if (name == f.ANY) result |= i32(value != 0);
    else if (name == f.ALL) result &= i32(value != 0);
    else if (name == f.MAX_INT || name == f.ARG_MAX_INT ? value > result : value < result) {
      result = value;
      index = j;
    }
  }
  return name == f.ARG_MAX_INT || name == f.ARG_MIN_INT ? index : result;
}
