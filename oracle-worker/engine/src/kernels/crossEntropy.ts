import { CROSS_ENTROPY, SCALE } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/**
 * Mean softmax cross-entropy of logits [rows, classes] with targets [rows] (int32, checked by the caller), and its
 * gradient by the logits: docs/engine.md, "Fused operations". `losses` [rows] is a workspace. All addresses.
 */
export function crossEntropy(
  engine: Engine,
  operands: { logits: number; targets: number },
  out: { gradient: number; losses: number; mean: number },
  { rows, classes }: { rows: number; classes: number },
): void {
  const { logits, targets } = operands;
  engine.run(CROSS_ENTROPY, [logits, targets, out.gradient, out.losses, out.mean, rows, classes]);
}

/** x = x · factor, in place. */
export function scaleInPlace(engine: Engine, x: number, size: number, factor: number): void {
  engine.run(SCALE, [x, size], [factor]);
}
