import { floats, given, integers, numbers, truths, vector, ALL_EDGES } from "./values.mjs";

/** @typedef {ReturnType<typeof given>} Case */

const SPREAD = [...ALL_EDGES, ...numbers(12, 1, 90), ...numbers(12, 2, 3), ...numbers(6, 3, 0.1)];
const WHOLE = [0, 1, -1, 2, -3, 7, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)];

const unary = () => [given({ x: vector(SPREAD) })];
const unaryOfIntegers = () => [...unary(), given({ x: integers([WHOLE.length], WHOLE) })];
const small = [0, -0, 1, -1, 0.5, -0.5, 1e-3, -1e-3, 88.5, -90, Infinity, -Infinity, NaN, ...numbers(7, 4, 4)];

/** @type {Record<string, Case[]>} */
export const unaryCases = {
  ...Object.fromEntries(
    ["Exp", "Log", "Sqrt", "Rsqrt", "Reciprocal", "Tanh", "Sigmoid", "Erf", "Expm1", "Log1p", "Softplus"].map(
      (name) => [name, unary()],
    ),
  ),
  ...Object.fromEntries(["IsNan", "IsFinite", "IsInf", "Elu", "Selu"].map((name) => [name, unary()])),
  ...Object.fromEntries(
    ["Square", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Relu"].map((name) => [name, unaryOfIntegers()]),
  ),
  Relu6: [given({ x: vector(small) })],
  LeakyRelu: [given({ x: vector(small) }, { alpha: 0.2 })],
  Step: [given({ x: vector(small) }, { alpha: 0.25 }), given({ x: vector(small) }, { alpha: 0 })],
  ClipByValue: [given({ x: vector(small) }, { clipValueMin: -0.7, clipValueMax: 1.3 })],
  LogicalNot: [given({ x: truths([5], [1, 0, 0, 1, 1]) })],
};

/** Every pair of some numbers. */
const LEFT = [0, -0, 1, -1.5, 3, 1e-39, 3e38, Infinity, NaN, 0.1];
const RIGHT = [0, -0, 1, 2, -3, 0.7, 2e-39, -3e38, -Infinity, NaN];
const pairs = { a: floats([LEFT.length, 1], LEFT), b: floats([RIGHT.length], RIGHT) };
/** The broadcasts: equal shapes, a number, a row, a column, both ways, and neither whole. */
const broadcasts = [
  [
    [2, 3, 5],
    [2, 3, 5],
  ],
  [[7], []],
  [[], [7]],
  [[3, 5], [5]],
  [[5], [3, 5]],
  [
    [3, 5],
    [3, 1],
  ],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [
    [2, 3, 2],
    [1, 3, 1],
  ],
].map(([a, b], i) => given({ a: random(a, 10 + i), b: random(b, 30 + i) }));

/**
 * @param {readonly number[]} shape
 * @param {number} seed
 */
function random(shape, seed) {
  return floats(
    shape,
    numbers(
      shape.reduce((size, length) => size * length, 1),
      seed,
    ),
  );
}

const wholePairs = { a: integers([WHOLE.length, 1], WHOLE), b: integers([WHOLE.length], WHOLE) };
const ofFloats = () => [given(pairs), ...broadcasts];
const ofNumbers = () => [...ofFloats(), given(wholePairs)];
const truthPairs = () => [given({ a: truths([4], [0, 0, 1, 1]), b: truths([4], [0, 1, 0, 1]) })];

/** @type {Record<string, Case[]>} */
export const binaryCases = {
  ...Object.fromEntries(["Add", "Sub", "Multiply", "RealDiv"].map((name) => [name, ofFloats()])),
  ...Object.fromEntries(
    ["Maximum", "Minimum", "SquaredDifference", "FloorDiv", "Mod"].map((name) => [name, [given(pairs)]]),
  ),
  ...Object.fromEntries(
    ["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"].map((name) => [
      name,
      [given(pairs), given(wholePairs)],
    ]),
  ),
  ...Object.fromEntries(["LogicalAnd", "LogicalOr", "LogicalXor"].map((name) => [name, truthPairs()])),
  Pow: [
    given({
      a: floats([13, 1], [0, -0, 1, -1, 0.5, -2, 3.7, 1e-40, 3e38, Infinity, -Infinity, NaN, 10]),
      b: floats([17], [0, -0, 1, -1, 2, 3, -3, 0.5, -0.5, 2.5, 0.3, -0.3, 64, 65, -63.5, NaN, Infinity]),
    }),
    given({ a: vector(numbers(7, 5, 3)), b: floats([], [2]) }),
    given({ a: integers([5, 1], [0, 1, -1, 3, -2]), b: integers([6], [0, 1, 2, 5, 40, -3]) }),
  ],
  Prelu: [given({ x: random([3, 5], 6), alpha: random([5], 7) })],
  EluGrad: [given({ dy: random([9], 8), y: random([9], 9) })],
  AddN: [given({ 0: random([3, 3], 50), 1: random([3, 3], 51), 2: random([3, 3], 52) })],
  Select: [
    given({ condition: truths([7], [1, 0, 1, 1, 0, 0, 1]), t: random([7], 53), e: random([7], 54) }),
    given({ condition: truths([3], [1, 0, 1]), t: random([3, 2], 55), e: random([3, 2], 56) }),
  ],
};
for (const name of ["Add", "Sub", "Multiply", "Maximum", "Minimum", "SquaredDifference", "FloorDiv", "Mod"]) {
  binaryCases[name].push(...ofNumbers().slice(-1));
}
