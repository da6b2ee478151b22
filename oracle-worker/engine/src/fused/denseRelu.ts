import type * as tf from "@tensorflow/tfjs-core";
import { biasRelu as activate, reluBackward } from "../kernels/relu.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { type InputOptions, inputGradient, linearForward, weightGradients } from "./linearParts.ts";

/** max(x · weight + bias, 0) as one operation: docs/engine.md, "linear", then "relu". */
export function denseRelu(
  x: tf.Tensor2D,
  { weight, bias }: { weight: tf.Tensor2D; bias: tf.Tensor1D },
  { isData = false }: InputOptions = {},
): tf.Tensor2D {
  return fusedOp([...(isData ? [] : [x]), weight, bias], (space) => {
    const y = linearForward(space, x, { weight, bias });
    const [rows, columns] = y.shape;
    activate(space.engine, { x: space.at(y), bias: 0 }, space.at(y), { rows, columns });
    return fused(y, [x, weight, y], (dy, [savedX, savedWeight, savedY]) => {
      const masked = space.matrix(rows, columns);
      const operands = { y: space.at(savedY), dy: space.at(dy) };
      reluBackward(space.engine, operands, { dx: space.at(masked), dbias: 0 }, { rows, columns });
      savedY.dispose();
      const own = weightGradients(space, savedX, masked);
      const dx = isData ? [] : [inputGradient(space, savedWeight, masked)];
      masked.dispose();
      return [...dx, own.weight, own.bias];
    });
  });
}
