import { add, bytes, splat } from "./lanes";
import { from, isLast, to } from "./parallel";

/** out[j] = the sum of column j of x [rows, columns], from +0, rows in ascending order. Columns are shared out. */
export function columnSum(x: usize, out: usize, rows: i32, columns: i32): void {
  const groups = columns / 4;
  const line = bytes(columns);
  const first = bytes(from(groups) * 4);
  const end = bytes(to(groups) * 4);
  for (let j = first; j < end; j += 16) v128.store(out + j, splat(0));
  for (let i: i32 = 0; i < rows; i++) {
    const row = x + <usize>i * line;
    for (let j = first; j < end; j += 16) v128.store(out + j, add(v128.load(out + j), v128.load(row + j)));
  }
  if (!isLast()) return;
  for (let j = groups * 4; j < columns; j++) {
    let sum: f32 = 0;
    for (let i: i32 = 0; i < rows; i++) sum += load<f32>(x + <usize>i * line + bytes(j));
    store<f32>(out + bytes(j), sum);
  }
}
