import { BINARY, BINARY_ROWS, BINARY_SCALAR, SELECT, UNARY } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { broadcastTo, repetitionOf } from "./broadcast.ts";
import { type Operand, sizeOf } from "./Operand.ts";

const ROW = 0;
const COLUMN = 1;

/**
 * out[i] = f(x[i]) for `count` elements. out may be x.
 * @param name a UNARY number of assembly/functions.ts
 * @param parameters alpha and beta of those that have them
 */
export function unary(
  engine: Engine,
  name: number,
  x: number,
  out: number,
  count: number,
  parameters: readonly number[] = [],
): void {
  engine.run(UNARY, [name, x, out, count], [parameters[0] ?? 0, parameters[1] ?? 0]);
}

/**
 * out = f(a, b), broadcast to out's shape.
 * @param name a BINARY number of assembly/functions.ts
 */
export function binary(engine: Engine, name: number, a: Operand, b: Operand, out: Operand): void {
  const count = sizeOf(out.shape);
  if (count === 0) return;
  const [repetitionOfA, repetitionOfB] = [repetitionOf(a.shape, out.shape), repetitionOf(b.shape, out.shape)];
  if (repetitionOfA === "all" && repetitionOfB === "all") {
    engine.run(BINARY, [name, a.address, b.address, out.address, count]);
  } else if (repetitionOfA === "all" && repetitionOfB !== "other") withRepeated(engine, name, a, b, out, false);
  else if (repetitionOfB === "all" && repetitionOfA !== "other") withRepeated(engine, name, b, a, out, true);
  else if (repetitionOfA === "all") withExpanded(engine, b, out.shape, (whole) => binary(engine, name, a, whole, out));
  else withExpanded(engine, a, out.shape, (whole) => binary(engine, name, whole, b, out));
}

/** `small` is one number, a row or a column along `whole`. Reversed: it is the first operand. */
function withRepeated(
  engine: Engine,
  name: number,
  whole: Operand,
  small: Operand,
  out: Operand,
  reversed: boolean,
): void {
  const count = sizeOf(out.shape);
  const repetition = repetitionOf(small.shape, out.shape);
  const flag = reversed ? 1 : 0;
  if (typeof repetition === "string") {
    engine.run(BINARY_SCALAR, [name, whole.address, small.address, out.address, count, flag]);
  } else {
    const { kind, columns } = repetition;
    const rows = count / columns;
    const form = kind === "row" ? ROW : COLUMN;
    engine.run(BINARY_ROWS, [name, whole.address, small.address, out.address, rows, columns, form, flag]);
  }
}

/** Uses x repeated to a shape, for as long as it takes. */
export function withExpanded(
  engine: Engine,
  x: Operand,
  shape: readonly number[],
  use: (whole: Operand) => void,
): void {
  const address = engine.alloc(4 * sizeOf(shape));
  try {
    broadcastTo(engine, x, shape, address);
    use({ address, shape });
  } finally {
    engine.free(address);
  }
}

/** out[i] = condition[i] ≠ 0 ? a[i] : b[i] for `count` elements of 4 bytes, all addresses. */
export function select(engine: Engine, condition: number, a: number, b: number, out: number, count: number): void {
  engine.run(SELECT, [condition, a, b, out, count]);
}
