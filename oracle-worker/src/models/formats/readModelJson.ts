import type { z } from "zod";
import { canonicalJson } from "../../core/canonicalJson.ts";
import { AssayError, type ErrorCode } from "../../errors.ts";
import { type Architecture, ArchitectureSchema, shapesOf, sizeOf } from "../architecture.ts";
import type { WeightTensor, Weights } from "../weights.ts";
import { ModelJsonSchema, type WeightEntrySchema } from "./modelJson.ts";
import { type Layer, type Network, networkOf } from "./network.ts";
import { readTopology } from "./readTopology.ts";
import { ownName } from "./weightNames.ts";

/** Longest model.json. */
export const MAX_MODEL_JSON_BYTES = 4 * 1024 * 1024;

/** Reads a file beside the model.json, no longer than `maxBytes`. */
export type ReadShard = (name: string, maxBytes: number) => Promise<Uint8Array>;

/**
 * Reads the weights of a model.json that anyone may have written (`tf.LayersModel.save`, Keras' converter, our own
 * export). Nothing is allocated, and no other file opened, before layers, names, shapes and sizes are the architecture's.
 * @throws AssayError `ArchitectureMismatch` for other layers, names or shapes; `WeightsInvalid` for another dtype,
 * quantised values, paths that are no plain file names, files of another length, or a value that is not finite
 */
export async function readModelJson(
  json: Uint8Array,
  readShard: ReadShard,
  architecture: Architecture,
): Promise<Weights> {
  const model = parse(json);
  checkMetadata(model.userDefinedMetadata?.architecture, architecture);
  const nameOf = namesOf(model.modelTopology, architecture);
  const shapes = shapesOf(architecture);
  const seen = new Set<string>();
  const groups = model.weightsManifest.map(({ paths, weights }) => {
    const entries = weights.map((entry) => checkEntry(entry, nameOf, shapes, seen));
    return { paths, entries, bytes: entries.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0) };
  });
  for (const name of shapes.keys())
    if (!seen.has(name)) throw refuse("ArchitectureMismatch", `lacks the tensor ${name}`);

  const found = new Map<string, WeightTensor>();
  for (const { paths, entries, bytes } of groups) {
    const data = await readGroup(paths, bytes, readShard);
    let offset = 0;
    for (const { name, shape } of entries) {
      found.set(name, { shape, values: readValues(data, name, offset, sizeOf(shape)) });
      offset += 4 * sizeOf(shape);
    }
  }
  return found;
}

type Model = z.infer<typeof ModelJsonSchema>;
type Entry = { name: string; shape: readonly number[] };

function parse(json: Uint8Array): Model {
  if (json.length > MAX_MODEL_JSON_BYTES) throw refuse("WeightsInvalid", `has ${json.length} bytes of JSON`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (cause) {
    throw refuse("WeightsInvalid", "is not JSON", cause);
  }
  const result = ModelJsonSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join(".") ?? "";
  throw refuse("WeightsInvalid", `has a bad ${where}: ${issue?.message ?? ""}`, result.error);
}

/** What an export of ours says of itself must be what it is imported as; dropout aside, which changes no prediction. */
function checkMetadata(claimed: unknown, architecture: Architecture): void {
  if (claimed === undefined) {
    if (networkOf(architecture) !== undefined) return;
    throw refuse("ArchitectureMismatch", "does not name its architecture, which only a chain of layers may leave out");
  }
  const result = ArchitectureSchema.safeParse(claimed);
  if (result.success && withoutDropout(result.data) === withoutDropout(architecture)) return;
  throw refuse("ArchitectureMismatch", "names another architecture (userDefinedMetadata) than the spec");
}

function withoutDropout(architecture: Architecture): string {
  const copy = { ...architecture };
  if ("dropout" in copy) delete copy.dropout;
  return Buffer.from(canonicalJson(copy)).toString();
}

/** Our name of each weight's name in the file. */
function namesOf(topology: unknown, architecture: Architecture): (name: string) => string | undefined {
  const network = networkOf(architecture);
  if (topology === undefined || topology === null) return (name) => name;
  if (network === undefined)
    throw refuse("ArchitectureMismatch", "has layers, the spec's architecture is no chain of them");
  const given = readTopology(topology);
  checkLayers(given, network);
  const own = namedLayers(network);
  const layers = new Map(namedLayers(given).map((name, i) => [name, own[i] ?? ""]));
  return (name) => {
    const end = name.lastIndexOf("/");
    const layer = layers.get(name.slice(0, Math.max(0, end)));
    return layer === undefined ? undefined : ownName(layer, name.slice(end + 1));
  };
}

function checkLayers(given: Network, expected: Network): void {
  if (given.input.join() !== expected.input.join()) {
    throw refuse(
      "ArchitectureMismatch",
      `takes [${given.input.join()}], the spec's architecture [${expected.input.join()}]`,
    );
  }
  const [theirs, ours] = [comparable(given), comparable(expected)];
  for (let i = 0; i < Math.max(theirs.length, ours.length); i++) {
    if (theirs[i] === ours[i]) continue;
    throw refuse(
      "ArchitectureMismatch",
      `has ${theirs[i] ?? "nothing"} where the spec's architecture has ${ours[i] ?? "nothing"}`,
    );
  }
}

/** Each layer but for its name, without dropout and a last softmax: both leave the best label what it is. */
function comparable({ layers }: Network): string[] {
  const kept = layers.filter(({ kind }) => kind !== "dropout");
  const last = kept.at(-1);
  const end = last?.kind === "activation" && last.activation === "softmax" ? -1 : undefined;
  return kept.slice(0, end).map((layer) => JSON.stringify({ ...layer, name: undefined }));
}

function namedLayers({ layers }: Network): string[] {
  return layers.flatMap((layer: Layer) => ("name" in layer ? [layer.name] : []));
}

function checkEntry(
  entry: z.infer<typeof WeightEntrySchema>,
  nameOf: (name: string) => string | undefined,
  shapes: ReadonlyMap<string, readonly number[]>,
  seen: Set<string>,
): Entry {
  const said = JSON.stringify(entry.name.slice(0, 100));
  const name = nameOf(entry.name);
  const shape = name === undefined ? undefined : shapes.get(name);
  if (name === undefined || shape === undefined) throw refuse("ArchitectureMismatch", `holds a tensor named ${said}`);
  if (seen.has(name)) throw refuse("WeightsInvalid", `holds ${said} twice`);
  seen.add(name);
  if (entry.dtype !== "float32" || entry["quantization"] !== undefined)
    throw refuse("WeightsInvalid", `holds ${said} as another type than float32`);
  if (entry.shape.join() !== shape.join())
    throw refuse("ArchitectureMismatch", `gives ${said} the shape [${entry.shape.join()}], not [${shape.join()}]`);
  return { name, shape };
}

async function readGroup(paths: readonly string[], bytes: number, readShard: ReadShard): Promise<DataView> {
  const data = new Uint8Array(bytes);
  let end = 0;
  for (const path of paths) {
    const part = await readShard(path, bytes - end);
    if (end + part.length > bytes) throw refuse("WeightsInvalid", `has more data in ${path} than its tensors take`);
    data.set(part, end);
    end += part.length;
  }
  if (end !== bytes) throw refuse("WeightsInvalid", `has ${end} bytes in ${paths.join(", ")}, its tensors ${bytes}`);
  return new DataView(data.buffer);
}

function readValues(data: DataView, name: string, offset: number, size: number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const value = data.getFloat32(offset + 4 * i, true);
    if (!Number.isFinite(value)) throw refuse("WeightsInvalid", `holds ${value} in ${name}[${i}]`);
    values[i] = value;
  }
  return values;
}

function refuse(code: ErrorCode, problem: string, cause?: unknown): AssayError {
  return new AssayError(code, `the model ${problem}`, {
    hint: "import a model.json whose layers are those of the spec's architecture, with its .bin files beside it",
    cause,
  });
}
