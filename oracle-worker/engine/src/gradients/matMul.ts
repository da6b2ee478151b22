import * as tf from "@tensorflow/tfjs-core";
import { type Gradients, two } from "./gradient.ts";
import { reduceTo } from "./reduceTo.ts";

/** y = A · B, either stored transposed; a batch axis of 1 is used for all matrices of the other. */
export const matMul: Gradients = {
  BatchMatMul: {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved, attrs) => {
      const [a, b] = two(saved);
      const isTransposed = { a: attrs["transposeA"] === true, b: attrs["transposeB"] === true };
      // dA = dy · Bᵀ, stored as A is: its transpose is B · dyᵀ
      const da = (): tf.Tensor =>
        isTransposed.a ? tf.matMul(b, dy, isTransposed.b, true) : tf.matMul(dy, b, false, !isTransposed.b);
      // dB = Aᵀ · dy, stored as B is: its transpose is dyᵀ · A
      const db = (): tf.Tensor =>
        isTransposed.b ? tf.matMul(dy, a, true, isTransposed.a) : tf.matMul(a, dy, !isTransposed.a, false);
      return { a: () => reduceTo(da(), a.shape), b: () => reduceTo(db(), b.shape) };
    },
  },
};
