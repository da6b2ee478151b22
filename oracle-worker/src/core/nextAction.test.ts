import { expect } from "chai";
import { type BatchState, type JobState, JOB_STATES, type JobView, nextAction } from "./nextAction.ts";

const VIEW: JobView = {
  state: "signed",
  isSigned: true,
  epoch: 100,
  currentEpoch: 101,
  chainTime: 1_000,
  isEligible: true,
  checks: false,
  maxBondWei: 10n,
  draw: { state: "drawn", isMember: true },
  batch: { state: "none" },
  signatures: 1,
  quorum: 2,
  members: 3,
};
const OTHERS = { state: "drawn", isMember: false } as const;
const SUBMITTED = {
  state: "submitted",
  submittedAt: 1_000,
  settleableAt: 2_000,
  verdict: "same",
  isSigner: true,
  bondWei: 10n,
} as const satisfies BatchState;
const MINED: JobView = { ...VIEW, state: "mined", batch: SUBMITTED };
const LATE = { chainTime: 2_000 };

describe("nextAction", () => {
  const steps: [JobState, string][] = [
    ["seen", "fetch"],
    ["fetched", "score"],
    ["scored", "sign"],
    ["signed", "collect"],
    ["final", "none"],
  ];
  for (const [state, kind] of steps) {
    it(`${kind} follows ${state}`, () =>
      expect(nextAction({ ...VIEW, state, isSigned: state === "signed" }).kind).to.equal(kind));
  }

  describe("before a submission", () => {
    const draws: [JobView["draw"]["state"], object][] = [
      ["open", { kind: "close" }],
      ["waiting", { kind: "wait", for: "seed" }],
      ["storable", { kind: "storeSeed" }],
    ];
    for (const [state, action] of draws) {
      it(`C-9: measures nothing while the draw is ${state}`, () => {
        if (state === "drawn") throw new Error("a case of its own");
        expect(nextAction({ ...VIEW, state: "seen", isSigned: false, draw: { state } })).to.deep.equal(action);
      });
    }

    it("C-9: leaves the batch to those who are drawn, also one that it has measured", () => {
      for (const state of ["seen", "scored", "mined"] as const)
        expect(nextAction({ ...VIEW, state, draw: OTHERS })).to.deep.equal({ kind: "wait", for: "others" });
    });

    it("W-4: measures for a check only what is submitted", () =>
      expect(nextAction({ ...VIEW, state: "seen", draw: OTHERS, checks: true }).kind).to.equal("wait"));

    it("C-1: has nothing to do with a batch that it may not sign, unless it checks", () => {
      const outside = { ...VIEW, state: "seen", isEligible: false } as const;
      expect(nextAction(outside)).to.deep.equal({ kind: "finish", outcome: "not a member" });
      // It closes no epoch for others either.
      expect(nextAction({ ...outside, checks: true, draw: { state: "open" } })).to.deep.equal({
        kind: "wait",
        for: "others",
      });
    });

    it("W-5: submits with a quorum, and says whether more could come", () => {
      expect(nextAction({ ...VIEW, signatures: 2 })).to.deep.equal({ kind: "submit", isComplete: false });
      expect(nextAction({ ...VIEW, signatures: 3 })).to.deep.equal({ kind: "submit", isComplete: true });
    });

    it("submits again after a crash that left it `sent`, as long as the chain has no batch", () => {
      expect(nextAction({ ...VIEW, state: "sent", signatures: 2 }).kind).to.equal("submit");
      // A reorganisation took the batch away.
      expect(nextAction({ ...VIEW, state: "mined", signatures: 2 }).kind).to.equal("submit");
    });

    it("C-5: gives up 64 epochs after the batch's own, not before", () => {
      expect(nextAction({ ...VIEW, currentEpoch: 163 }).kind).to.equal("collect");
      expect(nextAction({ ...VIEW, currentEpoch: 164 })).to.deep.equal({ kind: "finish", outcome: "expired" });
    });
  });

  describe("in the window", () => {
    it("C-5: settles its own result after it", () => {
      expect(nextAction({ ...VIEW, batch: SUBMITTED })).to.deep.equal({ kind: "markMined" });
      expect(nextAction({ ...MINED, ...LATE })).to.deep.equal({ kind: "settle" });
      // However late.
      expect(nextAction({ ...MINED, chainTime: 9_999, currentEpoch: 500 })).to.deep.equal({ kind: "settle" });
    });

    it("C-13: looks again before a challenge could go unanswered", () => {
      expect(nextAction({ ...MINED, chainTime: 1_500 })).to.deep.equal({ kind: "wait", for: "window", until: 1_563 });
      expect(nextAction({ ...MINED, chainTime: 1_999 })).to.deep.equal({ kind: "wait", for: "window", until: 2_000 });
    });

    it("leaves a result that it did not find to others", () => {
      for (const verdict of ["different", "contradicts", "unknown"] as const) {
        const batch = { ...SUBMITTED, verdict };
        expect(nextAction({ ...MINED, ...LATE, batch })).to.deep.equal({ kind: "wait", for: "others" });
      }
    });

    it("W-6: challenges what it can prove wrong, at once when half of the window has passed", () => {
      const wrong = { ...MINED, batch: { ...SUBMITTED, verdict: "contradicts" } } as const;
      expect(nextAction({ ...wrong, chainTime: 1_499 })).to.deep.equal({
        kind: "challenge",
        bondWei: 10n,
        isUrgent: false,
      });
      expect(nextAction({ ...wrong, chainTime: 1_500 })).to.deep.include({ isUrgent: true });
      // One that is not on the committee, or has left it, does too.
      expect(nextAction({ ...wrong, draw: OTHERS }).kind).to.equal("challenge");
      expect(nextAction({ ...wrong, isEligible: false }).kind).to.equal("challenge");
    });

    it("W-6: challenges neither above its limit, nor the last round, nor what it cannot prove", () => {
      const wrong = { ...SUBMITTED, verdict: "contradicts" } as const;
      const batches = [
        { ...wrong, bondWei: 11n },
        { ...wrong, bondWei: undefined },
        { ...wrong, verdict: "different" },
      ] as const;
      for (const batch of batches) expect(nextAction({ ...MINED, batch }).kind).to.equal("wait");
      expect(nextAction({ ...MINED, batch: wrong, maxBondWei: 0n }).kind).to.equal("wait");
    });

    it("W-5: adds its signature to a submission that left it out", () => {
      const batch = { ...SUBMITTED, isSigner: false };
      const late: JobView = { ...VIEW, isSigned: false, batch };
      expect(nextAction({ ...late, state: "seen" })).to.deep.equal({ kind: "fetch" });
      expect(nextAction({ ...late, state: "fetched" })).to.deep.equal({ kind: "score" });
      expect(nextAction({ ...late, state: "scored" })).to.deep.equal({ kind: "sign" });
      expect(nextAction({ ...late, state: "signed", isSigned: true })).to.deep.equal({ kind: "markMined" });
      expect(nextAction({ ...MINED, batch })).to.deep.equal({ kind: "attest" });
      expect(nextAction({ ...MINED, batch, ...LATE })).to.deep.equal({ kind: "settle" });
    });

    it("W-5: signs nothing that differs from the submission, nothing after the window, and nothing for others", () => {
      const scored: JobView = { ...VIEW, state: "scored", isSigned: false, batch: { ...SUBMITTED, isSigner: false } };
      const mined = { kind: "markMined" };
      expect(nextAction({ ...scored, batch: { ...SUBMITTED, verdict: "different" } })).to.deep.equal(mined);
      expect(nextAction({ ...scored, ...LATE })).to.deep.equal(mined);
      expect(nextAction({ ...scored, draw: OTHERS })).to.deep.equal(mined);
      expect(nextAction({ ...MINED, batch: scored.batch, draw: OTHERS }).kind).to.equal("wait");
    });

    it("W-4: measures what others have submitted when it checks, and else leaves it to them", () => {
      const other = { ...VIEW, state: "seen", isSigned: false, draw: OTHERS, batch: SUBMITTED } as const;
      expect(nextAction(other)).to.deep.equal({ kind: "wait", for: "others" });
      expect(nextAction({ ...other, checks: true })).to.deep.equal({ kind: "fetch" });
      expect(nextAction({ ...other, checks: true, isEligible: false })).to.deep.equal({ kind: "fetch" });
    });

    it("ends with a batch of others when it has left, unless it has measured it", () => {
      const left = { ...MINED, isEligible: false };
      expect(nextAction({ ...left, state: "seen" })).to.deep.equal({ kind: "finish", outcome: "not a member" });
      expect(nextAction({ ...left, ...LATE })).to.deep.equal({ kind: "settle" });
    });
  });

  describe("C-13: when challenged", () => {
    const challenged: JobView = { ...MINED, batch: { state: "challenged", answerBy: 2_000 } };

    it("answers the round it is drawn for, with the signature it has", () => {
      expect(nextAction({ ...challenged, signatures: 2 })).to.deep.equal({ kind: "submit", isComplete: false });
      expect(nextAction({ ...challenged, signatures: 1 })).to.deep.equal({ kind: "collect" });
      expect(nextAction({ ...challenged, isSigned: false })).to.deep.equal({ kind: "sign" });
      expect(nextAction({ ...challenged, state: "seen", isSigned: false })).to.deep.equal({ kind: "fetch" });
    });

    it("waits for the round's seed, and leaves a round of others to them", () => {
      expect(nextAction({ ...challenged, draw: { state: "waiting" } })).to.deep.equal({ kind: "wait", for: "seed" });
      expect(nextAction({ ...challenged, draw: { state: "storable" } })).to.deep.equal({ kind: "storeSeed" });
      expect(nextAction({ ...challenged, draw: OTHERS })).to.deep.equal({ kind: "wait", for: "others" });
    });

    it("abandons a round that nobody has answered in time", () => {
      expect(nextAction({ ...challenged, chainTime: 1_999 }).kind).to.equal("collect");
      expect(nextAction({ ...challenged, ...LATE })).to.deep.equal({ kind: "abandon" });
      expect(nextAction({ ...challenged, ...LATE, draw: OTHERS })).to.deep.equal({ kind: "abandon" });
    });
  });

  it("believes a batch's end when it is finalized", () =>
    expect(nextAction({ ...MINED, batch: { state: "ending" } })).to.deep.equal({ kind: "wait", for: "others" }));

  for (const state of JOB_STATES.slice(0, -1)) {
    for (const outcome of ["settled", "cancelled"] as const) {
      it(`ends ${state} when the batch is ${outcome}`, () =>
        expect(nextAction({ ...VIEW, state, batch: { state: outcome } })).to.deep.equal({ kind: "finish", outcome }));
    }
  }
});
