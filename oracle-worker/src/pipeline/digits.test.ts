import { expect } from "chai";
import { drawDigits } from "../testing/digits.ts";
import { datasetOf, SEED, tinyCnnSpec } from "../testing/tinyRuns.ts";
import { compareOnData } from "./compareOnData.ts";
import { SpecSchema } from "./spec.ts";
import { trainVersion } from "./train.ts";

const TRAINING = 2000;
const LABELS = Array.from({ length: 10 }, (_, digit) => String(digit));
const CNN = {
  kind: "cnn",
  version: 1,
  input: { height: 12, width: 12, channels: 1 },
  blocks: [8, 16].map((filters) => ({
    filters,
    kernel: 3,
    stride: 1,
    padding: "same",
    batchNorm: true,
    pool: { kind: "max", size: 2, stride: 2 },
  })),
  hidden: [32],
  labels: LABELS,
};
const MLP = { kind: "mlp", version: 1, features: 144, hidden: [64], activation: "relu", labels: LABELS };

describe("drawn digits", function () {
  this.timeout(120_000);
  const dataset = datasetOf(drawDigits(TRAINING, "training"), "jsonl", TRAINING);
  const held = new TextEncoder().encode(drawDigits(200, "held out"));

  /** Digits of 200 that a version gets right after so many steps on two thousand others. */
  async function rightOf(architecture: object, steps: number): Promise<number> {
    const { train, ...rest } = tinyCnnSpec({ steps, batchSize: 32, learningRate: "0.01", checkpointEvery: steps });
    const spec = SpecSchema.parse({ ...rest, train, architecture });
    const { weights } = await trainVersion({ spec, datasets: [dataset], initial: { kind: "seed", seed: SEED } });
    const candidate = { architecture: spec.architecture, weights };
    return (await compareOnData({ candidate, fileName: "held.jsonl", bytes: held })).candidate.correct;
  }

  it("are read by a cnn wherever they stand, and less well by dense layers", async () => {
    const cnn = await rightOf(CNN, 300);
    const mlp = await rightOf(MLP, 300);
    expect(cnn).to.be.at.least(185);
    expect(mlp).to.be.within(60, cnn - 20);
  });
});
