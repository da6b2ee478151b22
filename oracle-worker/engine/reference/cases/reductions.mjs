import { floats, given, integers, random, truths } from "./values.mjs";

/** @typedef {ReturnType<typeof given>} Case */

/** Leading, last, all, middle and mixed axes; lengths 1 to 9; with and without what is reduced in the shape. */
const sums = () => [
  ...[1, 2, 3, 4, 5, 8, 9].map((size) => given({ x: random([size], size) }, { axis: 0, keepDims: false })),
  given({ x: random([3, 7], 20) }, { axis: 1, keepDims: true }),
  given({ x: random([7, 3], 21) }, { axis: 0, keepDims: true }),
  given({ x: random([9, 1], 22) }, { axis: 0, keepDims: false }),
  given({ x: random([2, 5, 3], 23) }, { axis: [1], keepDims: false }),
  given({ x: random([5, 2, 6], 24) }, { axis: [0, 2], keepDims: false }),
  given({ x: random([3, 4, 2], 25) }, { axis: [0, 1], keepDims: false }),
  given({ x: random([2, 3, 5], 26) }, { axis: [1, 2], keepDims: false }),
  given({ x: random([2, 3, 3], 27) }, { axis: [0, 1, 2], keepDims: false }),
  given({ x: floats([6], [3e38, 3e38, -3e38, 1, -Infinity, 1e-40]) }, { axis: 0, keepDims: false }),
  given({ x: floats([3], [-0, -0, -0]) }, { axis: 0, keepDims: false }),
  given({ x: integers([2, 3], [2 ** 30, 2 ** 30, 2 ** 30, -1, 2, 3]) }, { axis: 1, keepDims: false }),
];

/** @param {string} axis tfjs' name of the attribute */
const extremes = (axis = "axis") =>
  [
    random([4, 5], 30),
    floats([3, 3], [NaN, 1, 2, 1, NaN, 0.5, -0, 0, -0]),
    floats([2, 2], [Infinity, -Infinity, 0, -0]),
    integers([2, 3], [5, -7, 5, 2, 9, -(2 ** 31)]),
  ].map((x) => given({ x }, { [axis]: 1, keepDims: false }));

const choices = () => [
  given({ x: random([4, 5], 40) }, { axis: 1 }),
  given({ x: random([4, 5], 41) }, { axis: 0 }),
  given({ x: floats([2, 4], [NaN, 1, 2, 0, 1, NaN, 3, 3]) }, { axis: 1 }),
  given({ x: integers([6], [2, 9, -1, 9, -1, 0]) }, { axis: 0 }),
];

const running = [
  { axis: 0, exclusive: false, reverse: false },
  { axis: 1, exclusive: true, reverse: false },
  { axis: 1, exclusive: false, reverse: true },
  { axis: 0, exclusive: true, reverse: true },
];

const rows = () => [
  ...[1, 2, 3, 4, 5, 11].map((columns) =>
    given({ logits: random([3, columns], 60 + columns, 5) }, { dim: -1, axis: -1 }),
  ),
  given({ logits: floats([2, 4], [1, -Infinity, 80, -80, 1000, 2, -1000, 999]) }, { dim: -1, axis: -1 }),
];

/** @type {Record<string, Case[]>} */
export const reductionCases = {
  Sum: sums(),
  Mean: sums(),
  Max: extremes("reductionIndices"),
  Min: extremes(),
  Prod: [...extremes(), given({ x: random([3, 4, 2], 45, 2) }, { axis: [1], keepDims: false })],
  ArgMax: choices(),
  ArgMin: choices(),
  All: [given({ x: truths([3, 2], [1, 1, 0, 1, 0, 0]) }, { axis: 1, keepDims: false })],
  Any: [given({ x: truths([3, 2], [1, 1, 0, 1, 0, 0]) }, { axis: 1, keepDims: false })],
  Cumsum: running.map((attributes, i) => given({ x: random([3, 4], 50 + i) }, attributes)),
  Cumprod: running.map((attributes, i) => given({ x: random([3, 4], 50 + i, 2) }, attributes)),
  UnsortedSegmentSum: [
    given({ x: random([6, 5], 55), segmentIds: integers([6], [1, 0, 1, 3, -1, 1]) }, { numSegments: 4 }),
  ],
  Softmax: rows(),
  LogSoftmax: rows(),
};
