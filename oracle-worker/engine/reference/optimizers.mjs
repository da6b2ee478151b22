import { f } from "./number.mjs";

// docs/engine.md, "Optimisers". Scalars in binary64 by + − × ÷ alone, rounded once.

/**
 * base^exponent by repeated squaring from the lowest bit, in binary64.
 * @param {number} base
 * @param {number} exponent
 */
function wholePower(base, exponent) {
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}

/** @typedef {{ beta1: number, beta2: number, epsilon: number, weightDecay: number }} AdamConstants */

/**
 * New weight and moments. Adam is AdamW with a decay of 0.
 * @param {{ p: Float32Array, m: Float32Array, v: Float32Array }} state
 * @param {Float32Array} g
 * @param {AdamConstants} constants
 * @param {{ step: number, rate: number, decays: boolean }} at step from 1; whether the tensor decays
 */
export function adamW({ p, m, v }, g, constants, { step, rate, decays }) {
  const [beta1, beta2, epsilon] = [constants.beta1, constants.beta2, constants.epsilon].map(f);
  const [rest1, rest2] = [f(1 - constants.beta1), f(1 - constants.beta2)];
  const correction1 = f(1 / (1 - wholePower(constants.beta1, step)));
  const correction2 = f(1 / (1 - wholePower(constants.beta2, step)));
  const decay = decays ? f(1 - rate * constants.weightDecay) : 1;
  const newM = m.map((old, i) => f(f(old * beta1) + f(g[i] * rest1)));
  const newV = v.map((old, i) => f(f(old * beta2) + f(f(g[i] * g[i]) * rest2)));
  const newP = p.map((old, i) => {
    const root = f(Math.sqrt(f(newV[i] * correction2)));
    const update = f(f(newM[i] * correction1) / f(root + epsilon));
    return f(f(old * decay) - f(update * f(rate)));
  });
  return { p: newP, m: newM, v: newV };
}

/**
 * @param {{ p: Float32Array, u: Float32Array }} state
 * @param {Float32Array} g
 * @param {{ momentum: number, rate: number }} constants
 */
export function sgd({ p, u }, g, { momentum, rate }) {
  const newU = u.map((old, i) => f(f(old * f(momentum)) + g[i]));
  return { p: p.map((old, i) => f(old - f(newU[i] * f(rate)))), u: newU };
}
