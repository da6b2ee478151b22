import { BATCH_MATMUL, LINEAR_BACKWARD, MATMUL } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** A stored matrix: `stride` elements from row to row; `transposed`: it holds the operand's transpose. */
export type MatrixOperand = { address: number; stride: number; transposed?: boolean };

export type ProductShape = { rows: number; columns: number; inner: number };

const ZERO = 0;
const BIAS = 1;
const RESIDUAL_AND_BIAS = 2;

/**
 * out [rows, columns] = A [rows, inner] · B [inner, columns], from 0, from the bias [columns], or from residual + bias
 * (residual laid out like out): docs/engine.md, "Matrix products".
 */
export function matmul(
  engine: Engine,
  a: MatrixOperand,
  b: MatrixOperand,
  out: { address: number; stride: number },
  { rows, columns, inner }: ProductShape,
  initial: { bias?: number; residual?: number } = {},
): void {
  const { bias, residual } = initial;
  if (residual !== undefined && bias === undefined) throw new RangeError("a residual needs a bias");
  const mode = residual !== undefined ? RESIDUAL_AND_BIAS : bias !== undefined ? BIAS : ZERO;
  engine.run(MATMUL, [
    a.address,
    a.stride,
    a.transposed === true ? 1 : 0,
    b.address,
    b.stride,
    b.transposed === true ? 1 : 0,
    out.address,
    out.stride,
    rows,
    columns,
    inner,
    mode,
    bias ?? 0,
    residual ?? 0,
  ]);
}

/** `count` products; step: elements from one matrix to the next, 0 to use the same one for all. */
export function batchMatmul(
  engine: Engine,
  a: MatrixOperand & { step: number },
  b: MatrixOperand & { step: number },
  out: { address: number; stride: number; step: number },
  { rows, columns, inner }: ProductShape,
  count: number,
): void {
  engine.run(BATCH_MATMUL, [
    a.address,
    a.stride,
    a.transposed === true ? 1 : 0,
    b.address,
    b.stride,
    b.transposed === true ? 1 : 0,
    out.address,
    out.stride,
    rows,
    columns,
    inner,
    a.step,
    b.step,
    out.step,
    count,
  ]);
}

/**
 * Gradients of y [rows, outputs] = x [rows, inputs] · w [inputs, outputs] (+ b): dw = xᵀ·dy, dx = dy·wᵀ (0: not
 * wanted), db = columnSum(dy) (0: no bias). All addresses.
 */
export function linearBackward(
  engine: Engine,
  operands: { x: number; dy: number; w: number },
  out: { dx: number; dw: number; db: number },
  { rows, outputs, inputs }: LinearShape,
): void {
  const { x, dy, w } = operands;
  engine.run(LINEAR_BACKWARD, [x, dy, w, out.dx, out.dw, out.db, rows, outputs, inputs]);
}

export type LinearShape = { rows: number; inputs: number; outputs: number };

/** y [rows, outputs] = x [rows, inputs] · weight (+ bias (+ residual)): all dense, all addresses. */
export function linear(
  engine: Engine,
  operands: { x: number; weight: number; bias?: number; residual?: number },
  y: number,
  { rows, inputs, outputs }: LinearShape,
): void {
  const { x, weight, ...initial } = operands;
  matmul(
    engine,
    { address: x, stride: inputs },
    { address: weight, stride: outputs },
    { address: y, stride: outputs },
    { rows, columns: outputs, inner: inputs },
    initial,
  );
}

/** dx [rows, inputs] = dy · weightᵀ: all dense, all addresses. */
export function linearInputGradient(
  engine: Engine,
  operands: { dy: number; weight: number },
  dx: number,
  { rows, inputs, outputs }: LinearShape,
): void {
  matmul(
    engine,
    { address: operands.dy, stride: outputs },
    { address: operands.weight, stride: outputs, transposed: true },
    { address: dx, stride: inputs },
    { rows, columns: inputs, inner: outputs },
  );
}
