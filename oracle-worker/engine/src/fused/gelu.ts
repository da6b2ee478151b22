import type * as tf from "@tensorflow/tfjs-core";
import { gelu as activate, geluBackward } from "../kernels/gelu.ts";
import { fused, fusedOp } from "./fusedOp.ts";

/** GELU in its tanh form as one operation: docs/engine.md, "Functions". */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return fusedOp([x], (space) => {
    const y = space.matrix(...x.shape);
    activate(space.engine, space.at(x), space.at(y), x.size);
    return fused(y, [x], (dy, [savedX]) => {
      const dx = space.matrix(...x.shape);
      const operands = { x: space.at(savedX), dy: space.at(dy) };
      geluBackward(space.engine, operands, { dx: space.at(dx), y: 0 }, x.size);
      return [dx];
    });
  });
}
