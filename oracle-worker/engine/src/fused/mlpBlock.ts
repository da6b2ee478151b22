import type * as tf from "@tensorflow/tfjs-core";
import { gelu, geluBackward } from "../kernels/gelu.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { inputGradient, linearForward, linearGradients, weightGradients } from "./linearParts.ts";
import { normForward, normGradients, type NormWeights } from "./normParts.ts";

type Layer = { weight: tf.Tensor2D; bias: tf.Tensor1D };

/** `up`: [width, hidden], `down`: [hidden, width]. */
export type MlpWeights = { norm: NormWeights; up: Layer; down: Layer };

/**
 * h + down(gelu(up(norm(h)))) as one operation: docs/engine.md, "MLP block".
 * @param h [rows, width]
 */
export function mlpBlock(h: tf.Tensor2D, { norm, up, down }: MlpWeights): tf.Tensor2D {
  const inputs = [h, norm.gain, norm.bias, up.weight, up.bias, down.weight, down.bias];
  return fusedOp(inputs, (space) => {
    const { y: normal, statistics } = normForward(space, h, norm);
    const raised = linearForward(space, normal, up);
    const active = space.matrix(...raised.shape);
    gelu(space.engine, space.at(raised), space.at(active), raised.size);
    const value = linearForward(space, active, down, h);
    active.dispose();
    return fused(
      value,
      [h, statistics, normal, raised, norm.gain, up.weight, down.weight],
      (dy, [x, statistics, normal, raised, gain, upWeight, downWeight]) => {
        // What GELU gave is computed again beside its gradient, which costs a store and saves the largest tensor.
        const again = space.matrix(...raised.shape);
        const draised = inputGradient(space, downWeight, dy);
        const operands = { x: space.at(raised), dy: space.at(draised) };
        geluBackward(space.engine, operands, { dx: space.at(draised), y: space.at(again) }, raised.size);
        raised.dispose();
        const last = weightGradients(space, again, dy);
        again.dispose();
        const first = linearGradients(space, normal, upWeight, draised);
        for (const used of [normal, draised]) used.dispose();
        const start = normGradients(space, { x, gain, statistics }, first.x, dy);
        first.x.dispose();
        return [start.x, start.gain, start.bias, first.weight, first.bias, last.weight, last.bias];
      },
    );
  });
}
