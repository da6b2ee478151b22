import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { majorityBaseline, unigramBaseline } from "./baselines.ts";

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

describe("unigramBaseline", () => {
  it("answers with the training text's commonest character, not the held-out one's", () => {
    const held = Uint16Array.of(1, 1, 1, 0);
    expect(unigramBaseline([0, 0, 1], held)).to.deep.equal({ answer: 0, correct: 1, total: 4, baselineBps: 2500 });
  });
});
