import { f, max, min } from "../number.mjs";
import { pow } from "../pow.mjs";
import { at, broadcast, build, toInteger } from "./tensor.mjs";

/** @typedef {(a: number, b: number) => number} Pairwise */

/**
 * @param {Pairwise} ofFloats
 * @param {Pairwise} [ofIntegers] wrapped around afterwards; the same unless given
 * @param {"bool" | "int32"} [dtype] of the result; the inputs' unless given
 * @returns {import("./tensor.mjs").Kernel}
 */
function binary(ofFloats, ofIntegers = ofFloats, dtype) {
  return ({ a, b }) => {
    const compute = a.dtype === "float32" ? ofFloats : ofIntegers;
    const shape = broadcast(a.shape, b.shape);
    return [build(dtype ?? a.dtype, shape, (place) => compute(at(a, place), at(b, place)))];
  };
}

/** @param {(a: number, b: number) => boolean} compare */
function comparison(compare) {
  const truth = (/** @type {number} */ a, /** @type {number} */ b) => (compare(a, b) ? 1 : 0);
  return binary(truth, truth, "bool");
}

/** @type {Pairwise} */
const squaredDifference = (a, b) => f(f(a - b) * f(a - b));

/**
 * With the sign of b. JavaScript's % is exact, with the sign of a.
 * @param {number} a
 * @param {number} b
 * @param {(x: number) => number} round
 */
function remainder(a, b, round) {
  const rest = a % b;
  return a >= 0 === b >= 0 ? rest : round(rest + b) % b;
}

/** @type {Pairwise} */
function integerPower(a, b) {
  if (b < 0) return Math.abs(a) === 1 ? a ** Math.abs(b % 2) : 0;
  let power = 1;
  for (let i = 0; i < b; i++) power = Math.imul(power, a);
  return power;
}

/** @type {Record<string, import("./tensor.mjs").Kernel>} */
export const binaryKernels = {
  Add: binary(
    (a, b) => f(a + b),
    (a, b) => a + b,
  ),
  Sub: binary(
    (a, b) => f(a - b),
    (a, b) => a - b,
  ),
  Multiply: binary((a, b) => f(a * b), Math.imul),
  RealDiv: binary((a, b) => f(a / b)),
  FloorDiv: binary(
    (a, b) => toInteger(Math.floor(f(a / b))),
    (a, b) => (b === 0 ? 0 : Math.floor(a / b)),
    "int32",
  ),
  Mod: binary(
    (a, b) => remainder(a, b, f),
    (a, b) => remainder(a, b, (x) => x) | 0,
  ),
  Maximum: binary(max),
  Minimum: binary(min),
  SquaredDifference: binary(squaredDifference, (a, b) => Math.imul(a - b, a - b)),
  Pow: binary(pow, integerPower),
  Equal: comparison((a, b) => a === b),
  NotEqual: comparison((a, b) => a !== b),
  Greater: comparison((a, b) => a > b),
  GreaterEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessEqual: comparison((a, b) => a <= b),
  LogicalAnd: comparison((a, b) => a !== 0 && b !== 0),
  LogicalOr: comparison((a, b) => a !== 0 || b !== 0),
  LogicalXor: comparison((a, b) => (a !== 0) !== (b !== 0)),
  Prelu: ({ x, alpha }) => [
    build("float32", x.shape, (place) => {
      const value = at(x, place);
      return value > 0 ? value : f(at(alpha, place) * value);
    }),
  ],
  EluGrad: ({ dy, y }) => [
    build("float32", y.shape, (place) => {
      const [d, value] = [at(dy, place), at(y, place)];
      return value >= 0 ? d : f(d * f(value + 1));
    }),
  ],
  AddN: (inputs) => {
    const [first, ...rest] = Object.values(inputs);
    return [rest.reduce((sum, next) => binaryKernels.Add({ a: sum, b: next }, {})[0], first)];
  },
  Select: ({ condition, t, e }) => [
    build(t.dtype, t.shape, (place) =>
      at(condition, aligned(place, condition.shape)) !== 0 ? at(t, place) : at(e, place),
    ),
  ],
};

/**
 * A condition of lower rank chooses whole rows: its axes are the first ones.
 * @param {readonly number[]} place
 * @param {readonly number[]} shape
 */
function aligned(place, shape) {
  return place.slice(0, shape.length);
}
