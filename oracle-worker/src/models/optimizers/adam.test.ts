import { expect } from "chai";
import { runOptimizer } from "../../testing/runOptimizer.ts";
import { useBackend } from "../backend.ts";
import { adam } from "./adam.ts";

describe("adam", () => {
  before(() => useBackend("cpu"));

  it("moves by the rate when the gradient never changes, whatever its size, and decays nothing", () => {
    for (const gradient of [1e-3, 7]) {
      const end = runOptimizer(adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-12 }), {
        shape: [2, 2],
        start: 1,
        gradients: [gradient, gradient, gradient],
        rate: 0.1,
      });
      expect(end.get("w")?.values[3]).to.be.closeTo(0.7, 1e-6);
    }
  });

  it("shrinks its step by ε", () => {
    const end = runOptimizer(adam({ beta1: 0, beta2: 0, epsilon: 0.5 }), {
      shape: [1],
      start: 0,
      gradients: [1.5],
      rate: 1,
    });
    expect(end.get("w")?.values[0]).to.equal(-0.75);
  });
});
