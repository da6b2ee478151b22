import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { withBackend } from "../testing/withBackend.ts";
import { EngineError } from "../EngineError.ts";
import { checkGradients } from "../testing/checkGradients.ts";
import { at } from "../testing/float64.ts";
import { batchNorm } from "./batchNorm.ts";

const EPSILON = 1e-3;

function columnsOf(x: ArrayLike<number>, channels: number): number[][] {
  return Array.from({ length: channels }, (_, c) => Array.from(x).filter((_value, i) => i % channels === c));
}

function momentsOf(column: readonly number[]): { mean: number; variance: number } {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  return { mean, variance: column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length };
}

/** In binary64. */
function normalized(x: readonly number[], gain: readonly number[], bias: readonly number[]): number[] {
  const moments = columnsOf(x, gain.length).map(momentsOf);
  return x.map((value, i) => {
    const c = i % gain.length;
    const { mean, variance } = moments[c] ?? { mean: Number.NaN, variance: Number.NaN };
    return ((value - mean) / Math.sqrt(variance + EPSILON)) * at(gain, c) + at(bias, c);
  });
}

describe("batchNorm", () => {
  for (const [rows, channels] of [
    [5, 1],
    [37, 3],
    [64, 8],
    [11, 21],
  ] as const) {
    it(`[${rows}, ${channels}]: binary64, central differences, the same bits on any threads`, () =>
      checkGradients({
        operation: (x, gain, bias) =>
          batchNorm(x as tf.Tensor2D, { gain: gain as tf.Tensor1D, bias: bias as tf.Tensor1D }, EPSILON).y,
        reference: (x = [], gain = [], bias = []) => normalized(x, gain, bias),
        shapes: [[rows, channels], [channels], [channels]],
      }));
  }

  it("gives the batch's statistics, for running averages", async () => {
    await withBackend({}, () => {
      const values = [1, 10, 2, 20, 6, -30];
      const { mean, variance } = batchNorm(
        tf.tensor2d(values, [3, 2]),
        { gain: tf.ones([2]), bias: tf.zeros([2]) },
        EPSILON,
      );
      const expected = columnsOf(values, 2).map(momentsOf);
      expect([...mean.dataSync()]).to.deep.equal(expected.map((of) => Math.fround(of.mean)));
      expected.forEach((of, c) => expect(variance.dataSync()[c]).to.be.closeTo(of.variance, 1e-4 * of.variance));
    });
  });

  it("refuses a gain of another size, by name", async () => {
    await withBackend({}, () => {
      const [x, three] = [tf.ones<tf.Rank.R2>([4, 2]), tf.tensor1d([1, 2, 3])];
      expect(() => batchNorm(x, { gain: three, bias: three }, EPSILON)).to.throw(EngineError, "a gain is [3]");
    });
  });
});
