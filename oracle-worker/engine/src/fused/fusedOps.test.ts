import * as tf from "@tensorflow/tfjs-core";
import { checkGradients } from "../testing/checkGradients.ts";
import * as float64 from "../testing/float64.ts";
import { randomValues } from "../testing/randomValues.ts";
import { attentionBlock } from "./attentionBlock.ts";
import { bagEmbedding } from "./bagEmbedding.ts";
import { biasRelu } from "./biasRelu.ts";
import { denseRelu } from "./denseRelu.ts";
import { embedding } from "./embedding.ts";
import { gelu } from "./gelu.ts";
import { layerNorm } from "./layerNorm.ts";
import { linear } from "./linear.ts";
import { mlpBlock } from "./mlpBlock.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";

// The shapes of the cases are what their tensors have.
const matrix = (tensor: tf.Tensor | undefined): tf.Tensor2D => tensor as tf.Tensor2D;
const vector = (tensor: tf.Tensor | undefined): tf.Tensor1D => tensor as tf.Tensor1D;

const zeros = (size: number): number[] => new Array<number>(size).fill(0);
const integers = (size: number, limit: number, step: number): Int32Array =>
  Int32Array.from({ length: size }, (_, i) => (i * step + 1) % limit);

describe("fused operations: binary64, central differences, the same bits on any threads and tile", function () {
  this.timeout(60_000);

  for (const [rows, inputs, outputs] of [
    [1, 1, 1],
    [7, 5, 19],
    [33, 300, 18],
  ] as const) {
    it(`linear [${rows}, ${inputs}] x [${inputs}, ${outputs}]`, async () => {
      await checkGradients({
        operation: (x, weight, bias) => linear(matrix(x), { weight: matrix(weight), bias: vector(bias) }),
        reference: (x = [], weight = [], bias = []) => float64.linear(x, weight, bias),
        shapes: [[rows, inputs], [inputs, outputs], [outputs]],
      });
      await checkGradients({
        operation: (x, weight) => linear(matrix(x), { weight: matrix(weight) }),
        reference: (x = [], weight = []) => float64.linear(x, weight, zeros(outputs)),
        shapes: [
          [rows, inputs],
          [inputs, outputs],
        ],
      });
    });

    it(`denseRelu [${rows}, ${inputs}] x [${inputs}, ${outputs}]`, () =>
      checkGradients({
        operation: (x, weight, bias) => denseRelu(matrix(x), { weight: matrix(weight), bias: vector(bias) }),
        reference: (x = [], weight = [], bias = []) => float64.linear(x, weight, bias).map((v) => Math.max(0, v)),
        shapes: [[rows, inputs], [inputs, outputs], [outputs]],
      }));
  }

  it("gives no gradient of an input that is data", async () => {
    const x = randomValues(5 * 7, 11);
    for (const [operation, activate] of [
      [linear, (v: number) => v],
      [denseRelu, (v: number) => Math.max(0, v)],
    ] as const) {
      await checkGradients({
        operation: (weight, bias) =>
          operation(tf.tensor2d(x, [5, 7]), { weight: matrix(weight), bias: vector(bias) }, { isData: true }),
        reference: (weight = [], bias = []) => float64.linear(x, weight, bias).map(activate),
        shapes: [[7, 6], [6]],
      });
    }
  });

  for (const [rows, columns] of [
    [1, 2],
    [5, 7],
    [9, 32],
    [3, 130],
  ] as const) {
    it(`layerNorm [${rows}, ${columns}]`, () =>
      checkGradients({
        operation: (x, gain, bias) => layerNorm(matrix(x), { gain: vector(gain), bias: vector(bias) }),
        reference: (x = [], gain = [], bias = []) => float64.layerNorm(x, gain, bias),
        shapes: [[rows, columns], [columns], [columns]],
      }));

    it(`gelu [${rows}, ${columns}]`, () =>
      checkGradients({
        operation: (x) => gelu(matrix(x)),
        reference: (x = []) => float64.gelu(x),
        shapes: [[rows, columns]],
        scale: 4,
      }));

    it(`biasRelu [${rows}, ${columns}]`, () =>
      checkGradients({
        operation: (x, bias) => biasRelu(matrix(x), vector(bias)),
        reference: (x = [], bias = []) => float64.biasRelu(x, bias),
        shapes: [[rows, columns], [columns]],
      }));

    it(`softmaxCrossEntropy [${rows}, ${columns}]`, () => {
      const targets = integers(rows, columns, 3);
      return checkGradients({
        operation: (logits) => softmaxCrossEntropy(matrix(logits), targets),
        reference: (logits = []) => float64.crossEntropy(logits, targets),
        shapes: [[rows, columns]],
        scale: 4,
      });
    });
  }

  for (const [count, length, heads, size] of [
    [1, 1, 1, 1],
    [2, 5, 2, 3],
    [1, 19, 3, 4],
    [3, 8, 1, 9],
    [1, 37, 2, 8],
  ] as const) {
    const width = heads * size;
    it(`attentionBlock of ${count} x ${length}, ${heads} heads of ${size}`, () =>
      checkGradients({
        operation: (h, gain, bias, weight, qkvBias, output, outputBias) =>
          attentionBlock(
            matrix(h),
            {
              norm: { gain: vector(gain), bias: vector(bias) },
              qkv: { weight: matrix(weight), bias: vector(qkvBias) },
              output: { weight: matrix(output), bias: vector(outputBias) },
            },
            { count, length, heads },
          ),
        reference: (h = [], gain = [], bias = [], weight = [], qkvBias = [], output = [], outputBias = []) => {
          const qkv = float64.linear(float64.layerNorm(h, gain, bias), weight, qkvBias);
          return float64.linear(float64.attention(qkv, count, length, heads), output, outputBias, h);
        },
        shapes: [[count * length, width], [width], [width], [width, 3 * width], [3 * width], [width, width], [width]],
      }));
  }

  for (const [rows, width, hidden] of [
    [1, 2, 3],
    [6, 5, 21],
    [17, 12, 48],
  ] as const) {
    it(`mlpBlock [${rows}, ${width}] by ${hidden}`, () =>
      checkGradients({
        operation: (h, gain, bias, up, upBias, down, downBias) =>
          mlpBlock(matrix(h), {
            norm: { gain: vector(gain), bias: vector(bias) },
            up: { weight: matrix(up), bias: vector(upBias) },
            down: { weight: matrix(down), bias: vector(downBias) },
          }),
        reference: (h = [], gain = [], bias = [], up = [], upBias = [], down = [], downBias = []) => {
          const raised = float64.linear(float64.layerNorm(h, gain, bias), up, upBias);
          return float64.linear(float64.gelu(raised), down, downBias, h);
        },
        shapes: [[rows, width], [width], [width], [width, hidden], [hidden], [hidden, width], [width]],
      }));
  }

  for (const [count, length, tokens, width] of [
    [1, 1, 2, 1],
    [3, 4, 5, 7],
    [2, 6, 9, 12],
  ] as const) {
    it(`embedding of ${count} x ${length} in [${tokens}, ${width}]`, () => {
      const ids = integers(count * length, tokens, 2);
      return checkGradients({
        operation: (table, positions) => embedding(ids, length, matrix(table), matrix(positions)),
        reference: (table = [], positions = []) => float64.embedding(ids, length, table, positions, width),
        shapes: [
          [tokens, width],
          [length + 1, width],
        ],
      });
    });
  }

  for (const width of [1, 6, 32]) {
    it(`bagEmbedding in [11, ${width}]`, () => {
      const bags = [Int32Array.of(3, 0, 10), Int32Array.of(), Int32Array.of(3), integers(11, 11, 1)];
      return checkGradients({
        operation: (table) => bagEmbedding(bags, matrix(table)),
        reference: (table = []) => float64.bagEmbedding(bags, table, width),
        shapes: [[11, width]],
      });
    });
  }
});
