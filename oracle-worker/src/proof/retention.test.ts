import { expect } from "chai";
import { tinyClassifierSpec } from "../testing/tinyRuns.ts";
import { defaultStatesPolicy, keptSteps } from "./retention.ts";

/** Ten checkpoints. */
const { train } = tinyClassifierSpec({ steps: 95, checkpointEvery: 10 });
const kept = (policy: "all" | "none" | number): number[] => [...keptSteps(train, policy)];

describe("keptSteps", () => {
  it("keeps all, none, or so many that cut the run into even parts", () => {
    expect(kept("all")).to.deep.equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 95]);
    expect(kept("none")).to.deep.equal([]);
    expect(kept(0)).to.deep.equal([]);
    expect(kept(1)).to.deep.equal([50]);
    expect(kept(3)).to.deep.equal([20, 50, 70]);
    expect(kept(9)).to.deep.equal([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    for (const many of [10, 1000]) expect(kept(many)).to.deep.equal(kept("all"));
  });

  it("never keeps one twice, nor more than asked for", () => {
    for (let count = 0; count < 10; count++) expect(new Set(kept(count)).size).to.equal(count);
  });

  it("keeps by default what fits 256 MiB", () => {
    const large = tinyClassifierSpec();
    if (large.architecture.kind !== "textClassifier") throw new Error("tinyClassifierSpec is a textClassifier");
    // 2^22 weights and as many of each moment: 48 MiB a state.
    large.architecture = { ...large.architecture, buckets: 2 ** 18, hidden: 16 };
    expect(defaultStatesPolicy(large)).to.equal(5);
  });
});
