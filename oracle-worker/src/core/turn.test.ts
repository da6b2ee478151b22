import { expect } from "chai";
import { isTurn, rankOf } from "./turn.ts";

describe("rankOf", () => {
  it("gives every place once in an epoch, and the first place to each worker in turn", () => {
    const ranks = (epoch: number) => [0, 1, 2].map((position) => rankOf({ epoch, position, workers: 3 }));
    expect(ranks(6)).to.deep.equal([0, 1, 2]);
    expect(ranks(7)).to.deep.equal([1, 2, 0]);
    expect(ranks(8)).to.deep.equal([2, 0, 1]);
  });
});

describe("isTurn", () => {
  const after = (readyMs: number, rank: number) => isTurn({ readyMs, rank, turnMs: 50, graceMs: 10 });

  it("is the first one's after the grace, and the others' one turn later each", () => {
    expect([after(9, 0), after(10, 0)]).to.deep.equal([false, true]);
    expect([after(109, 2), after(110, 2)]).to.deep.equal([false, true]);
  });

  it("is everybody's at once without turns and grace", () =>
    expect(isTurn({ readyMs: 0, rank: 9, turnMs: 0, graceMs: 0 })).to.equal(true));
});
