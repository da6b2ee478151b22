import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../EngineError.ts";
import { createRandom } from "../testing/createRandom.ts";
import { expectGradient, type Plain } from "../testing/expectGradient.ts";
import { useCpu } from "../testing/useCpu.ts";

type Padding = "same" | "valid";

/** Places of the result along one axis, and where the first window starts. */
function windowsOf(size: number, window: number, stride: number, padding: Padding): { count: number; start: number } {
  if (padding === "valid") return { count: Math.floor((size - window) / stride) + 1, start: 0 };
  const count = Math.ceil(size / stride);
  return { count, start: -Math.floor(Math.max(0, (count - 1) * stride + window - size) / 2) };
}

/**
 * Whatever is made of windows of an image, [n, h, w, c].
 * @param of the result of one window at one output channel: `at(i, j, channel)` is undefined in the padding
 */
function slide(
  x: Plain,
  { window, stride, padding, channels }: { window: number; stride: number; padding: Padding; channels: number },
  of: (at: (i: number, j: number, channel: number) => number | undefined, channel: number) => number,
): number[] {
  const [images = 0, height = 0, width = 0, inputs = 0] = x.shape;
  const down = windowsOf(height, window, stride, padding);
  const across = windowsOf(width, window, stride, padding);
  const results: number[] = [];
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < down.count; i++) {
      for (let j = 0; j < across.count; j++) {
        const at = (di: number, dj: number, channel: number): number | undefined => {
          const [row, column] = [down.start + i * stride + di, across.start + j * stride + dj];
          if (row < 0 || column < 0 || row >= height || column >= width) return undefined;
          return x.values[((n * height + row) * width + column) * inputs + channel];
        };
        for (let channel = 0; channel < channels; channel++) results.push(of(at, channel));
      }
    }
  }
  return results;
}

function each<T>(window: number, of: (i: number, j: number) => T): T[] {
  return Array.from({ length: window * window }, (_, k) => of(Math.floor(k / window), k % window));
}

/** The same tensor, known to have four axes. */
function rank4(x: tf.Tensor): tf.Tensor4D {
  const [first = 1, second = 1, third = 1, fourth = 1] = x.shape;
  return tf.reshape(x, [first, second, third, fourth]);
}

const VARIANTS = [
  { stride: 1, padding: "valid" },
  { stride: 2, padding: "valid" },
  { stride: 1, padding: "same" },
  { stride: 2, padding: "same" },
  { stride: 3, padding: "same" },
] as const;

describe("gradients of windows", () => {
  before(useCpu);

  VARIANTS.forEach(({ stride, padding }, variant) => {
    const named = `${padding}, stride ${stride}`;

    it(`Conv2D (${named})`, () => {
      for (const seed of [variant + 1, variant + 11]) {
        const { integer } = createRandom(seed);
        const [window, inputs, channels] = [integer(1, 3), integer(1, 3), integer(1, 3)];
        const image = [integer(1, 2), integer(3, 5), integer(3, 6), inputs];
        expectGradient(
          {
            shapes: [image, [window, window, inputs, channels]],
            run: (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(rank4(x), rank4(filter), stride, padding),
            reference: (x, { values }) =>
              slide(x, { window, stride, padding, channels }, (at, channel) => {
                const terms = each(window, (i, j) =>
                  Array.from({ length: inputs }, (_, k) => {
                    const weight = values[((i * window + j) * inputs + k) * channels + channel] ?? Number.NaN;
                    return (at(i, j, k) ?? 0) * weight;
                  }),
                );
                return terms.flat().reduce((sum, term) => sum + term, 0);
              }),
          },
          seed,
        );
      }
    });

    it(`MaxPool and AvgPool (${named})`, () => {
      for (const seed of [variant + 21, variant + 31]) {
        const { integer } = createRandom(seed);
        const [window, channels] = [integer(2, 3), integer(1, 3)];
        const shapes = [[integer(1, 2), integer(3, 5), integer(3, 6), channels]];
        const sizes = { window, stride, padding, channels };
        const inside = (at: (i: number, j: number, channel: number) => number | undefined, channel: number): number[] =>
          each(window, (i, j) => at(i, j, channel)).filter((value) => value !== undefined);
        expectGradient(
          {
            shapes,
            run: (x: tf.Tensor) => tf.maxPool(rank4(x), window, stride, padding),
            reference: (x) => slide(x, sizes, (at, channel) => Math.max(...inside(at, channel))),
          },
          seed,
        );
        const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        const takeMeans = (x: tf.Tensor): tf.Tensor => tf.avgPool(rank4(x), window, stride, padding);
        if (padding === "same") {
          const refused = tf.grad((x) => tf.sum(takeMeans(x)));
          expect(() => refused(tf.ones(shapes[0] ?? []))).to.throw(EngineError, "AvgPool has no gradient");
          continue;
        }
        expectGradient(
          {
            shapes,
            run: takeMeans,
            reference: (x) => slide(x, sizes, (at, channel) => mean(inside(at, channel))),
          },
          seed,
        );
      }
    });
  });

  it("of a convolution with dilations is refused by name", () => {
    const dilated = tf.grad((x) => tf.sum(tf.conv2d(rank4(x), tf.ones([2, 2, 1, 1]), 1, "valid", "NHWC", 2)));
    expect(() => dilated(tf.ones([1, 4, 4, 1]))).to.throw(EngineError, "Conv2D has no gradient");
  });
});
