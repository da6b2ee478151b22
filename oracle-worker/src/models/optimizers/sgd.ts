import * as tf from "@tensorflow/tfjs-core";
import { byTensor, type Optimizer } from "./optimizer.ts";

/** Stochastic gradient descent with momentum: `u = u·momentum + g`, `p = p − u·rate`. */
export function sgd({ momentum }: { momentum: number }): Optimizer {
  return byTensor(["sgd.velocity/"], (weight, gradient, [velocity], { learningRate }) => {
    if (velocity === undefined) throw new RangeError("momentum has one moment");
    const next = tf.add(tf.mul(velocity, momentum), gradient);
    return [tf.sub(weight, tf.mul(next, learningRate)), next];
  });
}
