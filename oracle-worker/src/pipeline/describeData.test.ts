import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { tinyRows } from "../testing/tinyRuns.ts";
import { describeAccuracyTask, describeCharacterTask, describeDataset, formatOf } from "./describeData.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("describeDataset", () => {
  it("counts by the format that the name declares", () => {
    expect(describeDataset("a.jsonl", utf8(tinyRows(6)))).to.deep.equal({ format: "jsonl", rows: 6 });
    expect(describeDataset("a.CSV", utf8("text,label\na,b\n"))).to.deep.equal({ format: "csv", rows: 1 });
    expect(describeDataset("a.txt", utf8("é!"))).to.deep.equal({ format: "text", rows: 2 });
  });

  it("refuses names without a known format, and files that are not text", async () => {
    for (const name of ["a.parquet", "txt", "a.txt.gz"]) await expectAssayError(() => formatOf(name), "DatasetInvalid");
    const error = await expectAssayError(() => describeDataset("a.csv", Uint8Array.of(0xff)), "NotUtf8Text");
    expect(error.message).to.include("a.csv");
  });
});

describe("describeAccuracyTask (F-4)", () => {
  it("lists labels in order and takes the majority's share as the baseline", () => {
    const rows = utf8(["spam", "ham", "spam"].map((label) => `{"text":"t","label":"${label}"}\n`).join(""));
    expect(describeAccuracyTask("a.jsonl", rows)).to.deep.equal({
      metric: "accuracy",
      labels: ["ham", "spam"],
      samples: 3,
      baselineBps: 6666,
    });
  });
});

describe("describeCharacterTask (F-4)", () => {
  const task = { alphabet: " ab", contextLength: 2 };

  it("counts whole blocks and predicts each one's last character", () => {
    // blocks "aab", "bba", "aab"; the rest is left out
    expect(describeCharacterTask("a.txt", utf8("aabbbaaabab"), task)).to.deep.equal({
      metric: "next-character",
      ...task,
      samples: 3,
      baselineBps: 6666,
    });
  });

  it("takes the baseline from a training text's pairs of characters when one is given", () => {
    // blocks "aab", "bba", "aab"; in the training text a is followed by a, b by a
    const training = { fileName: "train.txt", bytes: utf8("aaabaaaba") };
    expect(describeCharacterTask("a.txt", utf8("aabbbaaab"), task, training).baselineBps).to.equal(3333);
  });

  it("names a character that the alphabet lacks, and refuses a text below one block", async () => {
    const error = await expectAssayError(() => describeCharacterTask("a.txt", utf8("aaX"), task), "DatasetInvalid");
    expect(error.message).to.include('"X"').and.to.include("character 2").and.to.include("a.txt");
    await expectAssayError(() => describeCharacterTask("a.txt", utf8("aa"), task), "DatasetInvalid");
  });
});
