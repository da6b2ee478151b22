import { binary } from "./binary";
import { address, float, int } from "./control";
import * as f from "./functions";
import { add, bytes, div, loadTail, mul, storeTail, sub } from "./lanes";
import { BINARY, BINARY_ROWS, BINARY_SCALAR, SELECT, UNARY } from "./operations";
import { from, to } from "./parallel";
import { unary } from "./unary";

// Results go in groups of four; a last group may run over the end of a tensor, into the room that the host leaves after
// each. Rows of a matrix have no such room, and end in a tail.

/** How the second operand of BINARY_ROWS is broadcast. */
const ROW: i32 = 0;

export function runElementwise(operation: i32): void {
  if (operation == UNARY) runUnary(int(0), address(1), address(2), int(3), float(0), float(1));
  else if (operation == BINARY) runBinary(int(0), address(1), address(2), address(3), int(4));
  else if (operation == BINARY_SCALAR) runScalar(int(0), address(1), address(2), address(3), int(4), int(5) != 0);
  else if (operation == BINARY_ROWS) runRows();
  else if (operation == SELECT) runSelect(address(0), address(1), address(2), address(3), int(4));
}

/** This thread's share of n numbers in groups of four, in bytes. */
function first(n: i32): usize {
  return bytes(from((n + 3) / 4)) * 4;
}
function end(n: i32): usize {
  return bytes(to((n + 3) / 4)) * 4;
}

function runUnary(name: i32, x: usize, out: usize, n: i32, alpha: f32, beta: f32): void {
  const z = end(n);
  for (let i = first(n); i < z; i += 16) v128.store(out + i, unary(name, v128.load(x + i), alpha, beta));
}

function runBinary(name: i32, a: usize, b: usize, out: usize, n: i32): void {
  combine(name, a, b, out, first(n), end(n));
}

/** b holds one number. Reversed: it is the first operand. */
function runScalar(name: i32, a: usize, b: usize, out: usize, n: i32, reversed: bool): void {
  combineWith(name, a, v128.load32_splat(b), out, first(n), end(n), reversed);
}

/** Groups of four from byte i to byte z. The commonest functions have loops without a choice in them. */
function combine(name: i32, a: usize, b: usize, out: usize, start: usize, z: usize): void {
  let i = start;
  if (name == f.ADD) for (; i < z; i += 16) v128.store(out + i, add(v128.load(a + i), v128.load(b + i)));
  else if (name == f.SUB) for (; i < z; i += 16) v128.store(out + i, sub(v128.load(a + i), v128.load(b + i)));
  else if (name == f.MULTIPLY) for (; i < z; i += 16) v128.store(out + i, mul(v128.load(a + i), v128.load(b + i)));
  else if (name == f.DIVIDE) for (; i < z; i += 16) v128.store(out + i, div(v128.load(a + i), v128.load(b + i)));
  else for (; i < z; i += 16) v128.store(out + i, binary(name, v128.load(a + i), v128.load(b + i)));
}

function combineWith(name: i32, a: usize, y: v128, out: usize, start: usize, z: usize, reversed: bool): void {
  let i = start;
  if (name == f.ADD) for (; i < z; i += 16) v128.store(out + i, add(v128.load(a + i), y));
  else if (name == f.MULTIPLY) for (; i < z; i += 16) v128.store(out + i, mul(v128.load(a + i), y));
  else if (name == f.SUB && !reversed) for (; i < z; i += 16) v128.store(out + i, sub(v128.load(a + i), y));
  else if (name == f.DIVIDE && !reversed) for (; i < z; i += 16) v128.store(out + i, div(v128.load(a + i), y));
  else for (; i < z; i += 16) v128.store(out + i, ordered(name, v128.load(a + i), y, reversed));
}

function ordered(name: i32, a: v128, b: v128, reversed: bool): v128 {
  return reversed ? binary(name, b, a) : binary(name, a, b);
}

/** name, a [rows, columns], b (one row, or one column), out, rows, columns, kind, reversed. */
function runRows(): void {
  const name = int(0);
  const columns = int(5);
  const isRow = int(6) == ROW;
  const reversed = int(7) != 0;
  const whole = bytes(columns & ~3);
  const rest = columns & 3;
  const last = to(int(4));
  for (let i = from(int(4)); i < last; i++) {
    const a = address(1) + <usize>i * bytes(columns);
    const out = address(3) + <usize>i * bytes(columns);
    const b = isRow ? address(2) : address(2) + bytes(i);
    if (!isRow) combineWith(name, a, v128.load32_splat(b), out, 0, whole, reversed);
    else if (reversed) combine(name, b, a, out, 0, whole);
    else combine(name, a, b, out, 0, whole);
    if (rest) {
      const y = isRow ? loadTail(b + whole, rest) : v128.load32_splat(b);
      storeTail(out + whole, ordered(name, loadTail(a + whole, rest), y, reversed), rest);
    }
  }
}

/** condition ≠ 0 ? a : b. */
function runSelect(condition: usize, a: usize, b: usize, out: usize, n: i32): void {
  const z = end(n);
  for (let i = first(n); i < z; i += 16) {
    const mask = i32x4.ne(v128.load(condition + i), i32x4.splat(0));
    v128.store(out + i, v128.bitselect(v128.load(a + i), v128.load(b + i), mask));
  }
}
