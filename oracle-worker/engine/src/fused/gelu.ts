import type * as tf from "@tensorflow/tfjs-core";
import { gelu as activate, geluBackward } from "../kernels/gelu.ts";
import { fused, fusedOp } from "./fusedOp.ts";

/** GELU in its tanh form as one operation: docs/engine.md, "Functions". */
export function gelu<T extends tf.Tensor>(x: T): T {
  return fusedOp([x], (space) => {
    const y = space.like(x);
    activate(space.engine, space.at(x), space.at(y), x.size);
    return fused(y, [x], (dy, [savedX]) => {
      const dx = space.like(x);
      const operands = { x: space.at(savedX), dy: space.at(dy) };
      geluBackward(space.engine, operands, { dx: space.at(dx), y: 0 }, x.size);
      return [dx];
    });
  });
}
