import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { binaryGradients, rowGradients, unaryGradients } from "../../reference/gradients.mjs";
import { bitsOf } from "../../reference/number.mjs";
import { columnSum, laneSum, rowsOf } from "../../reference/sums.mjs";
import type { Engine } from "../createEngine.ts";
import { registerBackend } from "../backend/registerBackend.ts";
import { loadEngine } from "../loadEngine.ts";
import { randomValues } from "../testing/randomValues.ts";
import { registerGradients } from "./registerGradients.ts";

const ROWS = 5;
const COLUMNS = 7;
const SIZE = ROWS * COLUMNS;
const ATTRIBUTES = { alpha: 0.2, clipValueMin: -0.5, clipValueMax: 0.75 };

describe("gradients have the bits of the reference", () => {
  let engine: Engine;
  before(async () => {
    tf.enableProdMode();
    registerGradients();
    engine = await loadEngine({ threads: 2, maxBytes: 2 ** 26 });
    await registerBackend(engine);
  });
  after(() => {
    tf.removeBackend("assay");
    engine.close();
  });

  const dy = randomValues(SIZE, 1);
  for (const [kernel, gradient] of Object.entries(unaryGradients)) {
    it(kernel, () => {
      // Where it is defined: logarithms and roots have none below 0.
      const isPositive = ["Log", "Sqrt", "Rsqrt", "Log1p"].includes(kernel);
      const x = randomValues(SIZE, 2, 8).map((value) => (isPositive ? Math.abs(value) : value));
      const { y, dx } = gradientsOf(kernel, { x: tf.tensor2d(x, [ROWS, COLUMNS]) }, dy);
      expectBits(dx["x"], (i) => gradient(at(dy, i), at(x, i), at(y, i), ATTRIBUTES));
    });
  }

  for (const [kernel, gradient] of Object.entries(binaryGradients)) {
    it(`${kernel}, of equal shapes and of rows and columns that are repeated`, () => {
      const a = randomValues(SIZE, 3).map((value) => (kernel === "Pow" ? Math.abs(value) : value));
      const b = randomValues(SIZE, 4, 3);
      const parts = (i: number, j: number): [number, number] => gradient(at(dy, i), at(a, i), at(b, j));

      const equal = gradientsOf(kernel, { a: matrix(a, COLUMNS), b: matrix(b, COLUMNS) }, dy).dx;
      expectBits(equal["a"], (i) => parts(i, i)[0]);
      expectBits(equal["b"], (i) => parts(i, i)[1]);

      const row = gradientsOf(kernel, { a: matrix(a, COLUMNS), b: tf.tensor1d(b.slice(0, COLUMNS)) }, dy).dx;
      const sums = columnSum(
        Float32Array.from(dy, (_, i) => parts(i, i % COLUMNS)[1]),
        COLUMNS,
      );
      expectBits(row["b"], (j) => at(sums, j));

      const column = gradientsOf(kernel, { a: matrix(a, COLUMNS), b: matrix(b.slice(0, ROWS), 1) }, dy).dx;
      const all = Float32Array.from(dy, (_, i) => parts(i, Math.floor(i / COLUMNS))[1]);
      expectBits(column["b"], (i) => laneSum(all.subarray(i * COLUMNS, (i + 1) * COLUMNS)));
    });
  }

  for (const [kernel, gradient] of Object.entries(rowGradients)) {
    it(kernel, () => {
      const logits = matrix(randomValues(SIZE, 5, 4), COLUMNS);
      const { y, dx } = gradientsOf(kernel, { logits }, dy);
      const rows = rowsOf(y, COLUMNS).map((row, i) => gradient(dy.subarray(i * COLUMNS, (i + 1) * COLUMNS), row));
      expectBits(dx["logits"], (i) => at(rows[Math.floor(i / COLUMNS)] ?? dy, i % COLUMNS));
    });
  }
});

/** The result of a kernel, and the gradient of each input. */
function gradientsOf(
  kernel: string,
  inputs: Record<string, tf.Tensor>,
  dy: Float32Array,
): { y: Float32Array; dx: Record<string, Float32Array> } {
  return tf.engine().tidy(() => {
    const names = Object.keys(inputs);
    const run = (...tensors: tf.Tensor[]): tf.Tensor => {
      const named = Object.fromEntries(tensors.map((tensor, i) => [names[i] ?? "", tensor]));
      return tf.engine().runKernel(kernel, named, { ...ATTRIBUTES, dim: -1, axis: -1 });
    };
    const tensors = Object.values(inputs);
    const y = run(...tensors);
    const gradients = tf.grads(run)(tensors, tf.tensor(dy, y.shape));
    const values = gradients.map((gradient, i) => [names[i] ?? "", gradient.dataSync<"float32">()]);
    return { y: y.dataSync<"float32">(), dx: Object.fromEntries(values) as Record<string, Float32Array> };
  });
}

function matrix(values: Float32Array, columns: number): tf.Tensor2D {
  return tf.tensor2d(values, [values.length / columns, columns]);
}

function expectBits(found: Float32Array | undefined, expected: (i: number) => number): void {
  const bits = Array.from(found ?? [], bitsOf);
  expect(bits.length).to.be.greaterThan(0);
  expect(bits).to.deep.equal(bits.map((_, i) => bitsOf(expected(i))));
}

function at(values: Float32Array, i: number): number {
  return values[i] ?? Number.NaN;
}
