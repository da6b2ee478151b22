import { fileURLToPath } from "node:url";
import { erf, exp, log, sigmoid, tanh } from "./functions.mjs";
import { gelu } from "./gelu.mjs";
import { bitsOf, f, fromBits } from "./number.mjs";

// How far the functions are from the true ones: node oracle-worker/engine/reference/accuracy.mjs prints the table of
// docs/engine.md. The host's Math is the measure here, never the engine: its own error is below 10⁻⁸ ulp of binary32.

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {(x: number) => number} computed
 * @property {(x: number) => number} exact in binary64
 * @property {readonly [number, number]} range
 * @property {"ulp" | "absolute"} unit
 */

/** @type {readonly Subject[]} */
export const SUBJECTS = [
  { name: "exp", computed: exp, exact: Math.exp, range: [-87.3, 88.37], unit: "ulp" },
  { name: "log", computed: log, exact: Math.log, range: [1e-38, 3.4e38], unit: "ulp" },
  { name: "log", computed: log, exact: Math.log, range: [0.5, 2], unit: "ulp" },
  { name: "tanh", computed: tanh, exact: Math.tanh, range: [-10, 10], unit: "ulp" },
  { name: "sigmoid", computed: sigmoid, exact: (x) => 1 / (1 + Math.exp(-x)), range: [-87, 88], unit: "ulp" },
  { name: "erf", computed: erf, exact: exactErf, range: [-4, 4], unit: "absolute" },
  { name: "gelu", computed: gelu, exact: exactGelu, range: [-3, 10], unit: "ulp" },
  { name: "gelu", computed: gelu, exact: exactGelu, range: [-10, 10], unit: "absolute" },
];

/**
 * The largest error over numbers that are spread evenly over the range's binary32 numbers, half of them, and evenly over
 * the range.
 * @param {Subject} subject
 * @param {number} samples
 */
export function largestError({ computed, exact, range: [low, high], unit }, samples) {
  let worst = { error: 0, x: NaN };
  const consider = (/** @type {number} */ x) => {
    const expected = exact(x);
    const distance = Math.abs(computed(x) - expected);
    const error = unit === "ulp" ? distance / ulpOf(expected) : distance;
    if (error > worst.error) worst = { error, x };
  };
  const [first, last] = [positionOf(f(low)), positionOf(f(high))];
  const half = Math.ceil(samples / 2);
  for (let i = 0; i < half; i++) {
    consider(numberAt(Math.floor(first + ((last - first) * i) / half)));
    consider(f(low + ((high - low) * i) / half));
  }
  return worst;
}

/**
 * Place of a binary32 number among all, 0 at 0.
 * @param {number} x
 */
function positionOf(x) {
  return x < 0 ? -bitsOf(-x) : bitsOf(x);
}

/** @param {number} position */
function numberAt(position) {
  return position < 0 ? -fromBits(-position) : fromBits(position);
}

/**
 * From one binary32 number to the next, where x lies.
 * @param {number} x
 */
function ulpOf(x) {
  const magnitude = f(Math.abs(x));
  return fromBits(bitsOf(magnitude) + 1) - magnitude;
}

/**
 * The series of erf: exact enough below 5.
 * @param {number} x
 */
function exactErf(x) {
  // erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all of one sign.
  let term = x;
  let sum = x;
  for (let n = 1; n < 400 && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * The tanh form, which is what gelu means here.
 * @param {number} x
 */
function exactGelu(x) {
  return x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const subject of SUBJECTS) {
    const { error, x } = largestError(subject, 2 ** 22);
    const size = subject.unit === "ulp" ? error.toFixed(2) : error.toExponential(1);
    console.log(`| ${subject.name} | [${subject.range.join(", ")}] | ${size} ${subject.unit} | ${x} |`);
  }
}
