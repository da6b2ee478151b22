import { expect } from "chai";
import { OTHER_SEED, SEED } from "../testing/tinyRuns.ts";
import { randomStream, scaleWord } from "./randomStream.ts";

const firstWords = (seed: typeof SEED, name: string): number[] => {
  const stream = randomStream(seed, name);
  return Array.from({ length: 9 }, (_, i) => stream.wordAt(i));
};

describe("randomStream (P-6)", () => {
  it("gives the same word at a position whatever was read before", () => {
    const words = firstWords(SEED, "a");
    const stream = randomStream(SEED, "a");
    expect([8, 0, 5, 4].map((i) => stream.wordAt(i))).to.deep.equal([8, 0, 5, 4].map((i) => words[i]));
  });

  it("differs by seed and by name", () => {
    const streams = [firstWords(SEED, "a"), firstWords(SEED, "b"), firstWords(OTHER_SEED, "a")].map((words) =>
      words.join(),
    );
    expect(new Set(streams).size).to.equal(3);
  });
});

describe("scaleWord", () => {
  it("stays below its limit at both ends", () => {
    for (const limit of [1, 3, 1000, 2 ** 32]) {
      expect(scaleWord(0, limit)).to.equal(0);
      expect(scaleWord(0xffffffff, limit)).to.equal(limit - 1);
    }
  });
});
