import * as tf from "@tensorflow/tfjs-core";
import { type Gradient, type Gradients, one } from "./gradient.ts";

/** dx from dy and the saved input. */
function ofInput(slope: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): Gradient {
  return { inputsToSave: ["x"], gradFunc: (dy, saved) => ({ x: () => slope(dy, one(saved)) }) };
}

/** dx from dy and the saved output. */
function ofOutput(slope: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor): Gradient {
  return { outputsToSave: [true], gradFunc: (dy, saved) => ({ x: () => slope(dy, one(saved)) }) };
}

/** Of one number, element by element. */
export const functions: Gradients = {
  Neg: { gradFunc: (dy) => ({ x: () => tf.neg(dy) }) },
  Identity: { gradFunc: (dy) => ({ x: () => tf.clone(dy) }) },
  Cast: { gradFunc: (dy) => ({ x: () => tf.clone(dy) }) },
  Abs: ofInput((dy, x) => tf.mul(dy, tf.sign(x))),
  Square: ofInput((dy, x) => tf.mul(dy, tf.mul(x, 2))),
  Sqrt: ofOutput((dy, y) => tf.div(dy, tf.mul(y, 2))),
  // y = x^(−1/2): dy/dx = −y³ / 2
  Rsqrt: ofOutput((dy, y) => tf.mul(dy, tf.mul(tf.mul(tf.mul(y, y), y), -0.5))),
  Reciprocal: ofOutput((dy, y) => tf.neg(tf.mul(dy, tf.mul(y, y)))),
  Exp: ofOutput((dy, y) => tf.mul(dy, y)),
  Log: ofInput((dy, x) => tf.div(dy, x)),
  Tanh: ofOutput((dy, y) => tf.mul(dy, tf.sub(1, tf.mul(y, y)))),
  Sigmoid: ofOutput((dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  Relu: ofInput((dy, x) => tf.where(tf.greater(x, 0), dy, tf.zerosLike(dy))),
};
