import * as tf from "@tensorflow/tfjs-core";
import type { AdamScalars, Trained, Updated } from "./GraphOps.ts";

/**
 * Adam and AdamW (Kingma & Ba, ICLR 2015, algorithm 1; Loshchilov & Hutter, ICLR 2019, algorithm 2), tensor by tensor:
 * docs/SPEC.md, P-6.
 */
export function adamComposed(tensors: readonly Trained[], scalars: AdamScalars): Updated {
  const { beta1, beta2, correction1, correction2, epsilon, rate, decay } = scalars;
  return tensors.map(({ weight, gradient, moments: [oldMean, oldSquare] }) =>
    tf.tidy(() => {
      if (oldMean === undefined || oldSquare === undefined) throw new RangeError("Adam has two moments");
      const mean = tf.add(tf.mul(oldMean, beta1), tf.mul(gradient, 1 - beta1));
      const square = tf.add(tf.mul(oldSquare, beta2), tf.mul(tf.mul(gradient, gradient), 1 - beta2));
      const update = tf.div(tf.mul(mean, correction1), tf.add(tf.sqrt(tf.mul(square, correction2)), epsilon));
      const kept = tf.mul(weight, weight.rank > 1 ? decay : 1);
      return [tf.sub(kept, tf.mul(update, rate)), mean, square];
    }),
  );
}

/** Stochastic gradient descent with momentum, tensor by tensor. */
export function sgdComposed(
  tensors: readonly Trained[],
  { momentum, rate }: { momentum: number; rate: number },
): Updated {
  return tensors.map(({ weight, gradient, moments: [velocity] }) =>
    tf.tidy(() => {
      if (velocity === undefined) throw new RangeError("momentum has one moment");
      const next = tf.add(tf.mul(velocity, momentum), gradient);
      return [tf.sub(weight, tf.mul(next, rate)), next];
    }),
  );
}
