import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { referenceGptLogits } from "../testing/referenceGpt.ts";
import { SEED, TINY_TEXT, tinyClassifierSpec, tinyGptSpec, tinyRowDataset, tinyRows } from "../testing/tinyRuns.ts";
import { initialWeights } from "../models/initialWeights.ts";
import { characterIndices } from "./characterIndices.ts";
import { evaluateVersion } from "./evaluate.ts";
import type { BenchmarkManifest } from "./manifests.ts";
import { predictTexts } from "./predictTexts.ts";
import { trainVersion } from "./train.ts";

const classifier = tinyClassifierSpec({ steps: 60 });
const gpt = tinyGptSpec().architecture;
if (gpt.kind !== "gpt") throw new Error("tinyGptSpec is a gpt");
const gptWeights = initialWeights(gpt, SEED);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const BASE = {
  schema: "assay/benchmark@1",
  name: "held out",
  publicData: true,
  baselineBps: 5000,
  engineDigests: [`0x${"ab".repeat(32)}`],
  data: { cid: "unused", sha256: `0x${"ab".repeat(32)}`, bytes: 1 },
} as const;
const accuracy = (samples: number): BenchmarkManifest => ({
  ...BASE,
  engineDigests: [...BASE.engineDigests],
  metric: "accuracy",
  samples,
  labels: ["ham", "spam"],
});
const nextCharacter = (samples: number): BenchmarkManifest => ({
  ...BASE,
  engineDigests: [...BASE.engineDigests],
  metric: "next-character",
  samples,
  alphabet: gpt.alphabet,
  contextLength: 4,
});

describe("evaluateVersion (S-1, C-4)", function () {
  this.timeout(60_000);

  it("scores a classifier on every row, in order", async () => {
    const dataset = tinyRowDataset();
    const { weights } = await trainVersion({
      spec: classifier,
      datasets: [dataset],
      initial: { kind: "seed", seed: SEED },
    });
    const { architecture } = classifier;
    const result = await evaluateVersion({ architecture, weights, benchmark: accuracy(10), data: dataset.bytes });
    expect([...result.labels]).to.deep.equal([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect([...result.predictions]).to.deep.equal([...result.labels]);
    expect(result).to.include({ correct: 10, total: 10 });
    const wrong = utf8(tinyRows().replaceAll('"ham"', '"x"').replaceAll('"spam"', '"ham"').replaceAll('"x"', '"spam"'));
    expect((await evaluateVersion({ architecture, weights, benchmark: accuracy(10), data: wrong })).correct).to.equal(
      0,
    );
    expect(await predictTexts(architecture, weights, ["win money", "see you"])).to.deep.equal(["spam", "ham"]);
  });

  it("predicts the last character of each whole block, as the independent implementation does", async () => {
    const benchmark = nextCharacter(9);
    const result = await evaluateVersion({ architecture: gpt, weights: gptWeights, benchmark, data: utf8(TINY_TEXT) });
    expect(TINY_TEXT.length).to.equal(48);
    const indices = characterIndices(Array.from(TINY_TEXT), gpt.alphabet, "text");
    for (let block = 0; block < 9; block++) {
      const run = [...indices.subarray(block * 5, block * 5 + 4)];
      const logits = referenceGptLogits(gpt, gptWeights, run).at(-1) ?? [];
      expect(result.predictions[block], `block ${block}`).to.equal(logits.indexOf(Math.max(...logits)));
      expect(result.labels[block]).to.equal(indices[block * 5 + 4]);
    }
  });

  it("predicts alike in batches and one by one, so that workers agree", async () => {
    const text = Array.from({ length: 500 }, (_, i) => " abc".charAt((i * i + (i >> 3)) % 4)).join("");
    const benchmark = nextCharacter(100);
    const together = await evaluateVersion({ architecture: gpt, weights: gptWeights, benchmark, data: utf8(text) });
    const runs = Array.from({ length: 100 }, (_, i) => text.slice(i * 5, i * 5 + 4));
    const alone = await predictTexts(gpt, gptWeights, runs);
    expect(Array.from(together.predictions, (index) => gpt.alphabet.charAt(index))).to.deep.equal(alone);
    expect(new Set(alone).size).to.be.above(1);
  });

  it("refuses a benchmark that asks another question", async () => {
    const data = utf8(tinyRows());
    const { architecture } = classifier;
    const weights = initialWeights(architecture, SEED);
    const fail = (benchmark: BenchmarkManifest, text = data): Promise<unknown> =>
      expectAssayError(() => evaluateVersion({ architecture, weights, benchmark, data: text }), "BenchmarkMismatch");
    await fail({ ...accuracy(10), labels: ["eggs", "spam"] });
    await fail(nextCharacter(10));
    await fail(accuracy(11));
    const asked = (benchmark: BenchmarkManifest): Promise<unknown> =>
      expectAssayError(
        () => evaluateVersion({ architecture: gpt, weights: gptWeights, benchmark, data: utf8(TINY_TEXT) }),
        "BenchmarkMismatch",
      );
    await asked({ ...nextCharacter(9), alphabet: " ab" });
    await asked({ ...nextCharacter(9), contextLength: 5 });
    await asked(accuracy(9));
  });

  it("stops by the signal and leaves no tensor behind", async () => {
    const input = { architecture: gpt, weights: gptWeights, benchmark: nextCharacter(9), data: utf8(TINY_TEXT) };
    await evaluateVersion(input);
    const before = tf.memory().numTensors;
    await evaluateVersion(input);
    await expectAssayError(() => evaluateVersion({ ...input, signal: AbortSignal.abort() }), "Aborted");
    expect(tf.memory().numTensors).to.equal(before);
  });
});

describe("predictTexts", () => {
  it("gives a gpt's next character, from the last characters of a long input", async () => {
    const [short, long] = await predictTexts(gpt, gptWeights, ["abc ", "cabcabc "]);
    expect(gpt.alphabet).to.include(short ?? "?");
    expect(short).to.equal(long?.length === 1 ? long : "one character");
  });

  it("refuses an empty input and a character that the alphabet lacks, naming the input", async () => {
    const empty = await expectAssayError(() => predictTexts(gpt, gptWeights, ["a", ""]), "DatasetInvalid");
    expect(empty.message).to.include("input 1");
    const unknown = await expectAssayError(() => predictTexts(gpt, gptWeights, ["Ahab"]), "DatasetInvalid");
    expect(unknown.message).to.include('"A"').and.to.include("input 0");
  });
});
