import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import { parseHolding, parseMultiHolding, parseTokenRef } from "./parseCondition.ts";

const TOKEN = `0x${"aB".repeat(20)}`;
const token = TOKEN.toLowerCase();
const MAX = 2n ** 256n - 1n;

describe("parseCondition (A-2)", () => {
  it("reads tokens, ids and balances", () => {
    expect(parseHolding(`${TOKEN}=5`)).to.deep.equal({ token, id: 0n, minimum: 5n });
    expect(parseMultiHolding(`${TOKEN}/0=${String(MAX)}`)).to.deep.equal({ token, id: 0n, minimum: MAX });
    expect(parseTokenRef(`${TOKEN}/7`)).to.deep.equal({ token, id: 7n });
  });

  it("refuses everything else", () => {
    for (const text of [
      "",
      TOKEN,
      `${TOKEN}=`,
      `${TOKEN}=0`,
      `${TOKEN}=-1`,
      `${TOKEN}=1.5`,
      `${TOKEN}/1=1`,
      "0x12=1",
    ]) {
      expect(() => parseHolding(text), text).to.throw(InvalidArgumentError);
    }
    for (const text of [
      `${TOKEN}=1`,
      `${TOKEN}/1`,
      `${TOKEN}/1=0`,
      `${TOKEN}/01=1`,
      `${TOKEN}/${String(MAX + 1n)}=1`,
    ]) {
      expect(() => parseMultiHolding(text), text).to.throw(InvalidArgumentError);
    }
    for (const text of [TOKEN, `${TOKEN}/`, `${TOKEN}/x`, `${TOKEN}/1=1`]) {
      expect(() => parseTokenRef(text), text).to.throw(InvalidArgumentError);
    }
  });
});
