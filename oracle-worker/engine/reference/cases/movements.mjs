import { floats, given, integers, random, truths, vector } from "./values.mjs";

/** @typedef {ReturnType<typeof given>} Case */

const x = random([2, 3, 4], 80);
const parts = { 0: random([2, 3], 81), 1: random([2, 1], 82), 2: random([2, 4], 83) };
const equals = { 0: random([2, 3], 84), 1: random([2, 3], 85) };
const ids = (/** @type {number[]} */ ...values) => integers([values.length], values);

/** @type {Record<string, Case[]>} */
export const movementCases = {
  Identity: [given({ x })],
  Reshape: [given({ x }, { shape: [4, -1] })],
  ExpandDims: [given({ input: x }, { dim: 1 })],
  Transpose: [given({ x }, { perm: [2, 0, 1] }), given({ x: random([5, 7], 86) }, { perm: [1, 0] })],
  Slice: [given({ x }, { begin: [0, 1, 1], size: [2, 2, -1] })],
  StridedSlice: [given({ x }, { ...NO_MASKS(), begin: [0, 0, 3], end: [2, 3, 0], strides: [1, 2, -2] })],
  Concat: [given(parts, { axis: 1 }), given(equals, { axis: 0 })],
  Pack: [given(equals, { axis: 1 })],
  Unpack: [given({ value: x }, { axis: 1, num: 3 })],
  SplitV: [given({ x }, { numOrSizeSplits: [1, 3], axis: 2 }), given({ x }, { numOrSizeSplits: 2, axis: 0 })],
  PadV2: [
    given(
      { x },
      {
        paddings: [
          [0, 1],
          [2, 0],
          [1, 1],
        ],
        constantValue: 0.1,
      },
    ),
  ],
  MirrorPad: [
    given(
      { x },
      {
        paddings: [
          [1, 0],
          [2, 1],
          [0, 3],
        ],
        mode: "reflect",
      },
    ),
    given(
      { x },
      {
        paddings: [
          [2, 1],
          [0, 3],
          [4, 0],
        ],
        mode: "symmetric",
      },
    ),
  ],
  Tile: [given({ x }, { reps: [2, 1, 3] })],
  Reverse: [given({ x }, { dims: [0, 2] })],
  BroadcastTo: [given({ x: random([2, 1, 3], 87) }, { shape: [2, 4, 3] })],
  GatherV2: [
    given({ x, indices: ids(2, 0, 2) }, { axis: 1, batchDims: 0 }),
    given({ x, indices: integers([2, 2], [1, 0, 2, 2]) }, { axis: 1, batchDims: 1 }),
  ],
  GatherNd: [given({ params: x, indices: integers([3, 2], [0, 2, 1, 0, 1, 1]) })],
  ScatterNd: [given({ indices: integers([4, 1], [2, 0, 2, 2]), updates: random([4, 3], 88) }, { shape: [3, 3] })],
  TensorScatterUpdate: [
    given({ tensor: random([4, 2], 89), indices: integers([3, 1], [3, 1, 3]), updates: random([3, 2], 90) }),
  ],
  OneHot: [given({ indices: ids(0, 2, 1) }, { depth: 4, onValue: 0.9, offValue: 0.1, dtype: "float32" })],
  TopK: [given({ x: floats([2, 5], [3, 1, 3, -2, 0.5, -1, -1, -7, 4, -0]) }, { k: 3, sorted: true })],
  Cast: [
    given({ x: vector([0, -0, 1.9, -1.9, 3e9, -3e9, NaN, Infinity, -Infinity, 1e-40]) }, { dtype: "int32" }),
    given({ x: vector([0, -0, 1.9, NaN, 1e-40]) }, { dtype: "bool" }),
    given({ x: integers([5], [0, 3, -1, 2 ** 24 + 1, 2 ** 31 - 1]) }, { dtype: "float32" }),
    given({ x: truths([2], [1, 0]) }, { dtype: "float32" }),
  ],
  Fill: [given({}, { shape: [3], value: 0.1, dtype: "float32" })],
  Range: [
    given({}, { start: 0, stop: 1, step: 0.1, dtype: "float32" }),
    given({}, { start: 7, stop: -2, step: -3, dtype: "int32" }),
  ],
  LinSpace: [given({}, { start: 0.1, stop: 0.7, num: 7 })],
  ZerosLike: [given({ x: vector([NaN, -1, 2]) })],
  OnesLike: [given({ x: integers([2], [5, -1]) })],
};

function NO_MASKS() {
  return { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
}
