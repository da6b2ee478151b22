import type * as tf from "@tensorflow/tfjs-core";
import { gelu, geluBackward } from "../kernels/gelu.ts";
import { linear, linearBackward, linearInputGradient } from "../kernels/linear.ts";
import { layerNorm, layerNormBackward } from "../kernels/norm.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import type { NormWeights } from "./normParts.ts";
import { checkShape } from "./workspace.ts";

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
    const { engine, at } = space;
    const [rows, width] = h.shape;
    const hidden = up.weight.shape[1];
    checkShapes({ norm, up, down }, width, hidden);
    const first = { rows, inputs: width, outputs: hidden };
    const last = { rows, inputs: hidden, outputs: width };
    const made = space.block({ statistics: 2 * rows, normal: rows * width, raised: rows * hidden });
    const { statistics, normal, raised } = made.at;
    const active = space.matrix(rows, hidden);
    const y = space.matrix(rows, width);
    const operands = { x: at(h), gain: at(norm.gain), bias: at(norm.bias) };
    layerNorm(engine, operands, { y: normal, statistics }, { rows, columns: width });
    linear(engine, { x: normal, weight: at(up.weight), bias: at(up.bias) }, raised, first);
    gelu(engine, raised, at(active), rows * hidden);
    linear(engine, { x: at(active), weight: at(down.weight), bias: at(down.bias), residual: at(h) }, at(y), last);
    active.dispose();
    return fused(y, [h, norm.gain, up.weight, down.weight, made.tensor], (dy, [x, gain, upWeight, downWeight]) => {
      const d = {
        h: space.matrix(rows, width),
        gain: space.vector(width),
        normBias: space.vector(width),
        upWeight: space.matrix(width, hidden),
        upBias: space.vector(hidden),
        downWeight: space.matrix(hidden, width),
        downBias: space.vector(width),
      };
      const own = space.block({
        raised: rows * hidden,
        // What GELU gave, and when that has been used, the gradient of what the norm gave.
        other: rows * Math.max(hidden, width),
      });
      linearInputGradient(engine, { dy: at(dy), weight: at(downWeight) }, own.at.raised, last);
      // What GELU gave is computed again beside its gradient, which costs a store and saves the largest tensor.
      const draised = own.at.raised;
      geluBackward(engine, { x: raised, dy: draised }, { dx: draised, y: own.at.other }, rows * hidden);
      linearBackward(
        engine,
        { x: own.at.other, dy: at(dy), w: 0 },
        { dx: 0, dw: at(d.downWeight), db: at(d.downBias) },
        last,
      );
      linearBackward(
        engine,
        { x: normal, dy: draised, w: at(upWeight) },
        { dx: own.at.other, dw: at(d.upWeight), db: at(d.upBias) },
        first,
      );
      layerNormBackward(
        engine,
        { x: at(x), gain: at(gain), statistics, dy: own.at.other, previous: at(dy) },
        { dx: at(d.h), dgain: at(d.gain), dbias: at(d.normBias) },
        { rows, columns: width },
      );
      own.tensor.dispose();
      return [d.h, d.gain, d.normBias, d.upWeight, d.upBias, d.downWeight, d.downBias];
    });
  });
}

function checkShapes({ norm, up, down }: MlpWeights, width: number, hidden: number): void {
  checkShape(norm.gain, [width], "a gain");
  checkShape(norm.bias, [width], "a bias");
  checkShape(up.weight, [width, hidden], "the first weight");
  checkShape(up.bias, [hidden], "the first bias");
  checkShape(down.weight, [hidden, width], "the second weight");
  checkShape(down.bias, [width], "the second bias");
}
