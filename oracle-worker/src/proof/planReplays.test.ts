import { expect } from "chai";
import { planReplays, stepsOf } from "./planReplays.ts";

/** Five checkpoints, ten steps apart. */
const claims = {
  checkpoints: [10, 20, 30, 40, 50].map((step) => ({
    step,
    loss: 0,
    losses: `0x${"00".repeat(32)}` as const,
    stateRoot: `0x${"00".repeat(32)}` as const,
  })),
};
const costOf = (segments: number[], published: number[]): number =>
  stepsOf(claims, planReplays(segments, new Set(published)));

describe("planReplays", () => {
  it("starts a segment from the state before it, where that is published", () => {
    expect(planReplays([4], new Set([1, 3, 5]))).to.deep.equal([{ from: 3, to: 4 }]);
    expect(planReplays([1], new Set([1]))).to.deep.equal([{ from: 0, to: 1 }]);
  });

  it("starts it from the nearest earlier one otherwise, and else from the start", () => {
    expect(planReplays([5], new Set([2]))).to.deep.equal([{ from: 2, to: 5 }]);
    expect(planReplays([5], new Set())).to.deep.equal([{ from: 0, to: 5 }]);
  });

  it("goes on from one segment to the next rather than executing steps twice", () => {
    expect(planReplays([4, 2, 2], new Set())).to.deep.equal([{ from: 0, to: 4 }]);
    expect(planReplays([1, 2, 5], new Set([1, 2, 3, 4]))).to.deep.equal([
      { from: 0, to: 2 },
      { from: 4, to: 5 },
    ]);
    expect(planReplays([1, 2, 3, 4, 5], new Set([1, 2, 3, 4]))).to.deep.equal([{ from: 0, to: 5 }]);
  });

  it("costs a segment alone with its state published, everything at most once without", () => {
    expect(costOf([3], [2])).to.equal(10);
    expect(costOf([3, 5], [])).to.equal(50);
    expect(costOf([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])).to.equal(50);
  });
});
