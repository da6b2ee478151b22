import { expect } from "chai";
import { createNonces } from "./createNonces.ts";

describe("createNonces", () => {
  it("can be spent once, within five minutes", () => {
    let now = 0;
    const nonces = createNonces(() => now);
    const [used, late, good] = [nonces.issue(), nonces.issue(), nonces.issue()];
    expect(nonces.spend(used)).to.equal(true);
    expect(nonces.spend(used)).to.equal(false);
    expect(nonces.spend("0123456789abcdef")).to.equal(false);
    now = 5 * 60_000;
    expect(nonces.spend(good)).to.equal(true);
    now += 1;
    expect(nonces.spend(late)).to.equal(false);
  });

  it("forgets the oldest of too many", () => {
    const nonces = createNonces(() => 0);
    const [first, second] = [nonces.issue(), nonces.issue()];
    for (let i = 0; i < 99_999; i++) nonces.issue();
    expect(nonces.spend(first)).to.equal(false);
    expect(nonces.spend(second)).to.equal(true);
  });
});
