import { expect } from "chai";
import { initialWeights } from "../models/initialWeights.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { SEED, TINY_TEXT, tinyClassifierSpec, tinyGptSpec, tinyRowDataset, tinyRows } from "../testing/tinyRuns.ts";
import { compareOnData } from "./compareOnData.ts";
import { trainVersion } from "./train.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("compareOnData", function () {
  this.timeout(60_000);

  const spec = tinyClassifierSpec({ steps: 60 });
  const { architecture } = spec;
  const fresh = { architecture, weights: initialWeights(architecture, SEED) };

  it("gives intervals, the constant answer's score, and the paired test", async () => {
    const run = await trainVersion({ spec, datasets: [tinyRowDataset()], initial: { kind: "seed", seed: SEED } });
    const trained = { architecture, weights: run.weights };
    const rows = tinyRows().repeat(4);
    const result = await compareOnData({
      candidate: trained,
      reference: fresh,
      fileName: "mine.jsonl",
      bytes: utf8(rows),
    });
    expect(result.candidate).to.include({ correct: 40, total: 40 });
    expect(result.candidate.low).to.be.closeTo(0.912, 0.001);
    expect(result.candidate.high).to.equal(1);
    expect(result.baseline).to.include({ correct: 20, total: 40, baselineBps: 5000 });
    const reference = result.reference;
    const gained = 40 - (reference?.score.correct ?? 0);
    expect(reference?.paired).to.deep.include({ newlyRight: gained, newlyWrong: 0, isImprovement: gained >= 11 });
    expect(reference?.paired.pValue).to.be.closeTo(2 * 0.5 ** gained, 1e-9);
  });

  it("reads csv, and a gpt's text", async () => {
    const csv = await compareOnData({
      candidate: fresh,
      fileName: "mine.csv",
      bytes: utf8("text,label\nhello,ham\nfree,spam\n"),
    });
    expect(csv.candidate.total).to.equal(2);
    expect(csv.reference).to.equal(undefined);
    const gpt = tinyGptSpec().architecture;
    const candidate = { architecture: gpt, weights: initialWeights(gpt, SEED) };
    expect((await compareOnData({ candidate, fileName: "mine.txt", bytes: utf8(TINY_TEXT) })).candidate.total).to.equal(
      9,
    );
  });

  it("refuses two versions that answer different questions, labels it does not know, and files that are no text", async () => {
    const gpt = tinyGptSpec().architecture;
    const reference = { architecture: gpt, weights: initialWeights(gpt, SEED) };
    const bytes = utf8(tinyRows());
    await expectAssayError(
      () => compareOnData({ candidate: fresh, reference, fileName: "mine.jsonl", bytes }),
      "BenchmarkMismatch",
    );
    const eggs = utf8('{"text":"a","label":"eggs"}\n');
    const error = await expectAssayError(
      () => compareOnData({ candidate: fresh, fileName: "mine.jsonl", bytes: eggs }),
      "DatasetInvalid",
    );
    expect(error.message).to.include("mine.jsonl").and.to.include("eggs");
    await expectAssayError(
      () => compareOnData({ candidate: fresh, fileName: "mine.jsonl", bytes: Uint8Array.of(0xff) }),
      "NotUtf8Text",
    );
  });
});
