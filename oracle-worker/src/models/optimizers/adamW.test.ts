import { expect } from "chai";
import { runOptimizer } from "../../testing/runOptimizer.ts";
import { useBackend } from "../backend.ts";
import { adamW } from "./adamW.ts";
import { createOptimizer } from "./createOptimizer.ts";

const RATE = 0.1;
const GRADIENTS = [0.3, -0.2, 0.5, 0.1, 0, -1];

/** The paper's algorithm 2 on one number, in binary64. */
function reference(weight: number, decay: number, [beta1, beta2] = [0.9, 0.999]): number {
  let [w, m, v] = [weight, 0, 0];
  GRADIENTS.forEach((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const [mHat, vHat] = [m / (1 - beta1 ** (i + 1)), v / (1 - beta2 ** (i + 1))];
    w = w - RATE * decay * w - (RATE * mHat) / (Math.sqrt(vHat) + 1e-8);
  });
  return w;
}

describe("adamW", () => {
  before(() => useBackend("cpu"));

  it("is the paper's, with decay 0.01 on matrices and filters", () => {
    for (const shape of [
      [2, 2],
      [1, 1, 2, 3],
    ]) {
      const end = runOptimizer(createOptimizer(), { shape, start: 2, gradients: GRADIENTS, rate: RATE });
      expect(end.get("w")?.values[0]).to.be.closeTo(reference(2, 0.01), 1e-6);
    }
  });

  it("does not decay vectors", () => {
    const at = { shape: [2], start: 2, rate: RATE };
    expect(runOptimizer(createOptimizer(), { ...at, gradients: GRADIENTS }).get("w")?.values[0]).to.be.closeTo(
      reference(2, 0),
      1e-6,
    );
    expect([...(runOptimizer(createOptimizer(), { ...at, gradients: [0, 0] }).get("w")?.values ?? [])]).to.deep.equal([
      2, 2,
    ]);
  });

  it("takes other constants", () => {
    const other = adamW({ beta1: 0.5, beta2: 0.9, epsilon: 1e-8, weightDecay: 0.5 });
    const end = runOptimizer(other, { shape: [1, 1], start: 2, gradients: GRADIENTS, rate: RATE });
    expect(end.get("w")?.values[0]).to.be.closeTo(reference(2, 0.5, [0.5, 0.9]), 1e-6);
  });

  it("names its moments by what they belong to", () => {
    const end = runOptimizer(createOptimizer(), { shape: [1], start: 0, gradients: [1], rate: RATE });
    expect([...end.keys()]).to.deep.equal(["w", "adam.m/w", "adam.v/w"]);
    expect(end.get("adam.m/w")?.values[0]).to.equal(Math.fround(1 - 0.9));
    expect(end.get("adam.v/w")?.values[0]).to.equal(Math.fround(1 - 0.999));
  });
});
