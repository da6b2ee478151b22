import { expect } from "chai";
import { wholePower } from "./wholePower.ts";

describe("wholePower", () => {
  it("is exact on powers of two, and the power otherwise", () => {
    expect([0, 1, 2, 10, 62].map((n) => wholePower(2, n))).to.deep.equal([1, 2, 4, 1024, 2 ** 62]);
    expect(wholePower(0.5, 1074)).to.equal(Number.MIN_VALUE);
    for (const n of [3, 7, 100, 999]) expect(wholePower(0.999, n)).to.be.closeTo(0.999 ** n, 1e-13);
  });

  it("ends at 0 for a long run", () => {
    expect(wholePower(0.9, 1_000_000)).to.equal(0);
  });
});
