import { expect } from "chai";
import { decimalBelow, DecimalSchema } from "./decimal.ts";

const takes = (text: string): boolean => DecimalSchema.safeParse(text).success;

describe("DecimalSchema (F-1)", () => {
  it("has one spelling per number", () => {
    for (const text of ["0", "1", "10", "0.003", "12.5", "0.000000000000000001"])
      expect(takes(text), text).to.equal(true);
    for (const text of ["", ".5", "5.", "05", "0.50", "1e-3", "-1", "+1", "NaN", "Infinity", " 1", "1,5"])
      expect(takes(text), text).to.equal(false);
  });

  it("is short enough to be read alike everywhere", () => {
    expect(takes(`0.${"1".repeat(18)}`)).to.equal(true);
    expect(takes(`0.${"1".repeat(19)}`)).to.equal(false);
  });
});

describe("decimalBelow", () => {
  it("takes its lower end and not its upper one", () => {
    const schema = decimalBelow(0, 1);
    expect(["0", "0.999999"].map((text) => schema.safeParse(text).success)).to.deep.equal([true, true]);
    expect(["1", "2", "x"].map((text) => schema.safeParse(text).success)).to.deep.equal([false, false, false]);
  });
});
