import type { Engine } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";
import { copyStrided } from "./copyStrided.ts";
import { type Operand, sizeOf, stridesOf } from "./Operand.ts";

/** Shape of an operation on two tensors, as NumPy broadcasts. @throws EngineError `ShapeInvalid` */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const [left, right] = [padded(a, rank), padded(b, rank)];
  return left.map((length, axis) => {
    const other = right[axis] ?? 1;
    if (length === other || other === 1) return length;
    if (length === 1) return other;
    throw new EngineError("ShapeInvalid", `shapes [${a.join()}] and [${b.join()}] do not broadcast`, {
      hint: "make the lengths of each axis equal, or one of them 1",
    });
  });
}

/** The shape with leading ones up to a rank. */
export function padded(shape: readonly number[], rank: number): number[] {
  return [...Array<number>(rank - shape.length).fill(1), ...shape];
}

/** Writes x, repeated to a shape, to an address. */
export function broadcastTo(engine: Engine, x: Operand, shape: readonly number[], target: number): void {
  const lengths = padded(x.shape, shape.length);
  const sourceStrides = stridesOf(lengths);
  const targetStrides = stridesOf(shape);
  copyStrided(
    engine,
    x.address,
    target,
    shape.map((length, axis) => ({
      length,
      source: lengths[axis] === 1 ? 0 : (sourceStrides[axis] ?? 0),
      target: targetStrides[axis] ?? 0,
    })),
  );
}

/**
 * How a tensor repeats along a larger one: as one number, as `row` (a suffix of its axes: the same row again and again),
 * as `column` (a prefix: one number for each row), or otherwise.
 */
export type Repetition = "all" | "scalar" | { kind: "row" | "column"; columns: number } | "other";

export function repetitionOf(shape: readonly number[], whole: readonly number[]): Repetition {
  const size = sizeOf(shape);
  if (size === sizeOf(whole)) return "all";
  if (size === 1) return "scalar";
  const lengths = padded(shape, whole.length);
  const first = lengths.findIndex((length) => length !== 1);
  const last = lengths.findLastIndex((length) => length !== 1);
  const isWhole = (from: number, to: number): boolean =>
    lengths.slice(from, to).every((length, i) => length === whole[from + i]);
  if (isWhole(first, whole.length)) return { kind: "row", columns: sizeOf(whole.slice(first)) };
  if (isWhole(0, last + 1)) return { kind: "column", columns: sizeOf(whole.slice(last + 1)) };
  return "other";
}
