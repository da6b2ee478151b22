import * as tf from "@tensorflow/tfjs-core";
import type { Draw, Drawn } from "../../testing/Draw.ts";
import { type Case, compareWithCpu } from "../../testing/compareWithCpu.ts";

/** Any axes of a tensor, in order, or all of them. */
function axes(draw: Draw, rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => i).filter(() => draw.unit() < 0.5);
}

const floats = (draw: Draw): Drawn[] => [draw.floats(draw.shape(draw.integer(1, 4)), 0.2, 2)];
const integers = (draw: Draw): Drawn[] => [draw.integers(draw.shape(draw.integer(1, 3)), -4, 4)];
const truths = (draw: Draw): Drawn[] => [draw.truths(draw.shape(draw.integer(1, 3), 3))];
const large = (draw: Draw): Drawn[] => [draw.floats([draw.integer(60, 90), draw.integer(200, 300)])];

function reductionCase(
  name: string,
  run: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  inputs: (draw: Draw) => Drawn[] = floats,
  tolerance = 1e-5,
): Case {
  return {
    name,
    inputs,
    run: ([x = tf.scalar(0)], draw) => run(x, axes(draw, x.rank), draw.unit() < 0.5),
    tolerance,
  };
}

function axisCase(
  name: string,
  run: (x: tf.Tensor, axis: number, draw: Draw) => tf.Tensor,
  inputs: (draw: Draw) => Drawn[] = floats,
  tolerance = 1e-5,
): Case {
  return {
    name,
    inputs,
    run: ([x = tf.scalar(0)], draw) => run(x, draw.integer(-x.rank, x.rank - 1), draw),
    tolerance,
  };
}

/** tfjs' cpu takes no negative axis here. */
function cumulated(run: typeof tf.cumsum): (x: tf.Tensor, axis: number, draw: Draw) => tf.Tensor {
  return (x, axis, draw) => run(x, (axis + x.rank) % x.rank, draw.unit() < 0.5, draw.unit() < 0.5);
}

compareWithCpu("reductions", [
  reductionCase("Sum", tf.sum),
  reductionCase("Sum of a large tensor", tf.sum, large),
  reductionCase("Sum of int32", tf.sum, integers, 0),
  reductionCase("Sum of bool", tf.sum, truths, 0),
  reductionCase("Sum of nothing", tf.sum, () => [{ values: new Float32Array(0), shape: [0, 3], dtype: "float32" }], 0),
  reductionCase("Mean", tf.mean),
  reductionCase("Mean of a large tensor", tf.mean, large),
  reductionCase("Mean of int32", tf.mean, integers),
  reductionCase("Max", tf.max, floats, 0),
  reductionCase("Max of int32", tf.max, integers, 0),
  reductionCase("Min", tf.min, floats, 0),
  reductionCase("Min of int32", tf.min, integers, 0),
  reductionCase("Prod", tf.prod),
  reductionCase("Prod of int32", tf.prod, (draw) => [draw.integers(draw.shape(2, 3), -3, 3)], 0),
  reductionCase("All", tf.all, truths, 0),
  reductionCase("Any", tf.any, truths, 0),
  axisCase("ArgMax", tf.argMax, floats, 0),
  axisCase("ArgMax of int32", tf.argMax, integers, 0),
  axisCase("ArgMin", tf.argMin, floats, 0),
  axisCase("ArgMin of int32", tf.argMin, integers, 0),
  axisCase("Cumsum", cumulated(tf.cumsum)),
  axisCase("Cumprod", cumulated(tf.cumprod)),
  axisCase("Softmax", (x) => tf.softmax(x)),
  axisCase("Softmax of a large tensor", (x) => tf.softmax(x), large),
  axisCase("LogSoftmax", (x) => tf.logSoftmax(x)),
  {
    name: "UnsortedSegmentSum",
    inputs: (draw) => {
      const count = draw.integer(1, 9);
      return [draw.floats([count, ...draw.shape(2)]), draw.integers([count], 0, 4)];
    },
    run: ([x = tf.scalar(0), ids = tf.scalar(0)]) => tf.unsortedSegmentSum(x, tf.reshape<tf.Rank.R1>(ids, [-1]), 4),
  },
]);

/** Shapes of two stacks of matrices that multiply, with stacks that broadcast. */
function matrices(draw: Draw, longest = 9): { a: number[]; b: number[]; transposeA: boolean; transposeB: boolean } {
  const [rows, inner, columns] = [draw.integer(1, longest), draw.integer(1, longest), draw.integer(1, longest)];
  const stack = draw.shape(draw.integer(0, 2), 3);
  const other = draw.unit() < 0.5 ? stack : [];
  const [transposeA, transposeB] = [draw.unit() < 0.5, draw.unit() < 0.5];
  const a = [...stack, ...(transposeA ? [inner, rows] : [rows, inner])];
  const b = [...other, ...(transposeB ? [columns, inner] : [inner, columns])];
  return { a, b, transposeA, transposeB };
}

function product(name: string, activation?: tf.fused.Activation, longest?: number): Case {
  let shapes: ReturnType<typeof matrices> = { a: [], b: [], transposeA: false, transposeB: false };
  return {
    name,
    inputs: (draw) => {
      shapes = matrices(draw, longest);
      const columns = shapes.b.at(shapes.transposeB ? -2 : -1) ?? 1;
      return [draw.floats(shapes.a), draw.floats(shapes.b), draw.floats(draw.unit() < 0.7 ? [columns] : [1, 1])];
    },
    run: ([a = tf.scalar(0), b = tf.scalar(0), bias = tf.scalar(0)]) => {
      const { transposeA, transposeB } = shapes;
      if (activation === undefined) return tf.matMul(a, b, transposeA, transposeB);
      const preluActivationWeights = activation === "prelu" ? tf.scalar(0.3) : undefined;
      return tf.fused.matMul({
        a,
        b,
        transposeA,
        transposeB,
        bias,
        activation,
        ...(preluActivationWeights ? { preluActivationWeights } : {}),
        ...(activation === "leakyrelu" ? { leakyreluAlpha: 0.1 } : {}),
      });
    },
  };
}

compareWithCpu("matrix products", [
  product("BatchMatMul"),
  product("BatchMatMul of large tensors", undefined, 70),
  product("_FusedMatMul", "linear"),
  product("_FusedMatMul with relu", "relu"),
  product("_FusedMatMul with relu6", "relu6"),
  product("_FusedMatMul with elu", "elu"),
  product("_FusedMatMul with sigmoid", "sigmoid"),
  product("_FusedMatMul with leakyrelu", "leakyrelu"),
  product("_FusedMatMul with prelu", "prelu"),
]);
