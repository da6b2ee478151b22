import * as tf from "@tensorflow/tfjs-core";
import { type Gradient, type Gradients, noGradient, numbersOf, one, two } from "./gradient.ts";
import { reduceTo } from "./reduceTo.ts";
import { runKernel } from "./runKernel.ts";

const TWO_OVER_ROOT_PI = 1.1283791670955126;
/** Klambauer et al. 2017. */
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473766;

/** dx = dy · slope(x), or of y. */
function ofInput(slope: (x: tf.Tensor, attrs: tf.NamedAttrMap) => tf.Tensor): Gradient {
  return {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => ({ x: () => tf.mul(dy, slope(one(saved), attrs)) }),
  };
}

/** dy where the condition holds, 0 elsewhere. */
function where(condition: (x: tf.Tensor, attrs: tf.NamedAttrMap) => tf.Tensor): Gradient {
  return {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => ({ x: () => tf.where(condition(one(saved), attrs), dy, tf.zerosLike(dy)) }),
  };
}

/** The further functions of one number, and Prelu's of two. */
export const activations: Gradients = {
  Erf: ofInput((x) => tf.mul(tf.exp(tf.neg(tf.square(x))), TWO_OVER_ROOT_PI)),
  Expm1: ofInput((x) => tf.exp(x)),
  Log1p: ofInput((x) => tf.reciprocal(tf.add(x, 1))),
  Softplus: ofInput((x) => tf.sigmoid(x)),
  LeakyRelu: ofInput((x, attrs) => tf.where(tf.greater(x, 0), tf.onesLike(x), filled(x, numberOf(attrs, "alpha")))),
  Selu: ofInput((x) => tf.where(tf.greater(x, 0), filled(x, SELU_SCALE), tf.mul(tf.exp(x), SELU_SCALE_ALPHA))),
  Elu: {
    outputsToSave: [true],
    gradFunc: (dy, saved) => ({ x: () => runKernel("EluGrad", { dy, y: one(saved) }, {}) }),
  },
  Relu6: where((x) => tf.logicalAnd(tf.greater(x, 0), tf.lessEqual(x, 6))),
  ClipByValue: where((x, attrs) =>
    tf.logicalAnd(
      tf.greaterEqual(x, numberOf(attrs, "clipValueMin")),
      tf.lessEqual(x, numberOf(attrs, "clipValueMax")),
    ),
  ),
  Prelu: {
    inputsToSave: ["x", "alpha"],
    gradFunc: (dy, saved) => {
      const [x, alpha] = two(saved);
      const isPositive = tf.greater(x, 0);
      return {
        x: () => tf.where(isPositive, dy, tf.mul(dy, alpha)),
        alpha: () => reduceTo(tf.where(isPositive, tf.zerosLike(dy), tf.mul(dy, x)), alpha.shape),
      };
    },
  },
};

function filled(x: tf.Tensor, value: number): tf.Tensor {
  return tf.fill(x.shape, value);
}

function numberOf(attrs: tf.NamedAttrMap, name: string): number {
  const [value] = numbersOf(attrs, name);
  if (value === undefined) throw noGradient("a function", `without its ${name}`);
  return value;
}
