import { columnSum } from "./columnSum";
import { address, int } from "./control";
import { add, bytes, splat } from "./lanes";
import { barrier, endColumn, firstColumn, from, to } from "./parallel";

/** x [rows, columns], bias [columns] (0: none), y, rows, columns: y = max(x + bias, +0). y may be x. */
export function biasRelu(): void {
  const bias = address(1);
  const columns = int(4);
  for (let i = from(int(3)); i < to(int(3)); i++) {
    const x = address(0) + bytes(i * columns);
    const y = address(2) + bytes(i * columns);
    let j: i32 = 0;
    for (; j + 4 <= columns; j += 4) {
      const v = v128.load(x + bytes(j));
      v128.store(y + bytes(j), f32x4.max(bias ? add(v, v128.load(bias + bytes(j))) : v, splat(0)));
    }
    for (; j < columns; j++) {
      const v = load<f32>(x + bytes(j));
      store<f32>(y + bytes(j), max<f32>(bias ? v + load<f32>(bias + bytes(j)) : v, 0));
    }
  }
}

/**
 * y (the result), dy, dx, dbias (0: not wanted), rows, columns: dx = y > 0 ? dy : +0; dbias = columnSum(dx). dx may be dy.
 */
export function reluBackward(): void {
  const y = address(0);
  const dy = address(1);
  const dx = address(2);
  const rows = int(4);
  const columns = int(5);
  const end = bytes(endColumn(rows * columns));
  let at = bytes(firstColumn(rows * columns));
  for (; at + 16 <= end; at += 16) {
    v128.store(dx + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), splat(0))));
  }
  for (; at < end; at += 4) store<f32>(dx + at, load<f32>(y + at) > 0 ? load<f32>(dy + at) : 0);
  if (!address(3)) return;
  barrier();
  columnSum(dx, address(3), rows, columns);
}
