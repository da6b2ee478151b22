import { expect } from "chai";
import { type JobState, JOB_STATES, type JobView, nextAction, rankOf } from "./nextAction.ts";

const VIEW: JobView = {
  state: "signed",
  epoch: 100,
  currentEpoch: 101,
  chainTime: 1_000,
  isMember: true,
  batch: { state: "none" },
  signatures: 1,
  quorum: 2,
  rank: 0,
  readyMs: 0,
  turnMs: 50,
};
const SUBMITTED = { state: "submitted", settleableAt: 2_000, isOwn: true } as const;

describe("nextAction", () => {
  const steps: [JobState, string][] = [
    ["seen", "fetch"],
    ["fetched", "score"],
    ["scored", "sign"],
    ["signed", "collect"],
    ["final", "none"],
  ];
  for (const [state, kind] of steps) {
    it(`${kind} follows ${state}`, () => expect(nextAction({ ...VIEW, state }).kind).to.equal(kind));
  }

  it("C-6: submits with a quorum, when it is its turn", () => {
    const ready = { ...VIEW, signatures: 2 };
    expect(nextAction(ready)).to.deep.equal({ kind: "submit" });
    expect(nextAction({ ...ready, rank: 2, readyMs: 99 })).to.deep.equal({ kind: "wait", for: "turn" });
    expect(nextAction({ ...ready, rank: 2, readyMs: 100 })).to.deep.equal({ kind: "submit" });
  });

  it("submits again after a crash that left it `sent`, as long as the chain has no batch", () => {
    expect(nextAction({ ...VIEW, state: "sent", signatures: 2 })).to.deep.equal({ kind: "submit" });
    // A reorganisation took the batch away.
    expect(nextAction({ ...VIEW, state: "mined", signatures: 2 })).to.deep.equal({ kind: "submit" });
  });

  it("C-5: settles its own result after the window, in turn", () => {
    const mined = { ...VIEW, state: "mined", batch: SUBMITTED } as const;
    expect(nextAction({ ...VIEW, batch: SUBMITTED })).to.deep.equal({ kind: "markMined" });
    expect(nextAction({ ...mined, chainTime: 1_999 })).to.deep.equal({ kind: "wait", for: "window", until: 2_000 });
    expect(nextAction({ ...mined, chainTime: 2_000 })).to.deep.equal({ kind: "settle" });
    expect(nextAction({ ...mined, chainTime: 2_000, rank: 1 })).to.deep.equal({ kind: "wait", for: "turn" });
  });

  it("leaves a result that it did not find to others", () => {
    const batch = { ...SUBMITTED, isOwn: false };
    expect(nextAction({ ...VIEW, state: "mined", chainTime: 9_999, batch })).to.deep.equal({
      kind: "wait",
      for: "settlement by others",
    });
  });

  it("checks a submission before it has signed, and as one who has left the committee", () => {
    expect(nextAction({ ...VIEW, state: "seen", batch: SUBMITTED, isMember: false })).to.deep.equal({ kind: "fetch" });
    expect(nextAction({ ...VIEW, state: "scored", batch: SUBMITTED, isMember: false })).to.deep.equal({
      kind: "markMined",
    });
  });

  it("C-1: has nothing to do with a batch that it may not sign", () => {
    expect(nextAction({ ...VIEW, state: "seen", isMember: false })).to.deep.equal({
      kind: "finish",
      outcome: "not a member",
    });
  });

  it("C-5: gives up 64 epochs after the batch's own, not before", () => {
    expect(nextAction({ ...VIEW, currentEpoch: 163 }).kind).to.equal("collect");
    expect(nextAction({ ...VIEW, currentEpoch: 164 })).to.deep.equal({ kind: "finish", outcome: "expired" });
    // What is submitted is settled however late.
    expect(
      nextAction({ ...VIEW, state: "mined", chainTime: 9_999, currentEpoch: 500, batch: SUBMITTED }).kind,
    ).to.equal("settle");
  });

  for (const state of JOB_STATES.slice(0, -1)) {
    for (const outcome of ["settled", "cancelled"] as const) {
      it(`ends ${state} when the batch is ${outcome}`, () =>
        expect(nextAction({ ...VIEW, state, batch: { state: outcome } })).to.deep.equal({ kind: "finish", outcome }));
    }
  }
});

describe("rankOf", () => {
  it("gives every place once in an epoch, and the first place to each worker in turn", () => {
    const ranks = (epoch: number) => [0, 1, 2].map((position) => rankOf({ epoch, position, workers: 3 }));
    expect(ranks(6)).to.deep.equal([0, 1, 2]);
    expect(ranks(7)).to.deep.equal([1, 2, 0]);
    expect(ranks(8)).to.deep.equal([2, 0, 1]);
  });
});
