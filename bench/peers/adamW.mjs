import * as tf from "@tensorflow/tfjs-core";

/**
 * AdamW in ordinary operations, in place on variables; decay on matrices only.
 * @param {Record<string, tf.Variable>} weights
 * @returns takes one step with the gradients by name
 */
export function createAdamW(weights, { learningRate, beta1, beta2, epsilon, weightDecay }) {
  const moments = Object.entries(weights).map(([name, weight]) => ({
    name,
    weight,
    mean: tf.variable(tf.zerosLike(weight), false),
    square: tf.variable(tf.zerosLike(weight), false),
  }));
  let [power1, power2] = [1, 1];
  return (gradients) => {
    power1 *= beta1;
    power2 *= beta2;
    for (const { name, weight, mean, square } of moments) {
      tf.tidy(() => {
        const gradient = gradients[name];
        mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
        square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const root = tf.sqrt(tf.div(square, 1 - power2));
        const update = tf.div(tf.div(mean, 1 - power1), tf.add(root, epsilon));
        const kept = weight.rank > 1 ? tf.mul(weight, 1 - learningRate * weightDecay) : weight;
        weight.assign(tf.sub(kept, tf.mul(update, learningRate)));
      });
    }
  };
}
