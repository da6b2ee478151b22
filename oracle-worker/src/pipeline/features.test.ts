import { expect } from "chai";
import { initialWeights } from "../models/initialWeights.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import {
  datasetOf,
  SEED,
  tinyClassifierSpec,
  tinyCnnSpec,
  tinyImageDataset,
  tinyImages,
  tinyMlpSpec,
  tinyRows,
} from "../testing/tinyRuns.ts";
import { compareOnData } from "./compareOnData.ts";
import { describeAccuracyTask, describeDataset } from "./describeData.ts";
import { evaluateVersion } from "./evaluate.ts";
import { type BenchmarkManifest, BenchmarkManifestSchema } from "./manifests.ts";
import { predictTexts } from "./predictTexts.ts";
import { trainVersion } from "./train.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const seed = { kind: "seed", seed: SEED } as const;

function benchmarkOf(task: object): BenchmarkManifest {
  return BenchmarkManifestSchema.parse({
    schema: "assay/benchmark@1",
    name: "held out",
    publicData: true,
    engineDigests: [`0x${"ab".repeat(32)}`],
    data: { cid: "unused", sha256: `0x${"ab".repeat(32)}`, bytes: 1 },
    ...task,
  });
}

const BENCHMARK = benchmarkOf(describeAccuracyTask("images.jsonl", utf8(tinyImages())));

describe("data of numbers (F-3, F-4)", () => {
  it("is described with its width", () => {
    expect(describeDataset("a.csv", utf8("x,label\n1,a\n2,b\n"))).to.deep.equal({ format: "csv", rows: 2 });
    expect(describeAccuracyTask("images.jsonl", utf8(tinyImages(3)))).to.deep.equal({
      metric: "accuracy",
      labels: ["bottom", "top"],
      features: 16,
      samples: 3,
      baselineBps: 6666,
    });
  });

  it("has a width only where rows are not characters", () => {
    const characters = { metric: "next-character", alphabet: "ab", contextLength: 8, samples: 3, baselineBps: 0 };
    benchmarkOf(characters);
    expect(() => benchmarkOf({ ...characters, features: 2 })).to.throw("features");
    expect(() => benchmarkOf({ ...describeAccuracyTask("a.jsonl", utf8(tinyImages())), features: 0 })).to.throw(
      "features",
    );
  });
});

for (const [name, specOf] of [
  ["mlp", tinyMlpSpec],
  ["cnn", tinyCnnSpec],
] as const) {
  describe(`a version of an ${name}`, function () {
    this.timeout(60_000);
    const spec = specOf({ steps: 80 });
    const { architecture } = spec;

    it("learns, is scored on every row in order, and answers lists of numbers", async () => {
      const { weights } = await trainVersion({ spec, datasets: [tinyImageDataset()], initial: seed });
      const result = await evaluateVersion({ architecture, weights, benchmark: BENCHMARK, data: utf8(tinyImages()) });
      expect([...result.labels]).to.deep.equal([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
      expect([...result.predictions]).to.deep.equal([...result.labels]);
      const top = JSON.stringify(Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : 0)));
      const bottom = JSON.stringify(Array.from({ length: 16 }, (_, i) => (i < 8 ? 0 : 1)));
      expect(await predictTexts(architecture, weights, [top, bottom])).to.deep.equal(["top", "bottom"]);
      const own = await compareOnData({
        candidate: { architecture, weights },
        fileName: "mine.jsonl",
        bytes: utf8(tinyImages(20)),
      });
      expect(own.candidate).to.include({ correct: 20, total: 20 });
    });

    it("predicts alike in batches and one by one, so that workers agree", async () => {
      const weights = initialWeights(architecture, SEED);
      const rows = tinyImages(100);
      const benchmark = benchmarkOf(describeAccuracyTask("a.jsonl", utf8(rows)));
      const { predictions } = await evaluateVersion({ architecture, weights, benchmark, data: utf8(rows) });
      for (const i of [0, 1, 63, 64, 99]) {
        const line = rows.split("\n")[i] ?? "";
        const alone = await evaluateVersion({
          architecture,
          weights,
          benchmark: { ...benchmark, samples: 1 },
          data: utf8(line),
        });
        expect(alone.predictions[0], `row ${i}`).to.equal(predictions[i]);
      }
    });

    it("refuses other benchmarks, rows and inputs", async () => {
      const weights = initialWeights(architecture, SEED);
      const refuse = (benchmark: BenchmarkManifest, rows: string): Promise<unknown> =>
        expectAssayError(
          () => evaluateVersion({ architecture, weights, benchmark, data: utf8(rows) }),
          "BenchmarkMismatch",
        );
      await refuse({ ...BENCHMARK, labels: ["bottom", "side"] }, tinyImages());
      await refuse({ ...BENCHMARK, features: 17 }, tinyImages());
      await refuse({ ...BENCHMARK, features: undefined }, tinyImages());
      await refuse(BENCHMARK, tinyRows());
      await expectAssayError(
        () =>
          evaluateVersion({
            architecture,
            weights,
            benchmark: BENCHMARK,
            data: utf8('{"features":[1],"label":"top"}'),
          }),
        "DatasetInvalid",
      );
      for (const input of ["", "[1,2]", "1,2", `[${"1,".repeat(15)}"1"]`, `[${"1,".repeat(15)}1e40]`]) {
        const error = await expectAssayError(() => predictTexts(architecture, weights, [input]), "DatasetInvalid");
        expect(error.message, input).to.include("input 0");
      }
    });

    it("is not trained on texts, on rows of another width, or on a mixture", async () => {
      const fail = async (text: string, format: "jsonl" | "text", rows: number): Promise<string> =>
        (
          await expectAssayError(
            () => trainVersion({ spec, datasets: [datasetOf(text, format, rows)], initial: seed }),
            "DatasetInvalid",
          )
        ).message;
      expect(await fail(tinyRows(), "jsonl", 10)).to.include("numbers");
      expect(await fail("plain text", "text", 10)).to.include("numbers");
      expect(await fail('{"features":[1,2],"label":"top"}', "jsonl", 1))
        .to.include("2 numbers")
        .and.to.include("16");
      const both = { ...spec, datasets: [1, 2] };
      const datasets = [tinyImageDataset(), datasetOf(tinyRows(), "jsonl", 10)];
      await expectAssayError(() => trainVersion({ spec: both, datasets, initial: seed }), "DatasetInvalid");
      const widths = [tinyImageDataset(), datasetOf('{"features":[1,2],"label":"top"}', "jsonl", 1)];
      await expectAssayError(() => trainVersion({ spec: both, datasets: widths, initial: seed }), "DatasetInvalid");
    });
  });
}

describe("a textClassifier", () => {
  it("is not scored on rows of numbers", async () => {
    const { architecture } = tinyClassifierSpec();
    const weights = initialWeights(architecture, SEED);
    const benchmark = benchmarkOf({ metric: "accuracy", labels: ["ham", "spam"], samples: 10, baselineBps: 0 });
    await expectAssayError(
      () => evaluateVersion({ architecture, weights, benchmark, data: utf8(tinyImages()) }),
      "BenchmarkMismatch",
    );
  });
});
