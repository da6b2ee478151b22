import { expect } from "chai";
import { MAX_TEXT_BYTES, wordBuckets } from "./wordBuckets.ts";

const ALL = 2 ** 18;

describe("wordBuckets", () => {
  it("is FNV-1a of each word: its published 32-bit hash of foobar is bf9cf968", () => {
    expect([...wordBuckets("foobar", ALL)]).to.deep.equal([0xbf9cf968 % ALL]);
    expect([...wordBuckets("a", ALL)]).to.deep.equal([0xe40c292c % ALL]);
  });

  it("folds ASCII case, ignores order, repetition and punctuation", () => {
    expect([...wordBuckets("Free MONEY, free!! money", ALL)].length).to.equal(3);
    expect([...wordBuckets("b a", ALL)]).to.deep.equal([...wordBuckets("A\n(B) a", ALL)]);
  });

  it("is ascending and distinct", () => {
    const buckets = [...wordBuckets("one two three four five six seven", 16)];
    expect(buckets).to.deep.equal([...new Set(buckets)].sort((a, b) => a - b));
  });

  it("has no buckets for a text without words", () => {
    expect(wordBuckets("", ALL).length).to.equal(0);
    expect(wordBuckets(" .,\n", ALL).length).to.equal(0);
  });

  it("reads no further than its limit", () => {
    const head = "x ".repeat(MAX_TEXT_BYTES / 2);
    expect([...wordBuckets(`${head}late`, ALL)]).to.deep.equal([...wordBuckets(head, ALL)]);
  });
});
