import type * as tf from "@tensorflow/tfjs-core";
import { fused, fusedOp } from "./fusedOp.ts";
import { normForward, normGradients, type NormWeights } from "./normParts.ts";

/** Layer norm over rows as one operation: docs/engine.md, "layer norm". */
export function layerNorm(x: tf.Tensor2D, { gain, bias }: NormWeights): tf.Tensor2D {
  return fusedOp([x, gain, bias], (space) => {
    const { y, statistics } = normForward(space, x, { gain, bias });
    return fused(y, [x, gain, statistics], (dy, [savedX, savedGain, savedStatistics]) => {
      const d = normGradients(space, { x: savedX, gain: savedGain, statistics: savedStatistics }, dy);
      return [d.x, d.gain, d.bias];
    });
  });
}
