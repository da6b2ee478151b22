import { expect } from "chai";
import { MAX_FEATURES } from "../models/features.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { type DataFormat, readExamples, widthOf } from "./examples.ts";

const read = (text: string, format: DataFormat): ReturnType<typeof readExamples> =>
  readExamples(new TextEncoder().encode(text), format, "iris.x");
const problemOf = async (text: string, format: DataFormat): Promise<string> =>
  (await expectAssayError(() => read(text, format), "DatasetInvalid")).message;

const ROWS = [
  { features: Float32Array.of(5.1, -0.25), label: "a" },
  { features: Float32Array.of(0, 1e-3), label: "b, c" },
];

describe("rows of numbers (F-3)", () => {
  it("reads jsonl, rounding each number to binary32", () => {
    const text = '{"features":[5.1,-0.25],"label":"a"}\n{"label":"b, c","features":[0,1e-3]}\n';
    const examples = read(text, "jsonl");
    expect(examples).to.deep.equal({ kind: "features", rows: ROWS });
    expect(widthOf(examples)).to.equal(2);
  });

  it("reads csv whose last column is the label", () => {
    expect(read('length,width,label\n5.1, -.25,a\n+0,1E-3,"b, c"\n', "csv")).to.deep.equal({
      kind: "features",
      rows: ROWS,
    });
  });

  it("names the line of what is no row of numbers", async () => {
    const good = '{"features":[1,2],"label":"a"}';
    const problems = [
      ['{"text":"t","label":"a"}', "features"],
      ['{"features":[1],"label":"a"}', "1 features, the first row 2"],
      ['{"features":[1,"2"],"label":"a"}', "feature 1"],
      ['{"features":[1,null],"label":"a"}', "feature 1"],
      ['{"features":[1e39,2],"label":"a"}', "feature 0"],
      ['{"features":{"0":1,"1":2},"label":"a"}', "not a list"],
      ['{"features":[1,2],"label":""}', "label"],
      ['{"features":[1,2]}', "label"],
      ['{"features":[1,2],"label":"a","id":7}', '"id"'],
      ["[1,2]", "features"],
      ["7", "not an object"],
    ];
    for (const [row, expected] of problems) {
      const message = await problemOf(`${good}\n${row ?? ""}`, "jsonl");
      expect(message, row).to.include("line 2");
      expect(message, row).to.include(expected);
    }
  });

  it("names line and column of a cell that is not a number", async () => {
    for (const cell of ["", "abc", "0x10", "Infinity", "NaN", "1e99999", "1_000", "1,5"]) {
      const quoted = `"${cell}"`;
      const message = await problemOf(`x,y,label\n1,2,a\n3,${quoted},b\n`, "csv");
      expect(message, cell).to.include("line 3");
      expect(message, cell).to.match(/column y|feature 1/);
    }
  });

  it("bounds a row's numbers", async () => {
    const wide = JSON.stringify({ features: Array.from({ length: MAX_FEATURES + 1 }, () => 0), label: "a" });
    expect(await problemOf(wide, "jsonl")).to.include(String(MAX_FEATURES));
    expect(await problemOf('{"features":[],"label":"a"}', "jsonl")).to.include("0 features");
  });
});
