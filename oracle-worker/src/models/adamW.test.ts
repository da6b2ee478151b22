import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { type AdamState, adamW } from "./adamW.ts";
import { useBackend } from "./backend.ts";

const RATE = 0.1;

/** The paper's algorithm 2 on one number, in binary64. */
function reference(weight: number, gradients: readonly number[], decay: number): number {
  let [w, m, v] = [weight, 0, 0];
  gradients.forEach((g, i) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const [mHat, vHat] = [m / (1 - 0.9 ** (i + 1)), v / (1 - 0.999 ** (i + 1))];
    w = w - RATE * decay * w - (RATE * mHat) / (Math.sqrt(vHat) + 1e-8);
  });
  return w;
}

function run(shape: number[], gradients: readonly number[]): number {
  return tf.tidy(() => {
    const all = (value: number): Map<string, tf.Tensor> => new Map([["w", tf.fill(shape, value)]]);
    let state: AdamState = { weights: all(2), means: all(0), squares: all(0) };
    gradients.forEach((gradient, i) => {
      state = adamW(state, all(gradient), i + 1, RATE);
    });
    return state.weights.get("w")?.dataSync()[0] ?? Number.NaN;
  });
}

describe("adamW", () => {
  before(() => useBackend("cpu"));
  const gradients = [0.3, -0.2, 0.5, 0.1, 0, -1];

  it("is the paper's, with decay 0.01 on matrices", () => {
    expect(run([2, 2], gradients)).to.be.closeTo(reference(2, gradients, 0.01), 1e-6);
  });

  it("does not decay vectors", () => {
    expect(run([2], gradients)).to.be.closeTo(reference(2, gradients, 0), 1e-6);
    expect(run([2], [0, 0])).to.equal(2);
  });
});
