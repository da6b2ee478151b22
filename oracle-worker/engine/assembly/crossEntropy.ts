import { address, int } from "./control";
import { bytes, laneSum, loadTail, mul, splat, storeTail } from "./lanes";
import { barrier, from, isLast, to } from "./parallel";
import { rowMax } from "./reduceRow";
import { exponentials, logOf } from "./softmax";

// Softmax cross-entropy (docs/engine.md, "Losses"). Rows are shared out.

/** logits [rows, classes], targets (int32), gradient [rows, classes], losses [rows], mean loss, rows, classes. */
export function crossEntropy(): void {
  const rows = int(5);
  const classes = int(6);
  const share = <f32>1 / <f32>rows;
  for (let i = from(rows); i < to(rows); i++) {
    const x = address(0) + bytes(i * classes);
    const e = address(2) + bytes(i * classes);
    const target = bytes(load<i32>(address(1) + bytes(i)));
    const most = rowMax(x, classes);
    const sum = exponentials(x, e, classes, most);
    store<f32>(address(3) + bytes(i), logOf(sum) + most - load<f32>(x + target));
    scale(e, classes, splat(<f32>1 / sum), splat(share));
    store<f32>(e + target, load<f32>(e + target) - share);
  }
  barrier();
  if (isLast()) store<f32>(address(4), laneSum(address(3), rows) / <f32>rows);
}

/** e = (e · a) · b. */
function scale(e: usize, n: i32, a: v128, b: v128): void {
  const full = bytes(n & ~3);
  for (let at: usize = 0; at < full; at += 16) v128.store(e + at, mul(mul(v128.load(e + at), a), b));
  if (n & 3) storeTail(e + full, mul(mul(loadTail(e + full, n & 3), a), b), n & 3);
}
