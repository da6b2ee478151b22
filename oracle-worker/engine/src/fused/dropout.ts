import type * as tf from "@tensorflow/tfjs-core";
import { dropout as drop, type DropoutStream } from "../kernels/dropout.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { shapeInvalid } from "./workspace.ts";

/**
 * Sets a share of the elements to 0 and scales the others, by a Philox stream: docs/engine.md,
 * "dropout". Never the host's random numbers.
 * @param rate in [0, 1)
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, stream: DropoutStream): T {
  if (!(rate >= 0 && rate < 1)) throw shapeInvalid(`a dropout rate of ${rate} is not in [0, 1)`);
  return fusedOp([x], (space) => {
    const y = space.like(x);
    drop(space.engine, space.at(x), space.at(y), x.size, { rate, ...stream });
    return fused(y, [], (dy) => {
      const dx = space.like(dy);
      drop(space.engine, space.at(dy), space.at(dx), dy.size, { rate, ...stream });
      return [dx];
    });
  });
}
