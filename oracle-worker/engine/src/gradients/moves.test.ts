import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../EngineError.ts";
import { sizeOf } from "../kernels/Operand.ts";
import { expectGradient, type GradientCase } from "../testing/expectGradient.ts";
import { useCpu } from "../testing/useCpu.ts";

/** What only moves numbers tells by itself where each result comes from: from the inputs' numbers, numbered from 1. */
function moving(shapes: number[][], run: GradientCase["run"]): GradientCase {
  return {
    shapes,
    run,
    reference: (...inputs) => {
      const all = [0, ...inputs.flatMap(({ values }) => values)];
      let next = 1;
      const origins = tf.tidy(() => {
        const numbered = shapes.map((shape) => {
          const tensor = tf.reshape(tf.range(next, next + sizeOf(shape)), shape);
          next += sizeOf(shape);
          return tensor;
        });
        return run(...numbered).dataSync();
      });
      return Array.from(origins, (origin) => all[origin] ?? Number.NaN);
    },
  };
}

const only = (x: tf.Tensor | undefined): tf.Tensor => {
  if (x === undefined) throw new Error("an input is missing");
  return x;
};

const CASES: Record<string, GradientCase[]> = {
  Reshape: [moving([[2, 6]], (x) => tf.reshape(only(x), [3, 4]))],
  ExpandDims: [moving([[2, 3]], (x) => tf.expandDims(only(x), 1))],
  Transpose: [
    moving([[2, 3]], (x) => tf.transpose(only(x))),
    moving([[2, 3, 4]], (x) => tf.transpose(only(x), [1, 2, 0])),
    moving([[2, 2, 3, 2]], (x) => tf.transpose(only(x), [0, 2, 1, 3])),
  ],
  Slice: [
    moving([[5]], (x) => tf.slice(only(x), 2, 2)),
    moving([[3, 4]], (x) => tf.slice(only(x), [1, 0], [2, 3])),
    moving([[2, 3, 4]], (x) => tf.slice(only(x), [0, 1, 2], [-1, 2, -1])),
  ],
  PadV2: [
    moving([[2, 3]], (x) => tf.pad(only(x), [[1, 0], [0, 2]])), // prettier-ignore
    moving([[2]], (x) => tf.pad(only(x), [[2, 1]])),
  ],
  Concat: [
    moving([[2, 3], [1, 3]], (...all) => tf.concat(all, 0)), // prettier-ignore
    moving([[2, 1], [2, 2], [2, 3]], (...all) => tf.concat(all, -1)), // prettier-ignore
  ],
  GatherV2: [
    moving([[4, 3]], (x) => tf.gather(only(x), tf.tensor1d([2, 0, 2, 3, 2], "int32"))),
    moving([[3, 2, 2]], (x) => tf.gather(only(x), tf.tensor2d([[1, 1], [0, 2]], [2, 2], "int32"))), // prettier-ignore
  ],
  Pack: [
    moving([[2, 3], [2, 3], [2, 3]], (...all) => tf.stack(all, 1)), // prettier-ignore
    moving([[2], [2]], (...all) => tf.stack(all, -1)), // prettier-ignore
  ],
  Unpack: [
    moving([[3, 2]], (x) => tf.concat(tf.unstack(only(x)).slice(1))),
    moving([[2, 3]], (x) => tf.concat(tf.unstack(only(x), -1).toReversed())),
  ],
  SplitV: [
    moving([[2, 6]], (x) => tf.concat(tf.split(only(x), [1, 2, 3], 1).toReversed(), 1)),
    moving([[4]], (x) => tf.concat(tf.split(only(x), 2).slice(1))),
  ],
  Reverse: [moving([[2, 3]], (x) => tf.reverse(only(x), [1])), moving([[2, 3]], (x) => tf.reverse(only(x)))],
  Tile: [
    moving([[2, 3]], (x) => tf.tile(only(x), [2, 2])),
    moving([[3]], (x) => tf.broadcastTo(only(x), [2, 3])),
    moving([[2, 1]], (x) => tf.broadcastTo(only(x), [2, 4])),
  ],
  GatherNd: [moving([[3, 4]], (x) => tf.gatherND(only(x), tf.tensor2d([[1], [1], [0]], [3, 1], "int32")))],
  Select: [
    moving([[2, 2], [2, 2]], (a, b) => tf.where(tf.tensor2d([[1, 0], [0, 1]], [2, 2], "bool"), only(a), only(b))), // prettier-ignore
  ],
};

describe("gradients of what moves numbers", () => {
  before(useCpu);

  for (const [name, cases] of Object.entries(CASES)) {
    it(name, () => cases.forEach((each, i) => expectGradient(each, i + 1)));
  }

  it("of a gather along another axis is refused by name", () => {
    const alongColumns = tf.grad((x) => tf.sum(tf.gather(x, [0], 1)));
    expect(() => alongColumns(tf.ones([2, 2]))).to.throw(EngineError, "GatherV2 has no gradient");
  });
});
