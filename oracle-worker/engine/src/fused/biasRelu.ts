import type * as tf from "@tensorflow/tfjs-core";
import { biasRelu as activate, reluBackward } from "../kernels/relu.ts";
import { fused, fusedOp } from "./fusedOp.ts";
import { checkShape } from "./workspace.ts";

/** max(x + bias, 0) over rows as one operation. */
export function biasRelu(x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return fusedOp([x, bias], (space) => {
    const [rows, columns] = x.shape;
    checkShape(bias, [columns], "a bias");
    const y = space.matrix(rows, columns);
    activate(space.engine, { x: space.at(x), bias: space.at(bias) }, space.at(y), { rows, columns });
    return fused(y, [y], (dy, [saved]) => {
      const dx = space.matrix(rows, columns);
      const dbias = space.vector(columns);
      reluBackward(
        space.engine,
        { y: space.at(saved), dy: space.at(dy) },
        { dx: space.at(dx), dbias: space.at(dbias) },
        { rows, columns },
      );
      return [dx, dbias];
    });
  });
}
