import { GELU, GELU_BACKWARD } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** y = gelu(x): docs/engine.md, "Functions". y may be x. All addresses. */
export function gelu(engine: Engine, x: number, y: number, size: number): void {
  engine.run(GELU, [x, y, size]);
}

/** dx = dy · gelu'(x), and y = gelu(x) again (0: not wanted). dx may be dy. All addresses. */
export function geluBackward(
  engine: Engine,
  operands: { x: number; dy: number },
  out: { dx: number; y: number },
  size: number,
): void {
  engine.run(GELU_BACKWARD, [operands.x, operands.dy, out.dx, out.y, size]);
}
