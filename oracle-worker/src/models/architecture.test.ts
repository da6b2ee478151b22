import { expect } from "chai";
import { problemOf } from "../testing/problemOf.ts";
import { ArchitectureSchema, MAX_PARAMETERS, parameterCount } from "./architecture.ts";

const CLASSIFIER = { kind: "textClassifier", version: 2, buckets: 64, hidden: 4, labels: ["ham", "spam"] };
const GPT = { kind: "gpt", version: 2, alphabet: " ab", contextLength: 4, layers: 1, heads: 2, width: 8 };

describe("ArchitectureSchema (F-5)", () => {
  it("takes both kinds and counts their parameters", () => {
    expect(parameterCount(ArchitectureSchema.parse(CLASSIFIER))).to.equal(64 * 4 + 4 + 4 * 2 + 2);
    const block = 4 * (8 * 8 + 8) + 4 * 8 + (8 * 32 + 32) + (32 * 8 + 8);
    expect(parameterCount(ArchitectureSchema.parse(GPT))).to.equal(3 * 8 + 4 * 8 + block + 2 * 8 + 8 * 3);
  });

  it("refuses unknown kinds, versions and fields", () => {
    expect(problemOf({ ...GPT, kind: "python" })).to.include("kind");
    expect(problemOf({ ...GPT, version: 1 })).to.include("version");
    expect(problemOf({ ...GPT, code: "x" })).to.include("code");
  });

  it("bounds every size, and their product, before anything is allocated", () => {
    expect(problemOf({ ...CLASSIFIER, buckets: 2 ** 40 })).to.include("buckets");
    expect(problemOf({ ...CLASSIFIER, buckets: 2 ** 18, hidden: 1024 })).to.include(String(MAX_PARAMETERS));
    expect(problemOf({ ...GPT, layers: 1e9 })).to.include("layers");
    expect(problemOf({ ...GPT, width: 2.5 })).to.include("width");
    expect(problemOf({ ...GPT, width: 1024, layers: 24 })).to.include(String(MAX_PARAMETERS));
    expect(problemOf({ ...GPT, width: 9 })).to.include("width: must be a multiple of heads (2)");
  });

  it("has one spelling of labels and alphabets", () => {
    expect(problemOf({ ...CLASSIFIER, labels: ["spam", "ham"] })).to.include("labels");
    expect(problemOf({ ...CLASSIFIER, labels: ["ham", "ham"] })).to.include("labels");
    expect(problemOf({ ...GPT, alphabet: "ba" })).to.include("alphabet");
    expect(problemOf({ ...GPT, alphabet: "aab" })).to.include("alphabet");
    expect(problemOf({ ...GPT, alphabet: "a\ud800" })).to.include("alphabet");
    expect(problemOf({ ...GPT, alphabet: "a\u{1f600}" })).to.equal("");
  });
});
