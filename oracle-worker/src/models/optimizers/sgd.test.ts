import { expect } from "chai";
import { runOptimizer } from "../../testing/runOptimizer.ts";
import { useBackend } from "../backend.ts";
import { createOptimizer } from "./createOptimizer.ts";

describe("sgd", () => {
  before(() => useBackend("cpu"));
  const run = { shape: [1], start: 4, gradients: [1, 2, 0], rate: 0.5 };

  it("goes down the gradient without momentum", () => {
    const end = runOptimizer(createOptimizer({ kind: "sgd", momentum: "0" }), run);
    expect(end.get("w")?.values[0]).to.equal(4 - 0.5 * (1 + 2));
  });

  it("keeps its velocity with momentum", () => {
    const end = runOptimizer(createOptimizer({ kind: "sgd", momentum: "0.5" }), run);
    // velocities 1, 2.5, 1.25
    expect(end.get("w")?.values[0]).to.equal(4 - 0.5 * (1 + 2.5 + 1.25));
    expect(end.get("sgd.velocity/w")?.values[0]).to.equal(1.25);
    expect([...end.keys()]).to.deep.equal(["w", "sgd.velocity/w"]);
  });

  it("has momentum 0.9 unless told", () => {
    const end = runOptimizer(createOptimizer({ kind: "sgd" }), { ...run, gradients: [1, 0] });
    expect(end.get("sgd.velocity/w")?.values[0]).to.equal(Math.fround(0.9));
  });
});
