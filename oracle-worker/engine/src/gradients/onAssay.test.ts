import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { withBackend } from "../testing/withBackend.ts";
import { type Case, compareWithCpu } from "../testing/compareWithCpu.ts";
import type { Draw, Drawn } from "../testing/Draw.ts";
import { GRADIENTS, registerGradients } from "./registerGradients.ts";

// The same gradients through the engine and through tfjs' cpu: what both compute with differs, what is computed does not.

const TOLERANCE = 1e-4;

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;
type Inputs = (draw: Draw) => Drawn[];

/** Gradients of all inputs that are binary32, weighted by random numbers. */
function gradientCase(name: string, inputs: Inputs, operation: Operation): Case {
  return {
    name,
    inputs,
    run: (tensors, draw) => {
      const differentiable = tensors.filter(({ dtype }) => dtype === "float32");
      const others = tensors.filter(({ dtype }) => dtype !== "float32");
      const of = (...given: tf.Tensor[]): tf.Tensor => operation(...given, ...others);
      const { shape } = of(...differentiable);
      return tf.grads(of)(differentiable, tf.tensor(draw.floats(shape, 0.5, 1.5).values, shape));
    },
    tolerance: TOLERANCE,
  };
}

const one: Inputs = (draw) => [draw.floats(draw.shape(draw.integer(1, 3)))];
const positive: Inputs = (draw) => [draw.floats(draw.shape(draw.integer(1, 3)), 0.3, 2)];
const pair: Inputs = (draw) => draw.pair().map((shape) => draw.floats(shape, 0.3, 2));
const alike: Inputs = (draw) => {
  const shape = draw.shape(2);
  return [draw.floats(shape), draw.floats(shape), draw.floats(shape)];
};
const matrix: Inputs = (draw) => [draw.floats([6, draw.integer(1, 7)])];
const indexed: Inputs = (draw) => [draw.floats([5, draw.integer(1, 6)]), draw.integers([draw.integer(1, 9)], 0, 4)];

const only = (x: tf.Tensor | undefined): tf.Tensor => x ?? tf.scalar(0);
const asIndices = (x: tf.Tensor | undefined): tf.Tensor1D => tf.reshape<tf.Rank.R1>(only(x), [-1]);

const CASES: Record<string, [Inputs, Operation]> = {
  Add: [pair, (a, b) => tf.add(only(a), only(b))],
  Sub: [pair, (a, b) => tf.sub(only(a), only(b))],
  Multiply: [pair, (a, b) => tf.mul(only(a), only(b))],
  RealDiv: [pair, (a, b) => tf.div(only(a), only(b))],
  SquaredDifference: [pair, (a, b) => tf.squaredDifference(only(a), only(b))],
  Maximum: [pair, (a, b) => tf.maximum(only(a), only(b))],
  Minimum: [pair, (a, b) => tf.minimum(only(a), only(b))],
  Pow: [pair, (a, b) => tf.pow(only(a), only(b))],
  Mod: [pair, (a, b) => tf.mod(only(a), only(b))],
  Prelu: [(draw) => alike(draw).slice(1), (a, b) => tf.prelu(only(a), only(b))],
  AddN: [alike, (...all) => tf.addN(all)],
  Pack: [alike, (...all) => tf.stack(all, 1)],
  Concat: [alike, (...all) => tf.concat(all, 1)],
  Neg: [one, (x) => tf.neg(only(x))],
  Identity: [one, (x) => tf.mul(tf.clone(only(x)), 2)],
  Cast: [one, (x) => tf.add(tf.cast(tf.cast(only(x), "int32"), "float32"), only(x))],
  Abs: [one, (x) => tf.abs(only(x))],
  Square: [one, (x) => tf.square(only(x))],
  Sqrt: [positive, (x) => tf.sqrt(only(x))],
  Rsqrt: [positive, (x) => tf.rsqrt(only(x))],
  Reciprocal: [positive, (x) => tf.reciprocal(only(x))],
  Exp: [one, (x) => tf.exp(only(x))],
  Expm1: [one, (x) => tf.expm1(only(x))],
  Log: [positive, (x) => tf.log(only(x))],
  Log1p: [positive, (x) => tf.log1p(only(x))],
  Tanh: [one, (x) => tf.tanh(only(x))],
  Sigmoid: [one, (x) => tf.sigmoid(only(x))],
  Softplus: [one, (x) => tf.softplus(only(x))],
  Erf: [one, (x) => tf.erf(only(x))],
  Relu: [one, (x) => tf.relu(only(x))],
  Relu6: [one, (x) => tf.relu6(tf.mul(only(x), 9))],
  LeakyRelu: [one, (x) => tf.leakyRelu(only(x), 0.2)],
  Elu: [one, (x) => tf.elu(only(x))],
  Selu: [one, (x) => tf.selu(only(x))],
  ClipByValue: [one, (x) => tf.clipByValue(only(x), -1, 0.5)],
  Sum: [one, (x) => tf.sum(only(x), 0)],
  Mean: [one, (x) => tf.mean(only(x), -1)],
  Max: [one, (x) => tf.max(only(x), 0)],
  Min: [one, (x) => tf.min(only(x), -1)],
  Prod: [positive, (x) => tf.prod(only(x))],
  Cumsum: [one, (x) => tf.cumsum(only(x), 0, true)],
  Softmax: [one, (x) => tf.softmax(only(x))],
  LogSoftmax: [one, (x) => tf.logSoftmax(only(x))],
  BatchMatMul: [
    (draw) => {
      const [rows, inner, columns] = [draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 9)];
      return [draw.floats([2, rows, inner]), draw.floats([draw.integer(1, 2), columns, inner])];
    },
    (a, b) => tf.matMul(only(a), only(b), false, true),
  ],
  Reshape: [one, (x) => tf.square(tf.reshape(only(x), [-1]))],
  ExpandDims: [one, (x) => tf.square(tf.expandDims(only(x)))],
  Transpose: [one, (x) => tf.square(tf.transpose(only(x)))],
  Slice: [matrix, (x) => tf.square(tf.slice(only(x), 2, 3))],
  PadV2: [matrix, (x) => tf.pad(tf.square(only(x)), [[1, 2], [0, 3]])], // prettier-ignore
  SplitV: [matrix, (x) => tf.mul(only(tf.split(only(x), 3)[1]), 3)],
  Unpack: [matrix, (x) => tf.square(only(tf.unstack(only(x))[4]))],
  Reverse: [matrix, (x) => tf.square(tf.reverse(only(x), 0))],
  Tile: [matrix, (x) => tf.square(tf.tile(only(x), [2, 3]))],
  GatherV2: [indexed, (x, ids) => tf.gather(only(x), asIndices(ids))],
  GatherNd: [indexed, (x, ids) => tf.gatherND(only(x), tf.reshape(only(ids), [-1, 1]))],
  ScatterNd: [
    matrix,
    (x) => tf.scatterND(tf.tensor2d([0, 2, 2, 1, 0, 3], [6, 1], "int32"), only(x), [4, only(x).shape[1] ?? 0]),
  ],
  UnsortedSegmentSum: [matrix, (x) => tf.unsortedSegmentSum(only(x), tf.tensor1d([0, 2, 2, 1, 0, 3], "int32"), 4)],
  Select: [alike, (a, b, c) => tf.where(tf.greater(only(a), 0), tf.mul(only(b), only(a)), tf.square(only(c)))],
};

/** Compared in the tests of windows. */
const WINDOWS = "AvgPool Conv2D DepthwiseConv2dNative MaxPool".split(" ");
/** 0 everywhere. */
const CONSTANTS = `ArgMax ArgMin Ceil Equal Floor FloorDiv Greater GreaterEqual IsFinite IsInf IsNan Less LessEqual
  LogicalAnd LogicalNot LogicalOr LogicalXor NotEqual OneHot OnesLike Round Sign Step ZerosLike`.split(/\s+/);

describe("registerGradients", () => {
  before(registerGradients);

  it("has a gradient for every kernel of these tests, and no other", () => {
    expect(Object.keys(GRADIENTS).sort()).to.deep.equal([...Object.keys(CASES), ...WINDOWS, ...CONSTANTS].sort());
  });

  it("gives nothing back through what is constant", async () => {
    await withBackend({}, () => {
      const x = tf.tensor([[-1, 2], [3, 0.5]]); // prettier-ignore
      const condition = (a: tf.Tensor): tf.Tensor =>
        tf.logicalAnd(tf.logicalNot(tf.less(a, 0)), tf.logicalOr(tf.equal(a, 2), tf.isFinite(tf.round(a))));
      const gradient = tf.grad((a) => tf.sum(tf.where(condition(a), tf.mul(a, 2), tf.sign(a))))(x);
      expect([...gradient.dataSync()]).to.deep.equal([0, 2, 2, 2]);
      const picked = tf.grad((a) => tf.mul(tf.gather(a, tf.argMax(a, 1)), 3))(x);
      expect([...picked.dataSync()]).to.deep.equal([3, 3, 3, 3]);
    });
  });

  compareWithCpu(
    "gradients through assay and through cpu",
    Object.entries(CASES).map(([name, [inputs, operation]]) => gradientCase(name, inputs, operation)),
  );
});
