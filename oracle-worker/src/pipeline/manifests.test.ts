import { expect } from "chai";
import { canonicalJson, type CanonicalValue } from "../core/canonicalJson.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { parseBenchmarkManifest, parseDatasetManifest, parseMetrics } from "./manifests.ts";
import { MAX_MANIFEST_BYTES } from "./parseDocument.ts";

const ARTEFACT = { cid: "bafk", sha256: `0x${"ab".repeat(32)}`, bytes: 12 };
const DATASET = {
  schema: "assay/dataset@1",
  name: "Mails",
  description: "",
  licence: "CC0-1.0",
  format: "jsonl",
  rows: 3,
  data: ARTEFACT,
};
const BENCHMARK = {
  schema: "assay/benchmark@1",
  name: "Spam",
  publicData: true,
  samples: 3,
  baselineBps: 5000,
  engineDigests: [`0x${"ab".repeat(32)}`],
  data: ARTEFACT,
};
const ACCURACY = { ...BENCHMARK, metric: "accuracy", labels: ["ham", "spam"] };
const METRICS = { schema: "assay/metrics@1", benchmarkId: 1, correct: 2, total: 3 };

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function problemOf(
  parse: (bytes: Uint8Array) => unknown,
  value: CanonicalValue,
  code: "ManifestInvalid" | "MetricsInvalid",
): Promise<string> {
  return (await expectAssayError(() => parse(canonicalJson(value)), code)).message;
}

describe("parseDatasetManifest (F-3)", () => {
  it("takes a canonical manifest", () => {
    expect(parseDatasetManifest(canonicalJson(DATASET))).to.deep.equal(DATASET);
  });

  it("refuses fields by name", async () => {
    const problem = (change: object): Promise<string> =>
      problemOf(parseDatasetManifest, { ...DATASET, ...change }, "ManifestInvalid");
    expect(await problem({ format: "xlsx" })).to.include("format");
    expect(await problem({ rows: 0 })).to.include("rows");
    expect(await problem({ licence: "<script>" })).to.include("licence");
    expect(await problem({ extra: 1 })).to.include("extra");
    expect(await problem({ data: { ...ARTEFACT, sha256: `0x${"AB".repeat(32)}` } })).to.include("data.sha256");
  });

  it("refuses bytes that are not canonical, not UTF-8, not JSON, or too many (F-1)", async () => {
    const text = new TextDecoder().decode(canonicalJson(DATASET));
    const bad = [
      utf8(`${text}\n`),
      utf8(`\ufeff${text}`),
      utf8(text.replace('"rows":3', '"rows":3,"rows":3')),
      utf8(text.replace('"rows":3', '"rows":3.0')),
      utf8("[".repeat(1000)),
      Uint8Array.of(0xff, 0xfe),
      new Uint8Array(MAX_MANIFEST_BYTES + 1),
    ];
    for (const bytes of bad) await expectAssayError(() => parseDatasetManifest(bytes), "ManifestInvalid");
  });
});

describe("parseBenchmarkManifest (F-4)", () => {
  it("takes both metrics", () => {
    const characters = { ...BENCHMARK, metric: "next-character", alphabet: "ab", contextLength: 8 };
    expect(parseBenchmarkManifest(canonicalJson(ACCURACY))).to.deep.equal(ACCURACY);
    expect(parseBenchmarkManifest(canonicalJson(characters))).to.deep.equal(characters);
  });

  it("wants the fields of its metric and no others", async () => {
    const problem = (value: CanonicalValue): Promise<string> =>
      problemOf(parseBenchmarkManifest, value, "ManifestInvalid");
    expect(await problem({ ...ACCURACY, alphabet: "ab" })).to.include("alphabet");
    const message = await problem({ ...ACCURACY, metric: "next-character" });
    expect(message).to.include("labels").and.to.include("alphabet").and.to.include("contextLength");
  });
});

describe("parseMetrics (F-7)", () => {
  it("takes canonical metrics", () => {
    expect(parseMetrics(canonicalJson(METRICS))).to.deep.equal(METRICS);
  });

  it("refuses correct > total, counts that are no counts, and unknown fields, by name", async () => {
    const problem = (change: object): Promise<string> =>
      problemOf(parseMetrics, { ...METRICS, ...change }, "MetricsInvalid");
    expect(await problem({ correct: 4 })).to.include("correct");
    expect(await problem({ correct: -1 })).to.include("correct");
    expect(await problem({ correct: null })).to.include("correct");
    expect(await problem({ total: 0, correct: 0 })).to.include("total");
    expect(await problem({ total: 2 ** 32 - 1 })).to.include("total");
    expect(await problem({ accuracy: "0.9" })).to.include("accuracy");
  });

  it("refuses NaN and fractions as text, where JSON has no such numbers", async () => {
    for (const number of ["NaN", "1.5", "1e0", "02"]) {
      const text = `{"benchmarkId":1,"correct":${number},"schema":"assay/metrics@1","total":3}`;
      await expectAssayError(() => parseMetrics(utf8(text)), "MetricsInvalid");
    }
  });
});
