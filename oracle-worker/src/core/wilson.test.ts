import { expect } from "chai";
import { wilsonBound, wilsonInterval } from "./wilson.ts";

/** correct, total, bound: computed from S-2 with Python's integers. */
const TABLE: readonly (readonly [bigint, bigint, bigint])[] = [
  [0n, 1n, 0n],
  [1n, 1n, 2065n],
  [0n, 1000n, 0n],
  [1000n, 1000n, 9961n],
  [500n, 1000n, 4690n],
  [950n, 1000n, 9346n],
  [1749n, 1800n, 9629n],
  [335n, 1000n, 3064n],
  [1n, 4294967295n, 0n],
  [4294967295n, 4294967295n, 9999n],
  [2147483648n, 4294967295n, 4999n],
  [3n, 7n, 1582n],
  [99n, 100n, 9455n],
  [123456n, 654321n, 1877n],
];

describe("wilsonBound (S-2)", () => {
  it("agrees with the table", () => {
    for (const [correct, total, bound] of TABLE)
      expect(wilsonBound(correct, total), `${correct}/${total}`).to.equal(bound);
  });

  it("never falls in correct, never exceeds the accuracy, and is the float formula rounded down", () => {
    for (const total of [1, 2, 9, 400, 1801]) {
      let last = 0n;
      for (let correct = 0; correct <= total; correct++) {
        const bound = wilsonBound(BigInt(correct), BigInt(total));
        expect(bound >= last).to.equal(true);
        expect(Number(bound)).to.be.at.most((10_000 * correct) / total);
        expect(Math.abs(Number(bound) - 10_000 * wilsonInterval(correct, total).low)).to.be.below(1.001);
        last = bound;
      }
    }
  });

  it("refuses what no benchmark can give", () => {
    for (const [correct, total] of [
      [0n, 0n],
      [2n, 1n],
      [-1n, 1n],
      [0n, 2n ** 32n],
    ] as const) {
      expect(() => wilsonBound(correct, total), `${correct}/${total}`).to.throw(RangeError);
    }
    expect(() => wilsonInterval(Number.NaN, 5)).to.throw(RangeError);
    expect(() => wilsonInterval(0, 0)).to.throw(RangeError);
  });
});
