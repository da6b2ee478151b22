import { expect } from "chai";
import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import { expectAssayError } from "../testing/expectAssayError.ts";
import { SEED, tinyClassifierSpec } from "../testing/tinyRuns.ts";
import { initialWeights } from "./initialWeights.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const { architecture } = tinyClassifierSpec();
const good = encodeSafetensors(initialWeights(architecture, SEED));

const EntrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.number()),
  data_offsets: z.array(z.number()),
});
const HeaderSchema = z.record(z.string(), EntrySchema);
type Entry = z.infer<typeof EntrySchema>;
type Header = z.infer<typeof HeaderSchema>;

function headerOf(file: Uint8Array): { header: Header; data: Uint8Array } {
  const length = Number(Buffer.from(file).readBigUInt64LE(0));
  const json: unknown = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString());
  return { header: HeaderSchema.parse(json), data: file.subarray(8 + length) };
}

function fileOf(json: string, data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([length, Buffer.from(json), data]);
}

/** The good file with its header changed. */
function altered(change: (header: Header) => void): Uint8Array {
  const { header, data } = headerOf(good);
  change(header);
  return fileOf(JSON.stringify(header), data);
}

function entry(header: Header, name: string): Entry {
  const found = header[name];
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function withFirstValue(value: number): Uint8Array {
  const { header, data } = headerOf(good);
  const copy = Buffer.from(data);
  copy.writeFloatLE(value, 0);
  return fileOf(JSON.stringify(header), copy);
}

const json = JSON.stringify(headerOf(good).header);
const { data } = headerOf(good);

const HOSTILE: readonly (readonly [string, ErrorCode, Uint8Array])[] = [
  ["an empty file", "WeightsInvalid", new Uint8Array()],
  ["a header longer than the file", "WeightsInvalid", Buffer.from("ffffffffffffffff00", "hex")],
  ["a header that is not JSON", "WeightsInvalid", fileOf("{", data)],
  ["a header that is a list", "WeightsInvalid", fileOf("[]", data)],
  ["a duplicate name", "WeightsInvalid", fileOf(json.replace("{", `{${json.slice(1, json.indexOf("}") + 1)},`), data)],
  ["an unknown field", "WeightsInvalid", fileOf(json.replace('"dtype"', '"evil":1,"dtype"'), data)],
  ["another dtype", "WeightsInvalid", fileOf(json.replace("F32", "F64"), data)],
  ["a huge shape", "ArchitectureMismatch", altered((h) => (entry(h, "output.weight").shape = [2 ** 31, 2 ** 20]))],
  ["a negative shape", "WeightsInvalid", altered((h) => (entry(h, "output.weight").shape = [-4, -2]))],
  ["a missing tensor", "ArchitectureMismatch", altered((h) => delete h["output.bias"])],
  [
    "another tensor",
    "ArchitectureMismatch",
    altered((h) => (h["extra"] = { dtype: "F32", shape: [0], data_offsets: [0, 0] })),
  ],
  ["a prototype's name", "WeightsInvalid", fileOf(json.replace("output.bias", "__proto__"), data)],
  ["overlapping tensors", "WeightsInvalid", altered((h) => (entry(h, "output.bias").data_offsets = [0, 8]))],
  [
    "offsets that end before they start",
    "WeightsInvalid",
    altered((h) => (entry(h, "embedding.bias").data_offsets = [16, 0])),
  ],
  [
    "offsets beyond the data",
    "WeightsInvalid",
    altered((h) => (entry(h, "output.weight").data_offsets = [2 ** 40, 2 ** 40 + 32])),
  ],
  ["truncated data", "WeightsInvalid", fileOf(json, data.subarray(0, -4))],
  ["trailing bytes", "WeightsInvalid", fileOf(json, Buffer.concat([data, Buffer.alloc(4)]))],
  ["NaN", "WeightsInvalid", withFirstValue(Number.NaN)],
  ["infinity", "WeightsInvalid", withFirstValue(Number.NEGATIVE_INFINITY)],
  ["more bytes than the architecture can need", "WeightsInvalid", new Uint8Array(2 * 1024 * 1024)],
];

describe("safetensors", () => {
  it("reads back what it writes, bit for bit, also from a view of a larger buffer", () => {
    const view = new Uint8Array(good.length + 3).subarray(3);
    view.set(good);
    const weights = decodeSafetensors(view, architecture);
    expect(Buffer.from(encodeSafetensors(weights)).equals(good)).to.equal(true);
    expect(weights.get("output.bias")?.shape).to.deep.equal([2]);
  });

  it("starts its data at a multiple of 8", () => {
    expect(Number(Buffer.from(good).readBigUInt64LE(0)) % 8).to.equal(0);
  });

  HOSTILE.forEach(([what, code, file]) => {
    it(`refuses ${what}`, () => expectAssayError(() => decodeSafetensors(file, architecture), code));
  });

  it("names the tensor and the place of a bad value", async () => {
    const error = await expectAssayError(
      () => decodeSafetensors(withFirstValue(Number.NaN), architecture),
      "WeightsInvalid",
    );
    expect(error.message).to.include("NaN").and.to.include("embedding.bias[0]");
  });
});
