import { address, int } from "./control";
import { add, bytes, loadTail, mul, splat, storeTail, sub } from "./lanes";
import { sigmoid } from "./math";
import { GELU, GELU_BACKWARD } from "./operations";
import { endColumn, firstColumn } from "./parallel";

// GELU in its tanh form, written as a sigmoid (docs/engine.md, "Functions"):
// y = x·sigmoid(2·√(2/π)·(x + 0.044715·x³)).

export function runGelu(operation: i32): void {
  if (operation == GELU) gelu();
  else if (operation == GELU_BACKWARD) geluBackward();
}

/** sigmoid(x·(1.5957691216 + 0.0713548162726·x²)). */
function gate(x: v128, square: v128): v128 {
  return sigmoid(mul(x, add(splat(1.5957691216), mul(splat(0.0713548162726), square))));
}

/** dy·(s + ((x·s)·(1 − s))·(1.5957691216 + 0.2140644488178·x²)), where y = x·s. */
function gradient(y: v128, s: v128, square: v128, dy: v128): v128 {
  const slope = add(splat(1.5957691216), mul(splat(0.2140644488178), square));
  return mul(dy, add(s, mul(mul(y, sub(splat(1), s)), slope)));
}

/** x, y, elements. y may be x. */
function gelu(): void {
  const x = address(0);
  const y = address(1);
  const end = bytes(endColumn(int(2)));
  let at = bytes(firstColumn(int(2)));
  for (; at + 16 <= end; at += 16) {
    const v = v128.load(x + at);
    v128.store(y + at, mul(v, gate(v, mul(v, v))));
  }
  if (at == end) return;
  const rest = (<i32>(end - at)) >> 2;
  const v = loadTail(x + at, rest);
  storeTail(y + at, mul(v, gate(v, mul(v, v))), rest);
}

/** x, dy, dx, y (computed again; 0: not wanted), elements. dx may be dy. */
function geluBackward(): void {
  const x = address(0);
  const dy = address(1);
  const dx = address(2);
  const y = address(3);
  const end = bytes(endColumn(int(4)));
  let at = bytes(firstColumn(int(4)));
  for (; at + 16 <= end; at += 16) {
    const v = v128.load(x + at);
    const square = mul(v, v);
    const s = gate(v, square);
    const product = mul(v, s);
    if (y) v128.store(y + at, product);
    v128.store(dx + at, gradient(product, s, square, v128.load(dy + at)));
  }
  if (at == end) return;
  const rest = (<i32>(end - at)) >> 2;
  const v = loadTail(x + at, rest);
  const square = mul(v, v);
  const s = gate(v, square);
  if (y) storeTail(y + at, mul(v, s), rest);
  storeTail(dx + at, gradient(mul(v, s), s, square, loadTail(dy + at, rest)), rest);
}
