import type * as tf from "@tensorflow/tfjs-core";
import { fused, fusedOp } from "./fusedOp.ts";
import { type InputOptions, inputGradient, linearForward, type LinearWeights, weightGradients } from "./linearParts.ts";

/** x [rows, inputs] · weight [inputs, outputs] (+ bias [outputs]) as one operation: docs/engine.md, "linear". */
export function linear(
  x: tf.Tensor2D,
  { weight, bias }: LinearWeights,
  { isData = false }: InputOptions = {},
): tf.Tensor2D {
  const inputs = [...(isData ? [] : [x]), weight, ...(bias === undefined ? [] : [bias])];
  return fusedOp(inputs, (space) =>
    fused(linearForward(space, x, { weight, bias }), [x, weight], (dy, [savedX, savedWeight]) => {
      const d = weightGradients(space, savedX, dy);
      const own = bias === undefined ? [d.weight] : [d.weight, d.bias];
      return isData ? own : [inputGradient(space, savedWeight, dy), ...own];
    }),
  );
}
