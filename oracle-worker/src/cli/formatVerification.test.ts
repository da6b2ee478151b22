import { expect } from "chai";
import { formatVerification } from "./formatVerification.ts";
import type { VerificationReport } from "./verifyVersion.ts";

const REPORT: VerificationReport = {
  name: "eip155:1:0xab/7",
  verdict: "verified",
  contradiction: null,
  segments: 9,
  chosen: [2],
  replays: [{ from: 4, to: 8 }],
  stepsExecuted: 4,
  steps: 36,
  randomSeed: null,
};

describe("formatVerification", () => {
  it("says the verdict, the segments and the cost", () => {
    expect(formatVerification(REPORT)).to.equal(
      "eip155:1:0xab/7: verified\nsegment 2 of 9, 4 of 36 steps re-executed (11.1 % of the training)",
    );
  });

  it("writes runs of segments as ranges", () => {
    const segmentsOf = (chosen: number[]): string =>
      /segments? (.*) of 9/.exec(formatVerification({ ...REPORT, chosen }))?.[1] ?? "";
    expect(segmentsOf([1, 2, 3, 4, 5, 6, 7, 8, 9])).to.equal("1–9");
    expect(segmentsOf([1, 2, 5, 7, 8, 9])).to.equal("1, 2, 5, 7–9");
    expect(segmentsOf([])).to.equal("none");
  });

  it("says what is contradicted, and how to repeat a random choice", () => {
    const contradiction = { what: "state", step: 8, tensor: "a.weight", index: 3, claimed: "1", found: "2" };
    const lines = formatVerification({ ...REPORT, verdict: "contradicted", contradiction, randomSeed: "5eed" }).split(
      "\n",
    );
    expect(lines[0]).to.equal("eip155:1:0xab/7: CONTRADICTED");
    expect(lines[2]).to.equal("the proof's state of a.weight[3] at step 8 is 1, recomputed 2");
    expect(lines[3]).to.equal("repeat with --random 1 --seed 5eed");
  });
});
