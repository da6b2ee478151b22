import * as tf from "@tensorflow/tfjs-core";
import type { Draw, Drawn } from "../../testing/Draw.ts";
import { type Case, compareWithCpu } from "../../testing/compareWithCpu.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Any rank up to 4, empty tensors now and then, and numbers at the edges. */
function one(low: number, high: number, edges: readonly number[] = [0, -0]): (draw: Draw) => Drawn[] {
  return (draw) => {
    const x = draw.floats(draw.unit() < 0.1 ? [0, 3] : draw.shape(draw.integer(0, 4)), low, high);
    for (const [i, edge] of edges.entries()) if (2 * i + 1 < x.values.length) x.values[2 * i + 1] = edge;
    return [x];
  };
}

const NOT_FINITE = [0, -0, Number.NaN, Infinity, -Infinity];

function unaryCase(name: string, run: Unary, inputs = one(-3, 3), tolerance?: number): Case {
  return { name, inputs, run: ([x]) => run(x ?? tf.scalar(0)), ...(tolerance === undefined ? {} : { tolerance }) };
}

function binaryCase(name: string, run: Binary, draw: (draw: Draw, shape: number[]) => Drawn, tolerance = 0): Case {
  return {
    name,
    inputs: (generator) => generator.pair().map((shape) => draw(generator, shape)),
    run: ([a = tf.scalar(0), b = tf.scalar(0)]) => run(a, b),
    tolerance,
  };
}

const floats = (draw: Draw, shape: number[]): Drawn => draw.floats(shape);
const positive = (draw: Draw, shape: number[]): Drawn => draw.floats(shape, 0.1, 3);
/** Few enough values that equal ones meet. */
const coarse = (draw: Draw, shape: number[]): Drawn => {
  const { values, ...rest } = draw.integers(shape, -2, 2);
  return { ...rest, values: Float32Array.from(values), dtype: "float32" };
};
const integers = (draw: Draw, shape: number[]): Drawn => draw.integers(shape, -20000, 20000);
const small = (draw: Draw, shape: number[]): Drawn => draw.integers(shape, 1, 5);
const truths = (draw: Draw, shape: number[]): Drawn => draw.truths(shape);
const integer = (draw: Draw): Drawn[] => [draw.integers(draw.shape(draw.integer(0, 3)))];

compareWithCpu("elementwise kernels of one tensor", [
  unaryCase("Exp", tf.exp, one(-80, 80, NOT_FINITE)),
  unaryCase("Expm1", tf.expm1, one(-0.01, 0.01, [1e-7, -1e-7, 3, -20])),
  unaryCase("Log", tf.log, one(1e-6, 40, [...NOT_FINITE, -1, 1e-40])),
  unaryCase("Log1p", tf.log1p, one(-0.01, 0.01, [1e-7, -1e-7, 30, -1])),
  unaryCase("Sqrt", tf.sqrt, one(0, 9, NOT_FINITE), 0),
  unaryCase("Rsqrt", tf.rsqrt, one(0.01, 9), 1e-6),
  unaryCase("Reciprocal", tf.reciprocal, one(0.1, 9, NOT_FINITE), 0),
  unaryCase("Tanh", tf.tanh, one(-4, 4, NOT_FINITE)),
  unaryCase("Sigmoid", tf.sigmoid, one(-30, 30, NOT_FINITE)),
  unaryCase("Softplus", tf.softplus, one(-10, 10)),
  unaryCase("Erf", tf.erf),
  unaryCase("Elu", tf.elu),
  unaryCase("Selu", tf.selu),
  unaryCase("LeakyRelu", (x) => tf.leakyRelu(x, 0.3), one(-3, 3), 1e-6),
  unaryCase("Square", tf.square, one(-3, 3, NOT_FINITE), 0),
  unaryCase("Square of int32", tf.square, integer, 0),
  unaryCase("Neg", tf.neg, one(-3, 3, NOT_FINITE), 0),
  unaryCase("Neg of int32", tf.neg, integer, 0),
  unaryCase("Abs", tf.abs, one(-3, 3, NOT_FINITE), 0),
  unaryCase("Abs of int32", tf.abs, integer, 0),
  unaryCase("Sign", tf.sign, one(-3, 3), 0),
  unaryCase("Sign of int32", tf.sign, integer, 0),
  unaryCase("Floor", tf.floor, one(-3, 3), 0),
  unaryCase("Ceil", tf.ceil, one(-3, 3), 0),
  unaryCase("Round", tf.round, one(-3, 3, [0.5, 1.5, -0.5, -2.5]), 0),
  unaryCase("Relu", tf.relu, one(-3, 3, [0, Infinity, -Infinity]), 0),
  unaryCase("Relu of int32", tf.relu, integer, 0),
  unaryCase("Relu6", tf.relu6, one(-9, 9), 0),
  unaryCase("Step", (x) => tf.step(x, 0.25), one(-3, 3, NOT_FINITE), 0),
  unaryCase("ClipByValue", (x) => tf.clipByValue(x, -0.5, 1.25), one(-3, 3), 0),
  unaryCase("ClipByValue of int32", (x) => tf.clipByValue(x, -2, 3), integer, 0),
  unaryCase("IsNan", tf.isNaN, one(-3, 3, NOT_FINITE), 0),
  unaryCase("IsInf", tf.isInf, one(-3, 3, NOT_FINITE), 0),
  unaryCase("IsFinite", tf.isFinite, one(-3, 3, NOT_FINITE), 0),
  unaryCase("LogicalNot", tf.logicalNot, (draw) => [draw.truths(draw.shape(2))], 0),
  unaryCase("Cast to int32", (x) => tf.cast(x, "int32"), one(-900, 900, [0.5, -0.5, Number.NaN]), 0),
  unaryCase("Cast to bool", (x) => tf.cast(x, "bool"), one(-3, 3, NOT_FINITE), 0),
  unaryCase("Cast of int32", (x) => tf.cast(x, "float32"), integer, 0),
  unaryCase("Cast of int32 to bool", (x) => tf.cast(x, "bool"), integer, 0),
  unaryCase(
    "Cast of bool",
    (x) => tf.cast(x, "float32"),
    (draw) => [draw.truths([5])],
    0,
  ),
  unaryCase(
    "Cast of bool to int32",
    (x) => tf.cast(x, "int32"),
    (draw) => [draw.truths([5])],
    0,
  ),
  unaryCase("Identity", (x) => tf.clone(x), one(-3, 3, NOT_FINITE), 0),
  unaryCase("ExpandDims", (x) => tf.expandDims(x, -1), one(-3, 3), 0),
]);

compareWithCpu("elementwise kernels of two tensors", [
  binaryCase("Add", tf.add, floats),
  binaryCase("Add of int32", tf.add, integers),
  binaryCase("Sub", tf.sub, floats),
  binaryCase("Sub of int32", tf.sub, integers),
  binaryCase("Multiply", tf.mul, floats),
  binaryCase("Multiply of int32", tf.mul, integers),
  binaryCase("RealDiv", tf.div, positive),
  binaryCase("FloorDiv", tf.floorDiv, positive),
  binaryCase("FloorDiv of int32", tf.floorDiv, (draw, shape) => draw.integers(shape, 1, 50)),
  binaryCase("Mod", tf.mod, positive, 1e-5),
  binaryCase("Mod of int32", tf.mod, small),
  binaryCase("Maximum", tf.maximum, floats),
  binaryCase("Maximum of int32", tf.maximum, integers),
  binaryCase("Minimum", tf.minimum, floats),
  binaryCase("Minimum of int32", tf.minimum, integers),
  binaryCase("SquaredDifference", tf.squaredDifference, floats, 1e-6),
  binaryCase("SquaredDifference of int32", tf.squaredDifference, integers),
  binaryCase("Pow", tf.pow, positive, 1e-5),
  binaryCase("Pow of int32", tf.pow, small),
  binaryCase("Equal", tf.equal, coarse),
  binaryCase("Equal of int32", tf.equal, small),
  binaryCase("Equal of bool", tf.equal, truths),
  binaryCase("NotEqual", tf.notEqual, coarse),
  binaryCase("NotEqual of int32", tf.notEqual, small),
  binaryCase("Greater", tf.greater, coarse),
  binaryCase("Greater of int32", tf.greater, small),
  binaryCase("GreaterEqual", tf.greaterEqual, coarse),
  binaryCase("GreaterEqual of int32", tf.greaterEqual, small),
  binaryCase("Less", tf.less, coarse),
  binaryCase("Less of int32", tf.less, small),
  binaryCase("LessEqual", tf.lessEqual, coarse),
  binaryCase("LessEqual of int32", tf.lessEqual, small),
  binaryCase("LogicalAnd", tf.logicalAnd, truths),
  binaryCase("LogicalOr", tf.logicalOr, truths),
  binaryCase("LogicalXor", tf.logicalXor, truths),
  binaryCase("Prelu", (a, b) => tf.prelu(tf.add(a, tf.mul(b, 0)), b), floats, 1e-6),
  {
    name: "AddN",
    inputs: (draw) => {
      const shape = draw.shape(2);
      return [draw.floats(shape), draw.floats(shape), draw.floats(shape)];
    },
    run: (tensors) => tf.addN(tensors),
  },
  {
    name: "Select",
    inputs: (draw) => {
      const shape = draw.shape(3);
      return [draw.truths(draw.unit() < 0.5 ? shape : [1, shape[1] ?? 1, 1]), draw.floats(shape), draw.floats(shape)];
    },
    run: ([condition = tf.scalar(true), a = tf.scalar(0), b = tf.scalar(0)]) => tf.where(condition, a, b),
    tolerance: 0,
  },
]);
