import { expect } from "chai";
import { createTurns } from "./createTurns.ts";

const KEY = { benchmarkId: 1, epoch: 7 };

describe("createTurns", () => {
  let clock: number;
  const turns = () => createTurns({ turnMs: 50, graceMs: 1_000, now: () => clock });

  beforeEach(() => (clock = 5_000));

  it("counts from when an action was first seen, for each round of each batch", () => {
    const line = turns();
    expect(line.isOwn(KEY, { kind: "settle" }, { round: 0, rank: 1 })).to.equal(false);
    clock += 50;
    expect(line.isOwn(KEY, { kind: "settle" }, { round: 0, rank: 1 })).to.equal(true);
    expect(line.isOwn(KEY, { kind: "settle" }, { round: 1, rank: 1 })).to.equal(false);
    expect(line.isOwn({ ...KEY, epoch: 8 }, { kind: "settle" }, { round: 0, rank: 1 })).to.equal(false);
    line.forget(KEY);
    expect(line.isOwn(KEY, { kind: "settle" }, { round: 0, rank: 1 })).to.equal(false);
  });

  it("W-5: gives members a grace to sign, unless all have", () => {
    const line = turns();
    const isOwn = (isComplete: boolean, rank = 0) =>
      line.isOwn(KEY, { kind: "submit", isComplete }, { round: 0, rank });
    expect([isOwn(false), isOwn(true), isOwn(true, 1)]).to.deep.equal([false, true, false]);
    clock += 999;
    expect([isOwn(false), isOwn(true, 1)]).to.deep.equal([false, true]);
    clock += 1;
    expect([isOwn(false), isOwn(false, 1)]).to.deep.equal([true, false]);
  });

  it("W-6: lets nobody wait with a challenge that is urgent", () => {
    const line = turns();
    const isOwn = (isUrgent: boolean) =>
      line.isOwn(KEY, { kind: "challenge", bondWei: 1n, isUrgent }, { round: 0, rank: 9 });
    expect([isOwn(false), isOwn(true)]).to.deep.equal([false, true]);
  });
});
