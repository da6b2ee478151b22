import { address, float, int } from "./control";
import { add, bytes, div, loadTail, mul, splat, storeTail, sub } from "./lanes";
import { ADAM, SGD } from "./operations";
import { endColumn, firstColumn } from "./parallel";

// Optimisers over all tensors in one operation, in place (docs/engine.md, "Optimisers"). Argument 0 is the address of a
// table with a row of 6 words per tensor: weight, gradient, first moment, second moment, elements, whether it decays.

const ROW_BYTES: usize = 24;

export function runOptimizer(operation: i32): void {
  if (operation == ADAM) eachTensor(true);
  else if (operation == SGD) eachTensor(false);
}

/** Table, rows. */
function eachTensor(isAdam: bool): void {
  for (let i: i32 = 0; i < int(1); i++) {
    const row = address(0) + <usize>i * ROW_BYTES;
    if (isAdam) adam(row);
    else sgd(row);
  }
}

/** Floats: β₁, 1 − β₁, β₂, 1 − β₂, c₁, c₂, ε, rate, decay. */
function adam(row: usize): void {
  const weight: usize = load<u32>(row);
  const gradient: usize = load<u32>(row, 4);
  const mean: usize = load<u32>(row, 8);
  const square: usize = load<u32>(row, 12);
  const n = load<i32>(row, 16);
  const decay = splat(load<i32>(row, 20) ? float(8) : 1);
  const end = bytes(endColumn(n));
  for (let at = bytes(firstColumn(n)); at < end; at += 16) {
    const rest = min(4, (<i32>(end - at)) >> 2);
    const g = take(gradient + at, rest);
    const m = add(mul(take(mean + at, rest), splat(float(0))), mul(g, splat(float(1))));
    const v = add(mul(take(square + at, rest), splat(float(2))), mul(mul(g, g), splat(float(3))));
    const update = div(mul(m, splat(float(4))), add(f32x4.sqrt(mul(v, splat(float(5)))), splat(float(6))));
    put(mean + at, m, rest);
    put(square + at, v, rest);
    put(weight + at, sub(mul(take(weight + at, rest), decay), mul(update, splat(float(7)))), rest);
  }
}

/** Floats: momentum, rate. The first moment is the velocity: u = u·momentum + g, p = p − u·rate. */
function sgd(row: usize): void {
  const weight: usize = load<u32>(row);
  const gradient: usize = load<u32>(row, 4);
  const velocity: usize = load<u32>(row, 8);
  const n = load<i32>(row, 16);
  const end = bytes(endColumn(n));
  for (let at = bytes(firstColumn(n)); at < end; at += 16) {
    const rest = min(4, (<i32>(end - at)) >> 2);
    const u = add(mul(take(velocity + at, rest), splat(float(0))), take(gradient + at, rest));
    put(velocity + at, u, rest);
    put(weight + at, sub(take(weight + at, rest), mul(u, splat(float(1)))), rest);
  }
}

/** 1 to 4 numbers. */
function take(p: usize, count: i32): v128 {
  return count == 4 ? v128.load(p) : loadTail(p, count);
}

function put(p: usize, v: v128, count: i32): void {
  if (count == 4) v128.store(p, v);
  else storeTail(p, v, count);
}
