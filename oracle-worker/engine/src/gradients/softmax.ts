import * as tf from "@tensorflow/tfjs-core";
import { type Gradients, one } from "./gradient.ts";

/** Sums of the rows, which are the last axis; they broadcast against x. */
function rowSums(x: tf.Tensor): tf.Tensor {
  return tf.sum(x, x.rank - 1, true);
}

/** Over the last axis. */
export const softmax: Gradients = {
  // dx = (dy − Σ dy·y) · y
  Softmax: {
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const y = one(saved);
      return { logits: () => tf.mul(tf.sub(dy, rowSums(tf.mul(dy, y))), y) };
    },
  },
  // dx = dy − Σ dy · exp(y)
  LogSoftmax: {
    outputsToSave: [true],
    gradFunc: (dy, saved) => ({ logits: () => tf.sub(dy, tf.mul(rowSums(dy), tf.exp(one(saved)))) }),
  },
};
