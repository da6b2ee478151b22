import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { SEED } from "../../testing/tinyRuns.ts";
import { useBackend } from "../backend.ts";
import { randomStream } from "../randomStream.ts";
import type { GraphOps } from "./GraphOps.ts";

/** An operation of float32 tensors, all of them differentiable, of these shapes. */
type Case = {
  name: string;
  shapes: readonly (readonly number[])[];
  run: (ops: GraphOps, inputs: readonly tf.Tensor[]) => tf.Tensor;
};

// The shapes of the cases are what their tensors have.
const matrix = (tensor: tf.Tensor | undefined): tf.Tensor2D => tensor as tf.Tensor2D;
const vector = (tensor: tf.Tensor | undefined): tf.Tensor1D => tensor as tf.Tensor1D;
const layer = (weight: tf.Tensor | undefined, bias: tf.Tensor | undefined) => ({
  weight: matrix(weight),
  bias: vector(bias),
});
const norm = (gain: tf.Tensor | undefined, bias: tf.Tensor | undefined) => ({
  gain: vector(gain),
  bias: vector(bias),
});

const CASES: readonly Case[] = [
  {
    name: "linear",
    shapes: [[5, 7], [7, 3], [3]],
    run: (ops, [x, weight, bias]) => ops.linear(matrix(x), layer(weight, bias)),
  },
  {
    name: "linear without bias",
    shapes: [
      [6, 9],
      [9, 21],
    ],
    run: (ops, [x, weight]) => ops.linear(matrix(x), { weight: matrix(weight) }),
  },
  {
    name: "denseRelu",
    shapes: [[11, 6], [6, 10], [10]],
    run: (ops, [x, weight, bias]) => ops.denseRelu(matrix(x), layer(weight, bias)),
  },
  {
    name: "denseRelu on data",
    shapes: [[6, 10], [10]],
    run: (ops, [weight, bias]) => ops.denseRelu(tf.ones([3, 6]), layer(weight, bias), { isData: true }),
  },
  { name: "biasRelu", shapes: [[4, 13], [13]], run: (ops, [x, bias]) => ops.biasRelu(matrix(x), vector(bias)) },
  { name: "gelu", shapes: [[7, 5]], run: (ops, [x]) => ops.gelu(matrix(x)) },
  {
    name: "layerNorm",
    shapes: [[6, 11], [11], [11]],
    run: (ops, [x, gain, bias]) => ops.layerNorm(matrix(x), norm(gain, bias)),
  },
  {
    name: "embedding",
    shapes: [
      [5, 6],
      [4, 6],
    ],
    run: (ops, [table, positions]) =>
      ops.embedding(Int32Array.of(4, 0, 1, 4, 4, 2), 3, matrix(table), matrix(positions)),
  },
  {
    name: "bagEmbedding",
    shapes: [[8, 5]],
    run: (ops, [table]) => ops.bagEmbedding([Int32Array.of(7, 1, 3), Int32Array.of(), Int32Array.of(3)], matrix(table)),
  },
  {
    name: "attentionBlock",
    shapes: [[14, 6], [6], [6], [6, 18], [18], [6, 6], [6]],
    run: (ops, [h, gain, bias, qkv, qkvBias, output, outputBias]) =>
      ops.attentionBlock(
        matrix(h),
        { norm: norm(gain, bias), qkv: layer(qkv, qkvBias), output: layer(output, outputBias) },
        { count: 2, length: 7, heads: 2 },
      ),
  },
  {
    name: "mlpBlock",
    shapes: [[5, 6], [6], [6], [6, 23], [23], [23, 6], [6]],
    run: (ops, [h, gain, bias, up, upBias, down, downBias]) =>
      ops.mlpBlock(matrix(h), { norm: norm(gain, bias), up: layer(up, upBias), down: layer(down, downBias) }),
  },
  {
    name: "softmaxCrossEntropy",
    shapes: [[4, 9]],
    run: (ops, [logits]) => ops.softmaxCrossEntropy(matrix(logits), Int32Array.of(8, 0, 3, 3)),
  },
  {
    name: "dropout",
    shapes: [[9, 7]],
    run: (ops, [x]) => ops.dropout(matrix(x), 0.3, "layers.1", { key: SEED, step: 5 }),
  },
];

/** Numbers in [−1, 1). */
function randomValues(name: string, size: number): Float32Array {
  const words = randomStream(SEED, name);
  return Float32Array.from({ length: size }, (_, i) => (words.wordAt(i) >>> 8) / 2 ** 23 - 1);
}

/** The result, then the gradients of its product with random numbers. */
async function compute(backend: "assay" | "cpu", { name, shapes, run }: Case): Promise<Float32Array[]> {
  const { ops } = await useBackend(backend);
  return tf.tidy(() => {
    const inputs = shapes.map((shape, i) =>
      tf.tensor(
        randomValues(
          `${name}/${i}`,
          shape.reduce((a, b) => a * b, 1),
        ),
        [...shape],
      ),
    );
    const value = run(ops, inputs);
    const dy = tf.tensor(randomValues(`${name}/dy`, value.size), value.shape);
    const gradients = tf.grads((...tensors: tf.Tensor[]) => run(ops, tensors))(inputs, dy);
    return [value, ...gradients].map((tensor) => Float32Array.from(tensor.dataSync<"float32">()));
  });
}

describe("GraphOps: fused on the engine as composed on tfjs' cpu, within 1e-4 of the largest element", () => {
  for (const example of CASES) {
    it(example.name, async () => {
      const expected = await compute("cpu", example);
      const found = await compute("assay", example);
      expect(found.length).to.equal(expected.length);
      found.forEach((values, i) => {
        const wanted = expected[i] ?? new Float32Array();
        expect(values.length).to.equal(wanted.length);
        const limit = 1e-4 * Math.max(1e-3, ...wanted.map(Math.abs));
        values.forEach((value, k) => {
          expect(value, `${i === 0 ? "result" : `gradient ${i}`}[${k}]`).to.be.closeTo(wanted[k] ?? NaN, limit);
        });
      });
    });
  }
});
