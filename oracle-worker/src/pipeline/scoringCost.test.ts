import { expect } from "chai";
import type { Architecture } from "../models/architecture.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { checkScoringCost, scoringBatchSize } from "./scoringCost.ts";

const gpt = (width: number, contextLength: number, heads = 4): Architecture => ({
  kind: "gpt",
  version: 2,
  alphabet: " abc",
  contextLength,
  layers: 4,
  heads,
  width,
});
const classifier = (hidden: number): Architecture => ({
  kind: "textClassifier",
  version: 2,
  buckets: 4096,
  hidden,
  labels: ["ham", "spam"],
});

const cnn = (filters: number): Architecture => ({
  kind: "cnn",
  version: 1,
  input: { height: 28, width: 28, channels: 1 },
  blocks: [
    { filters, kernel: 5, stride: 1, padding: "same", batchNorm: true },
    { filters, kernel: 5, stride: 1, padding: "same", batchNorm: true },
  ],
  hidden: [],
  labels: ["a", "b"],
});
const mlp = (hidden: number[]): Architecture => ({
  kind: "mlp",
  version: 1,
  features: 784,
  hidden,
  activation: "relu",
  labels: ["a", "b"],
});

describe("checkScoringCost", () => {
  it("lets ordinary versions pass", () => {
    checkScoringCost(gpt(128, 64), 1000, 64);
    checkScoringCost(classifier(16), 100_000, 0);
    checkScoringCost(cnn(16), 10_000, 784);
    checkScoringCost(mlp([512, 512]), 100_000, 784);
  });

  it("refuses a version that would keep a worker busy for hours", async () => {
    await expectAssayError(() => checkScoringCost(gpt(512, 512), 1000, 512), "ScoringTooExpensive");
    await expectAssayError(() => checkScoringCost(classifier(1024), 100_000, 0), "ScoringTooExpensive");
    // 28·28·5·5·128·128 multiplications of the second convolution alone, 3.2e8 an image
    await expectAssayError(() => checkScoringCost(cnn(128), 1000, 784), "ScoringTooExpensive");
    await expectAssayError(() => checkScoringCost(mlp([4096, 1024]), 100_000, 784), "ScoringTooExpensive");
  });
});

describe("scoringBatchSize", () => {
  it("keeps the largest tensor at 64 MiB, and is at least 1", () => {
    expect(scoringBatchSize(gpt(24, 8), 8)).to.equal(64);
    expect(scoringBatchSize(gpt(1024, 512, 32), 512)).to.equal(2);
    expect(scoringBatchSize(classifier(1024), 0)).to.equal(2);
    expect(scoringBatchSize(cnn(16), 784)).to.equal(64);
    expect(scoringBatchSize(cnn(1024), 784)).to.equal(20);
  });
});
