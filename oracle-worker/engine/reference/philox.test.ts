import { expect } from "chai";
import { dropoutFactors } from "./dropout.mjs";
import { philox, wordAt } from "./philox.mjs";

describe("reference philox", () => {
  it("gives the known answers of Random123", () => {
    expect(philox([0, 0], [0, 0, 0, 0])).to.deep.equal([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    expect(philox([ones, ones], [ones, ones, ones, ones])).to.deep.equal([
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    ]);
    const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
    expect(philox([0xa4093822, 0x299f31d0], pi)).to.deep.equal([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });

  it("counts blocks of four words", () => {
    expect(wordAt([1, 2], 7)).to.equal(philox([1, 2], [1, 0, 0, 0])[3]);
    expect(wordAt([1, 2], 2 ** 34)).to.equal(philox([1, 2], [0, 1, 0, 0])[0]);
  });

  it("drops the share that the rate asks for", () => {
    const factors = dropoutFactors([1, 2], { first: 0, size: 2000, rate: 0.3 });
    expect(new Set(factors)).to.deep.equal(new Set([0, Math.fround(1 / 0.7)]));
    expect(factors.filter((factor) => factor === 0).length).to.be.within(540, 660);
    expect(dropoutFactors([1, 2], { first: 7, size: 9, rate: 0.3 })).to.deep.equal(factors.slice(7, 16));
  });
});
