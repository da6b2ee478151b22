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
  Relu6: [(x) => tf.relu6(tf.mul(x, 8)), (x) => Math.min(Math.max(8 * x, 0), 6)],
  LeakyRelu: [(x) => tf.leakyRelu(x, 0.3), (x) => (x > 0 ? x : 0.3 * x)],
  Elu: [tf.elu, (x) => (x > 0 ? x : Math.expm1(x))],
  Selu: [tf.selu, (x) => (x > 0 ? 1.0507009873554805 * x : 1.7580993408473766 * Math.expm1(x))],
  Softplus: [tf.softplus, (x) => Math.log1p(Math.exp(x))],
  Expm1: [tf.expm1, Math.expm1],
  Log1p: [tf.log1p, Math.log1p, "positive"],
  Erf: [tf.erf, erf],
  ClipByValue: [(x) => tf.clipByValue(x, -0.3, 0.4), (x) => Math.min(Math.max(x, -0.3), 0.4)],
  Floor: [(x) => tf.add(tf.floor(x), x), (x) => Math.floor(x) + x],
  Sign: [(x) => tf.mul(tf.sign(x), x), Math.abs],
  Step: [(x) => tf.mul(tf.step(x, 0.5), x), (x) => (x > 0 ? x : 0.5 * x)],
  "Pow to a number": [(x) => tf.pow(x, 3), (x) => x ** 3],
};

/** The series of the error function, which converges quickly where it is used. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 30; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const TWO: Record<string, [(a: tf.Tensor, b: tf.Tensor) => tf.Tensor, (a: number, b: number) => number]> = {
  Add: [tf.add, (a, b) => a + b],
  Sub: [tf.sub, (a, b) => a - b],
  Multiply: [tf.mul, (a, b) => a * b],
  RealDiv: [tf.div, (a, b) => a / b],
  SquaredDifference: [tf.squaredDifference, (a, b) => (a - b) ** 2],
  Maximum: [tf.maximum, Math.max],
  Minimum: [tf.minimum, Math.min],
  Prelu: [(x, alpha) => tf.prelu(tf.add(x, tf.mul(alpha, 0)), alpha), (x, alpha) => (x > 0 ? x : alpha * x)],
  Pow: [(a, b) => tf.pow(tf.abs(a), b), (a, b) => Math.abs(a) ** b],
  Mod: [(a, b) => tf.mod(a, tf.mul(b, 4)), (a, b) => a - 4 * b * Math.floor(a / (4 * b))],
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
