import { columnSum } from "./columnSum";
import { address, float, int } from "./control";
import { bytes } from "./lanes";
import { CUMULATE, REDUCE_COLUMNS, REDUCE_ROWS, SEGMENT_SUM, SOFTMAX } from "./operations";
import { barrier, from, to } from "./parallel";
import { addRange } from "./ranges";
import { reduceRow } from "./reduceRow";
import { softmaxRows } from "./softmax";

export function runReduction(operation: i32): void {
  if (operation == REDUCE_ROWS) reduceRows(int(0), address(1), address(2), int(3), int(4));
  else if (operation == REDUCE_COLUMNS) reduceColumns(address(0), address(1), int(2), int(3), float(0));
  else if (operation == SOFTMAX) softmaxRows(address(0), address(1), int(2), int(3), int(4) != 0);
  else if (operation == CUMULATE) cumulate();
  else if (operation == SEGMENT_SUM) segmentSum(address(0), address(1), address(2), int(3), int(4), int(5));
}

function reduceRows(name: i32, x: usize, out: usize, rows: i32, columns: i32): void {
  const end = to(rows);
  for (let i = from(rows); i < end; i++) {
    store<i32>(out + bytes(i), reduceRow(name, x + <usize>i * bytes(columns), columns));
  }
}

/** columnSum, and then one division unless the divisor is 0. */
function reduceColumns(x: usize, out: usize, rows: i32, columns: i32, divisor: f32): void {
  columnSum(x, out, rows, columns);
  if (divisor == 0) return;
  barrier();
  const end = to(columns);
  for (let j = from(columns); j < end; j++) store<f32>(out + bytes(j), load<f32>(out + bytes(j)) / divisor);
}

/** x, out [outer, length, inner], outer, length, inner, isProduct, isExclusive, isReverse: running sums along the middle. */
function cumulate(): void {
  const length = int(3);
  const inner = int(4);
  const isProduct = int(5) != 0;
  const isExclusive = int(6) != 0;
  const isReverse = int(7) != 0;
  const lines = int(2) * inner;
  const end = to(lines);
  for (let line = from(lines); line < end; line++) {
    const start = bytes((line / inner) * length * inner + (line % inner));
    let total: f32 = isProduct ? 1 : 0;
    for (let k: i32 = 0; k < length; k++) {
      const at = start + bytes((isReverse ? length - 1 - k : k) * inner);
      const value = load<f32>(address(0) + at);
      if (isExclusive) store<f32>(address(1) + at, total);
      total = isProduct ? total * value : total + value;
      if (!isExclusive) store<f32>(address(1) + at, total);
    }
  }
}

/** out [segments, inner] = for each segment, from +0, the sum of its rows of x [count, inner], in ascending order. */
function segmentSum(x: usize, ids: usize, out: usize, count: i32, segments: i32, inner: i32): void {
  const first = from(inner);
  const end = to(inner);
  const line = bytes(inner);
  for (let i: i32 = 0; i < segments; i++) memory.fill(out + <usize>i * line + bytes(first), 0, bytes(end - first));
  for (let i: i32 = 0; i < count; i++) {
    const id = load<i32>(ids + bytes(i));
    if (id < 0 || id >= segments) continue;
    addRange(out + <usize>id * line, x + <usize>i * line, first, end);
  }
}
