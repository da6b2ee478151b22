import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { compare, exactPairedPValue, isImprovement } from "./mcnemar.ts";

describe("isImprovement (S-8)", () => {
  it("needs at least 11 to 0", () => {
    expect(isImprovement(10n, 0n)).to.equal(false);
    expect(isImprovement(11n, 0n)).to.equal(true);
  });

  it("tells neighbouring counts apart", () => {
    expect(isImprovement(25n, 6n)).to.equal(true); // 18² = 324 > 9 · 31 = 279
    expect(isImprovement(24n, 7n)).to.equal(false); // 16² = 256 < 279
  });

  it("is never given for losing", () => {
    expect(isImprovement(0n, 1000n)).to.equal(false);
    expect(isImprovement(5n, 5n)).to.equal(false);
  });
});

describe("compare", () => {
  it("counts samples on which exactly one is right", () => {
    const labels = Uint16Array.of(1, 2, 3, 4, 5);
    const reference = Uint16Array.of(1, 0, 0, 4, 0);
    const candidate = Uint16Array.of(1, 2, 3, 0, 9);
    expect(compare(candidate, reference, labels)).to.deep.equal({ newlyRight: 2, newlyWrong: 1 });
  });

  it("refuses predictions of other samples", async () => {
    const error = await expectAssayError(
      () => compare(new Uint16Array(2), new Uint16Array(3), new Uint16Array(3)),
      "PredictionsMismatch",
    );
    expect(error.message).to.include("2").and.to.include("3");
  });
});

describe("exactPairedPValue", () => {
  it("is the two-sided binomial tail", () => {
    expect(exactPairedPValue({ newlyRight: 0, newlyWrong: 0 })).to.equal(1);
    expect(exactPairedPValue({ newlyRight: 3, newlyWrong: 0 })).to.be.closeTo(0.25, 1e-12);
    expect(exactPairedPValue({ newlyRight: 2, newlyWrong: 8 })).to.be.closeTo((2 * (1 + 10 + 45)) / 1024, 1e-12);
    expect(exactPairedPValue({ newlyRight: 5, newlyWrong: 5 })).to.equal(1);
  });

  it("does not underflow for large counts", () => {
    expect(exactPairedPValue({ newlyRight: 3000, newlyWrong: 2900 })).to.be.closeTo(0.1974, 0.0005);
  });
});
