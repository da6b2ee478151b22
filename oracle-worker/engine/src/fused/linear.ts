import type * as tf from "@tensorflow/tfjs-core";
import { fused, fusedOp } from "./fusedOp.ts";
import { linearForward, linearGradients, type LinearWeights } from "./linearParts.ts";

/** x [rows, inputs] · weight [inputs, outputs] (+ bias [outputs]) as one operation: docs/engine.md, "linear". */
export function linear(x: tf.Tensor2D, { weight, bias }: LinearWeights): tf.Tensor2D {
  return fusedOp(bias === undefined ? [x, weight] : [x, weight, bias], (space) =>
    fused(linearForward(space, x, { weight, bias }), [x, weight], (dy, [savedX, savedWeight]) => {
      const d = linearGradients(space, savedX, savedWeight, dy);
      return bias === undefined ? [d.x, d.weight] : [d.x, d.weight, d.bias];
    }),
  );
}
