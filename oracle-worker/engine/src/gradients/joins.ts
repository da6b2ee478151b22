import * as tf from "@tensorflow/tfjs-core";
import { flat, type Gradients, numbersOf, one, two } from "./gradient.ts";
import { runKernel } from "./runKernel.ts";

/** What takes a tensor apart, puts tensors together, or repeats them. */
export const joins: Gradients = {
  AddN: {
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, i) => [String(i), () => tf.clone(dy)])),
  },
  Pack: {
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const axis = axisOf(attrs, dy.rank);
      return Object.fromEntries(saved.map((_, i) => [String(i), () => one(tf.unstack(dy, axis).slice(i))]));
    },
  },
  Unpack: {
    gradFunc: (_dy, _saved, attrs, all) => ({
      value: () => tf.stack([...all], axisOf(attrs, one(all).rank + 1)),
    }),
  },
  SplitV: {
    gradFunc: (_dy, _saved, attrs, all) => ({ x: () => tf.concat([...all], axisOf(attrs, one(all).rank)) }),
  },
  Reverse: {
    gradFunc: (dy, _saved, attrs) => ({
      x: () => tf.reverse(dy, attrs["dims"] === undefined ? undefined : numbersOf(attrs, "dims")),
    }),
  },
  // Every repetition of a number adds to its gradient: the repetitions become axes of their own, which are summed.
  Tile: {
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attrs) => {
      const x = one(saved);
      const repetitions = numbersOf(attrs, "reps");
      const shape = x.shape.flatMap((length, axis) => [repetitions[axis] ?? 1, length]);
      const repeated = x.shape.map((_, axis) => 2 * axis);
      return { x: () => tf.sum(tf.reshape(dy, shape), repeated) };
    },
  },
  Cumsum: {
    gradFunc: (dy, _saved, attrs) => ({
      x: () => tf.cumsum(dy, axisOf(attrs, dy.rank), attrs["exclusive"] === true, attrs["reverse"] !== true),
    }),
  },
  UnsortedSegmentSum: {
    inputsToSave: ["segmentIds"],
    gradFunc: (dy, saved) => ({ x: () => tf.gather(dy, tf.cast(one(saved), "int32")) }),
  },
  GatherNd: {
    inputsToSave: ["params", "indices"],
    gradFunc: (dy, saved) => {
      const [x, indices] = two(saved);
      return {
        params: () => runKernel("ScatterNd", { indices, updates: dy }, { shape: x.shape }),
        indices: () => flat(indices),
      };
    },
  },
  ScatterNd: {
    inputsToSave: ["indices"],
    gradFunc: (dy, saved) => {
      const indices = one(saved);
      return {
        indices: () => flat(indices),
        updates: () => runKernel("GatherNd", { params: dy, indices }, {}),
      };
    },
  },
};

function axisOf(attrs: tf.NamedAttrMap, rank: number): number {
  const [axis = 0] = numbersOf(attrs, "axis");
  return axis < 0 ? axis + rank : axis;
}
