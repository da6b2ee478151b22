import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { bigramBaseline, majorityBaseline } from "./baselines.ts";

describe("majorityBaseline", () => {
  it("is the share of the most frequent class, rounded down", () => {
    expect(majorityBaseline(Uint16Array.of(2, 1, 2))).to.deep.equal({
      answer: 2,
      correct: 2,
      total: 3,
      baselineBps: 6666,
    });
  });

  it("takes the lowest of equals", () => {
    expect(majorityBaseline(Uint16Array.of(5, 3, 5, 3)).answer).to.equal(3);
  });

  it("refuses no samples", () => expectAssayError(() => majorityBaseline(new Uint16Array()), "DatasetInvalid"));
});

describe("bigramBaseline", () => {
  // 0 is followed by 1, 1, 2; 1 by 0, 0; 2 by 0.
  const training = [0, 1, 0, 1, 0, 2, 0];

  it("answers with the commonest follower in the training text, whatever the held-out text has", () => {
    const inputs = [
      [2, 2, 0],
      [0, 0, 0],
      [0, 1],
      [1, 2],
    ];
    const labels = Uint16Array.of(1, 2, 0, 1);
    expect(bigramBaseline(training, { inputs, labels })).to.deep.equal({ correct: 2, total: 4, baselineBps: 5000 });
  });

  it("answers a character that the training text lacks with its commonest one", () => {
    expect(bigramBaseline(training, { inputs: [[7]], labels: Uint16Array.of(0) }).correct).to.equal(1);
  });
});
