import { expect } from "chai";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { countOf, type DataFormat, readExamples } from "./examples.ts";

const read = (text: string, format: DataFormat): ReturnType<typeof readExamples> =>
  readExamples(new TextEncoder().encode(text), format, "mails.x");
const problemOf = async (text: string, format: DataFormat): Promise<string> =>
  (await expectAssayError(() => read(text, format), "DatasetInvalid")).message;

describe("readExamples (F-3)", () => {
  it("reads jsonl with or without a last line break", () => {
    const rows = [
      { text: 'a\n"b"', label: "x" },
      { text: "", label: "y" },
    ];
    const lines = rows.map((row) => JSON.stringify(row)).join("\n");
    for (const text of [lines, `${lines}\n`]) expect(read(text, "jsonl")).to.deep.equal({ kind: "rows", rows });
  });

  it("reads csv with quotes, commas and line breaks in a field", () => {
    const rows = [
      { text: 'one, "two"\nthree', label: "x" },
      { text: "four", label: "y" },
    ];
    expect(read('text,label\n"one, ""two""\nthree",x\nfour,y\n', "csv")).to.deep.equal({ kind: "rows", rows });
  });

  it("reads text as characters, not UTF-16 units", () => {
    const examples = read("a😀é", "text");
    expect(countOf(examples)).to.equal(3);
    expect(examples).to.deep.equal({ kind: "text", characters: ["a", "😀", "é"] });
  });

  it("names the line of a bad row", async () => {
    const good = '{"text":"a","label":"x"}';
    expect(await problemOf(`${good}\n{"text":1,"label":"x"}`, "jsonl"))
      .to.include("line 2")
      .and.to.include("text");
    expect(await problemOf(`${good}\n\n${good}`, "jsonl")).to.include("line 2");
    expect(await problemOf(`${good}\n{"text":"a","label":"x","id":3}`, "jsonl")).to.include("id");
    expect(await problemOf("text,label\na,\n", "csv"))
      .to.include("line 2")
      .and.to.include("label");
  });

  it("refuses empty data, other headers and ragged rows", async () => {
    expect(await problemOf("", "jsonl")).to.include("no rows");
    expect(await problemOf("", "text")).to.include("empty");
    expect(await problemOf("text,label\n", "csv")).to.include("no rows");
    expect(await problemOf("label,text\na,b\n", "csv")).to.include("header");
    expect(await problemOf("text,label\na,b,c\n", "csv")).to.include("CSV");
  });

  it("refuses what is not text, by the file's name", async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    const utf16 = Buffer.from("plain", "utf16le");
    for (const bytes of [png, utf16]) {
      const error = await expectAssayError(() => readExamples(bytes, "text", "photo.txt"), "NotUtf8Text");
      expect(error.message).to.equal("photo.txt is not UTF-8 text");
    }
  });
});
