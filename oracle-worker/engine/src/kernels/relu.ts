import { BIAS_RELU, RELU_BACKWARD } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** y = max(x + bias, 0) over rows; bias 0: none. y may be x. All addresses. */
export function biasRelu(
  engine: Engine,
  operands: { x: number; bias: number },
  y: number,
  { rows, columns }: { rows: number; columns: number },
): void {
  engine.run(BIAS_RELU, [operands.x, operands.bias, y, rows, columns]);
}

/** dx = dy where y, the result, is above 0, else 0; dbias = columnSum(dx) (0: not wanted). dx may be dy. All addresses. */
export function reluBackward(
  engine: Engine,
  operands: { y: number; dy: number },
  out: { dx: number; dbias: number },
  { rows, columns }: { rows: number; columns: number },
): void {
  engine.run(RELU_BACKWARD, [operands.y, operands.dy, out.dx, out.dbias, rows, columns]);
}
