import { LAYER_NORM, LAYER_NORM_BACKWARD } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

export type RowsShape = { rows: number; columns: number };

/**
 * y = ((x − mean) · 1/deviation) · gain + bias over rows: docs/engine.md, "Fused operations". `statistics` [rows, 2] is
 * kept for the gradient. All addresses.
 */
export function layerNorm(
  engine: Engine,
  operands: { x: number; gain: number; bias: number },
  out: { y: number; statistics: number },
  { rows, columns }: RowsShape,
): void {
  engine.run(LAYER_NORM, [operands.x, operands.gain, operands.bias, out.y, out.statistics, rows, columns]);
}

/**
 * Gradients of layerNorm: dx = previous + …, dgain, dbias [columns]. `previous` (0: none) is the gradient that came round
 * by a residual connection; dx may lie there. All addresses.
 */
export function layerNormBackward(
  engine: Engine,
  operands: { x: number; gain: number; statistics: number; dy: number; previous: number },
  out: { dx: number; dgain: number; dbias: number },
  { rows, columns }: RowsShape,
): void {
  const { x, gain, statistics, dy, previous } = operands;
  const integers = [x, gain, statistics, dy, previous, out.dx, out.dgain, out.dbias, rows, columns];
  engine.run(LAYER_NORM_BACKWARD, integers);
}
