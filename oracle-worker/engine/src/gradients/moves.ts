import * as tf from "@tensorflow/tfjs-core";
import { flat, type Gradients, noGradient, numbersOf, one } from "./gradient.ts";
import { sizeOf } from "../kernels/Operand.ts";

/** What only moves, repeats or leaves out numbers. */
export const moves: Gradients = {
  Reshape: { inputsToSave: ["x"], gradFunc: (dy, saved) => ({ x: () => tf.reshape(dy, one(saved).shape) }) },
  ExpandDims: {
    inputsToSave: ["input"],
    gradFunc: (dy, saved) => ({ input: () => tf.reshape(dy, one(saved).shape) }),
  },
  Transpose: {
    gradFunc: (dy, _saved, attrs) => ({ x: () => tf.transpose(dy, inverse(numbersOf(attrs, "perm"))) }),
  },
  Slice: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = one(saved);
      const begin = numbersOf(attrs, "begin");
      const before = x.shape.map((_, axis) => begin[axis] ?? 0);
      return { x: () => tf.pad(dy, around(before, dy.shape, x.shape)) };
    },
  },
  PadV2: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = one(saved);
      const paddings = attrs["paddings"];
      const before = Array.isArray(paddings) ? paddings.map(firstOf) : [];
      return { x: () => tf.slice(dy, before, x.shape) };
    },
  },
  Concat: {
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const [axis = 0] = numbersOf(attrs, "axis").map((given) => (given < 0 ? given + dy.rank : given));
      let start = 0;
      const parts = saved.map((part) => {
        const begin = part.shape.map((_, i) => (i === axis ? start : 0));
        start += part.shape[axis] ?? 0;
        return () => tf.slice(dy, begin, part.shape);
      });
      return Object.fromEntries(parts.map((part, i) => [String(i), part]));
    },
  },
  // Rows that were picked several times add up, in the order in which they were picked.
  GatherV2: {
    inputsToSave: ["x", "indices"],
    gradFunc: (dy, saved, attrs) => {
      const [x, indices] = [one(saved), one(saved.slice(1))];
      if (numbersOf(attrs, "axis").some((axis) => axis !== 0) || attrs["batchDims"] === 1)
        throw noGradient("GatherV2", "along another axis than the first");
      const [rows = 0, ...rest] = x.shape;
      const width = sizeOf(rest);
      const picked = tf.cast(tf.reshape<tf.Rank.R1>(indices, [indices.size]), "int32");
      return {
        x: () => {
          const sums = tf.unsortedSegmentSum(tf.reshape(dy, [indices.size, width]), picked, rows);
          return tf.reshape(sums, x.shape);
        },
        indices: () => flat(indices),
      };
    },
  },
  // Only the branches have a gradient.
  Select: {
    inputsToSave: ["condition"],
    gradFunc: (dy, saved) => {
      const condition = one(saved);
      return {
        condition: () => flat(condition),
        t: () => tf.where(condition, dy, tf.zerosLike(dy)),
        e: () => tf.where(condition, tf.zerosLike(dy), dy),
      };
    },
  },
};

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

/** Paddings that put a part of `inner` shape at `before` into a whole of `outer` shape. */
function around(before: readonly number[], inner: readonly number[], outer: readonly number[]): [number, number][] {
  return outer.map((size, axis) => {
    const start = before[axis] ?? 0;
    return [start, size - start - (inner[axis] ?? 0)];
  });
}

function firstOf(pair: unknown): number {
  return Array.isArray(pair) ? Number(pair[0]) : 0;
}
