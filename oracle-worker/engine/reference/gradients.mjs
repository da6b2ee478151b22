import { exp, log, sigmoid } from "./functions.mjs";
import { f } from "./number.mjs";
import { pow } from "./pow.mjs";
import { laneSum } from "./sums.mjs";

// docs/engine.md, "Gradients": those that are a formula for each element, and of the softmaxes, for each row.

const TWO_OVER_ROOT_PI = f(1.1283791670955126);
const SELU_SCALE = f(1.0507009873554805);
const SELU_SCALE_ALPHA = f(1.7580993408473766);

/**
 * dx from dy, the input x and the result y.
 * @type {Record<string, (dy: number, x: number, y: number, attributes: Record<string, number>) => number>}
 */
export const unaryGradients = {
  Neg: (dy) => -dy,
  Abs: (dy, x) => f(dy * Math.sign(x)),
  Square: (dy, x) => f(dy * f(x * 2)),
  Sqrt: (dy, _, y) => f(dy / f(y * 2)),
  Rsqrt: (dy, _, y) => f(dy * f(f(f(y * y) * y) * -0.5)),
  Reciprocal: (dy, _, y) => -f(dy * f(y * y)),
  Exp: (dy, _, y) => f(dy * y),
  Log: (dy, x) => f(dy / x),
  Tanh: (dy, _, y) => f(dy * f(1 - f(y * y))),
  Sigmoid: (dy, _, y) => f(dy * f(y * f(1 - y))),
  Expm1: (dy, x) => f(dy * exp(x)),
  Log1p: (dy, x) => f(dy * f(1 / f(x + 1))),
  Softplus: (dy, x) => f(dy * sigmoid(x)),
  Erf: (dy, x) => f(dy * f(exp(-f(x * x)) * TWO_OVER_ROOT_PI)),
  Relu: (dy, x) => (x > 0 ? dy : 0),
  Relu6: (dy, x) => (x > 0 && x <= 6 ? dy : 0),
  ClipByValue: (dy, x, _, { clipValueMin, clipValueMax }) => (x >= f(clipValueMin) && x <= f(clipValueMax) ? dy : 0),
  LeakyRelu: (dy, x, _, { alpha }) => f(dy * (x > 0 ? 1 : f(alpha))),
  Elu: (dy, _, y) => (y >= 0 ? dy : f(dy * f(y + 1))),
  Selu: (dy, x) => f(dy * (x > 0 ? SELU_SCALE : f(exp(x) * SELU_SCALE_ALPHA))),
};

/**
 * da and db from dy and the operands, before a broadcast is undone.
 * @type {Record<string, (dy: number, a: number, b: number) => [number, number]>}
 */
export const binaryGradients = {
  Add: (dy) => [dy, dy],
  Sub: (dy) => [dy, -dy],
  Multiply: (dy, a, b) => [f(dy * b), f(dy * a)],
  RealDiv: (dy, a, b) => [f(dy / b), -f(f(dy * a) / f(b * b))],
  SquaredDifference: (dy, a, b) => {
    const slope = f(dy * f(f(a - b) * 2));
    return [slope, -slope];
  },
  Maximum: (dy, a, b) => [a >= b ? dy : 0, a < b ? dy : 0],
  Minimum: (dy, a, b) => [a <= b ? dy : 0, a > b ? dy : 0],
  Pow: (dy, a, b) => [f(dy * f(b * pow(a, f(b - 1)))), f(dy * (a > 0 ? f(pow(a, b) * log(a)) : 0))],
};

/**
 * A row of dx from a row of dy and of the result.
 * @type {Record<string, (dy: Float32Array, y: Float32Array) => Float32Array>}
 */
export const rowGradients = {
  Softmax: (dy, y) => {
    const sum = laneSum(dy.map((d, i) => f(d * y[i])));
    return dy.map((d, i) => f(f(d - sum) * y[i]));
  },
  LogSoftmax: (dy, y) => {
    const sum = laneSum(dy);
    return dy.map((d, i) => f(d - f(sum * exp(y[i]))));
  },
};
