import { add, bytes, joinLanes, loadTail, splat, storeTail, sub } from "./lanes";
import { exp, log } from "./math";
import { from, to } from "./parallel";
import { scaleRange } from "./ranges";
import { rowMax } from "./reduceRow";

/** ln of one number. */
export function logOf(x: f32): f32 {
  return f32x4.extract_lane(log(splat(x)), 0);
}

/** out = exp(x − m) for a row of n. @returns laneSum of out */
export function exponentials(x: usize, out: usize, n: i32, m: f32): f32 {
  const most = splat(m);
  const whole = n & ~3;
  let sum = splat(0);
  for (let j: usize = 0; j < bytes(whole); j += 16) {
    const e = exp(sub(v128.load(x + j), most));
    v128.store(out + j, e);
    sum = add(sum, e);
  }
  if (whole < n) {
    storeTail(out + bytes(whole), exp(sub(loadTail(x + bytes(whole), n - whole), most)), n - whole);
    sum = add(sum, loadTail(out + bytes(whole), n - whole));
  }
  return joinLanes(sum);
}

/** Rows of out = softmax of rows of x, or its logarithm. */
export function softmaxRows(x: usize, out: usize, rows: i32, columns: i32, isLog: bool): void {
  const end = to(rows);
  for (let i = from(rows); i < end; i++) {
    const offset = <usize>i * bytes(columns);
    const m = rowMax(x + offset, columns);
    const sum = exponentials(x + offset, out + offset, columns, m);
    if (isLog) subtract(x + offset, out + offset, columns, m + logOf(sum));
    else scaleRange(out + offset, 1 / sum, columns);
  }
}

function subtract(x: usize, out: usize, n: i32, y: f32): void {
  const whole = bytes(n & ~3);
  let j: usize = 0;
  for (; j < whole; j += 16) v128.store(out + j, sub(v128.load(x + j), splat(y)));
  for (; j < bytes(n); j += 4) store<f32>(out + j, load<f32>(x + j) - y);
}
