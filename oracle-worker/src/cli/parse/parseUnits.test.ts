import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { describe, it } from "mocha";
import { parseCurrency } from "./parseCurrency.ts";
import { parseAmount, parseNano, parseUnits } from "./parseUnits.ts";

describe("amounts in any currency", () => {
  it("reads whole tokens exactly", () => {
    expect(parseUnits("12.5", 6)).to.equal(12_500_000n);
    expect(parseUnits("7", 0)).to.equal(7n);
    expect(parseUnits("0.000000000000000001", 18)).to.equal(1n);
    expect(parseAmount("2.5", { index: 1, decimals: 8 })).to.equal(250_000_000n);
    expect(parseAmount("0.05eth", { index: 0, decimals: 18 })).to.equal(5n * 10n ** 16n);
  });

  it("reads prices in 10⁻⁹ of a whole unit", () => {
    expect(parseNano("2.5", false)).to.equal(2_500_000_000n);
    expect(parseNano("3usd", false)).to.equal(3_000_000_000n);
    expect(parseNano("2gwei", true)).to.equal(2n);
  });

  it("refuses what is finer than the currency, and what is no amount", () => {
    for (const [text, places] of [
      ["0.1", 0],
      ["1.2345678", 6],
      ["", 6],
      ["-1", 6],
      ["1e3", 6],
      ["1,5", 6],
      [".5", 6],
    ] as const)
      expect(() => parseUnits(text, places), text).to.throw(InvalidArgumentError);
  });
});

describe("parseCurrency", () => {
  it("takes eth or an address, and nothing else", () => {
    expect(BigInt(parseCurrency("eth"))).to.equal(0n);
    expect(parseCurrency(`0x${"aB".repeat(20)}`)).to.equal(`0x${"aB".repeat(20)}`);
    for (const text of ["ETH", "usd", "USDC", "0x12", ""])
      expect(() => parseCurrency(text)).to.throw(InvalidArgumentError);
  });
});
