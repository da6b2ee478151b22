import { erf, exp, log, rsqrt, sigmoid, tanh } from "../functions.mjs";
import { f, max, min, roundTiesToEven } from "../number.mjs";
import { tensor, toInteger } from "./tensor.mjs";

/** @typedef {(x: number, attributes: import("./tensor.mjs").Attributes) => number} Elementwise */

/**
 * @param {Elementwise} compute
 * @param {import("./tensor.mjs").ElementType} [dtype] of the result; the input's unless given
 * @returns {import("./tensor.mjs").Kernel}
 */
function unary(compute, dtype) {
  return ({ x }, attributes) => [
    tensor(
      dtype ?? x.dtype,
      x.shape,
      Array.from(x.values, (value) => compute(value, attributes)),
    ),
  ];
}

/**
 * Integers are rounded to binary32 first, and the result is converted back.
 * @param {Elementwise} compute
 * @returns {import("./tensor.mjs").Kernel}
 */
function activation(compute) {
  return ({ x }, attributes) => {
    const values = Array.from(x.values, (value) => compute(f(value), attributes));
    return [tensor(x.dtype, x.shape, x.dtype === "float32" ? values : values.map(toInteger))];
  };
}

const SELU_SCALE = f(1.0507009873554805);
const SELU_SCALE_ALPHA = f(1.7580993408473766);

/** @type {Elementwise} */
const sign = (x) => (x > 0 ? 1 : x < 0 ? -1 : x);

/** @type {Elementwise} */
const step = (x, { alpha = 0 }) => (x > 0 ? 1 : Number.isNaN(x) ? NaN : f(alpha));

/** @type {Elementwise} */
const selu = (x) => (x > 0 ? f(SELU_SCALE * x) : f(SELU_SCALE_ALPHA * f(exp(x) - 1)));

/** @type {Elementwise} */
const softplus = (x) => f(max(x, 0) + log(f(1 + exp(-Math.abs(x)))));

/** @type {Elementwise} */
function expm1(x) {
  const u = exp(x);
  const d = f(u - 1);
  if (u === 1) return x;
  return u > 0 && u < Infinity ? f(f(d * x) / log(u)) : d;
}

/** @type {Elementwise} */
function log1p(x) {
  const u = f(1 + x);
  if (u === 1) return x;
  return u < Infinity ? f(f(log(u) * x) / f(u - 1)) : log(u);
}

const truth = (/** @type {boolean} */ condition) => (condition ? 1 : 0);

/** @type {Record<string, import("./tensor.mjs").Kernel>} */
export const unaryKernels = {
  Exp: unary(exp),
  Log: unary(log),
  Sqrt: unary((x) => f(Math.sqrt(x))),
  Rsqrt: unary(rsqrt),
  Reciprocal: unary((x) => f(1 / x)),
  Tanh: unary(tanh),
  Sigmoid: unary(sigmoid),
  Erf: unary(erf),
  Expm1: unary(expm1),
  Log1p: unary(log1p),
  Softplus: unary(softplus),
  Square: ({ x }) => [
    tensor(
      x.dtype,
      x.shape,
      x.values.map((value) => (x.dtype === "float32" ? f(value * value) : Math.imul(value, value))),
    ),
  ],
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary(roundTiesToEven),
  Sign: unary(sign),
  Step: activation(step),
  Relu: activation((x) => max(x, 0)),
  Relu6: activation((x) => min(max(x, 0), 6)),
  LeakyRelu: unary((x, { alpha }) => (x > 0 ? x : f(f(alpha) * x))),
  Elu: unary((x) => (x > 0 ? x : f(exp(x) - 1))),
  Selu: unary(selu),
  ClipByValue: activation((x, { clipValueMin, clipValueMax }) => min(max(x, f(clipValueMin)), f(clipValueMax))),
  IsNan: unary((x) => truth(Number.isNaN(x)), "bool"),
  IsFinite: unary((x) => truth(Number.isFinite(x)), "bool"),
  IsInf: unary((x) => truth(Math.abs(x) === Infinity), "bool"),
  LogicalNot: unary((x) => truth(x === 0), "bool"),
};
