import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expectGradient, type Plain } from "../testing/expectGradient.ts";
import { createRandom } from "../testing/createRandom.ts";
import { useCpu } from "../testing/useCpu.ts";

const ONE: Record<string, [(x: tf.Tensor) => tf.Tensor, (x: number) => number, "positive"?]> = {
  Neg: [tf.neg, (x) => -x],
  Identity: [tf.clone, (x) => x],
  Abs: [tf.abs, Math.abs],
  Square: [tf.square, (x) => x * x],
  Sqrt: [tf.sqrt, Math.sqrt, "positive"],
  Rsqrt: [tf.rsqrt, (x) => 1 / Math.sqrt(x), "positive"],
  Reciprocal: [tf.reciprocal, (x) => 1 / x],
  Exp: [tf.exp, Math.exp],
  Log: [tf.log, Math.log, "positive"],
  Tanh: [tf.tanh, Math.tanh],
  Sigmoid: [tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  Relu: [tf.relu, (x) => Math.max(x, 0)],
};

const TWO: Record<string, [(a: tf.Tensor, b: tf.Tensor) => tf.Tensor, (a: number, b: number) => number]> = {
  Add: [tf.add, (a, b) => a + b],
  Sub: [tf.sub, (a, b) => a - b],
  Multiply: [tf.mul, (a, b) => a * b],
  RealDiv: [tf.div, (a, b) => a / b],
  SquaredDifference: [tf.squaredDifference, (a, b) => (a - b) ** 2],
  Maximum: [tf.maximum, Math.max],
  Minimum: [tf.minimum, Math.min],
};

describe("gradients of one number", () => {
  before(useCpu);

  for (const [name, [run, reference, sign]] of Object.entries(ONE)) {
    it(name, () => {
      const shapes = [[3, 4]];
      const ofInput = ({ values }: Plain): number[] => values.map(reference);
      for (const seed of [1, 2, 3])
        expectGradient({ shapes, run, reference: ofInput, positive: sign === "positive" }, seed);
    });
  }
});

describe("gradients of two numbers, broadcast", () => {
  before(useCpu);

  for (const [name, [run, reference]] of Object.entries(TWO)) {
    it(name, () => {
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const { integer } = createRandom(seed);
        const [rows, columns, depth] = [integer(1, 3), integer(2, 4), integer(2, 3)];
        const full = [rows, columns, depth];
        const others = [full, [columns, depth], [depth], [], [rows, 1, depth], [1, columns, 1]];
        const other = others[seed - 1] ?? full;
        const shapes = seed % 2 === 0 ? [full, other] : [other, full];
        expectGradient(
          { shapes, run, reference: (a, b) => indices(full).map((at) => reference(valueAt(a, at), valueAt(b, at))) },
          seed,
        );
      }
    });
  }
});

/** Every place of a tensor of that shape, row by row. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (places, size) => places.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i])),
    [[]],
  );
}

/** The number that a broadcast puts at a place. */
function valueAt({ shape, values }: Plain, place: readonly number[]): number {
  const own = place.slice(place.length - shape.length);
  const offset = shape.reduce((sum, size, axis) => sum * size + (size === 1 ? 0 : (own[axis] ?? 0)), 0);
  return values[offset] ?? Number.NaN;
}
