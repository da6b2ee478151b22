import { expect } from "chai";
import { bitsOf } from "./bitsOf.ts";

describe("bitsOf", () => {
  it("names the places of set bits, ascending, up to the highest of a word", () => {
    expect(bitsOf(0n)).to.deep.equal([]);
    expect(bitsOf(0b1011n)).to.deep.equal([0, 1, 3]);
    expect(bitsOf((1n << 255n) | 1n)).to.deep.equal([0, 255]);
  });
});
