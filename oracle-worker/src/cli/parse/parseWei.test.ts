import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { describe, it } from "mocha";
import { parseGwei, parseWei } from "./parseWei.ts";

describe("parseWei", () => {
  const amounts: [string, bigint][] = [
    ["0", 0n],
    ["1500", 1500n],
    ["7wei", 7n],
    ["3gwei", 3_000_000_000n],
    ["0.5gwei", 500_000_000n],
    ["0.05eth", 50_000_000_000_000_000n],
    ["1.000000000000000001eth", 1_000_000_000_000_000_001n],
  ];
  for (const [text, wei] of amounts) it(`reads ${text}`, () => expect(parseWei(text)).to.equal(wei));

  for (const text of [
    "",
    "-1",
    "1e18",
    "0x10",
    "1 eth",
    "1ETH",
    "1.5",
    "0.0000000001gwei",
    "1.0000000000000000001eth",
    "eth",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => parseWei(text)).to.throw(InvalidArgumentError));
  }

  it("refuses fractions of a gwei where terms hold gwei", () => {
    expect(parseGwei("0.001eth")).to.equal(1_000_000n);
    expect(() => parseGwei("1wei")).to.throw(InvalidArgumentError);
  });
});
