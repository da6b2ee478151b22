import { z } from "zod";
import { AssayError, type ErrorCode } from "../errors.ts";
import { type Architecture, shapesOf, sizeOf } from "./architecture.ts";
import { littleEndianBytes, sortedNames, type WeightTensor, type Weights } from "./weights.ts";

/** Which tensors a file must hold: names and shapes. */
type Shapes = ReadonlyMap<string, readonly number[]>;

/** Longest header that is parsed: about 10,000 tensors. */
const MAX_HEADER_BYTES = 1024 * 1024;
const LENGTH_BYTES = 8;

const EntrySchema = z.strictObject({
  dtype: z.literal("F32"),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const HeaderSchema = z.record(z.string(), EntrySchema);
type Header = z.infer<typeof HeaderSchema>;

/** The most bytes that a file of tensors of these shapes may have. */
export function maxTensorsBytes(shapes: Shapes): number {
  let bytes = LENGTH_BYTES + MAX_HEADER_BYTES;
  for (const shape of shapes.values()) bytes += 4 * sizeOf(shape);
  return bytes;
}

/** The most bytes that a weights file of this architecture may have. */
export function maxSafetensorsBytes(architecture: Architecture): number {
  return maxTensorsBytes(shapesOf(architecture));
}

/**
 * Weights as a safetensors file (https://huggingface.co/docs/safetensors): header length (8 bytes, little-endian),
 * JSON header padded with spaces to a multiple of 8, little-endian values; tensors sorted by name, so that equal
 * weights make equal files.
 */
export function encodeSafetensors(weights: Weights): Uint8Array {
  return new Uint8Array(Buffer.concat(safetensorsParts(weights)));
}

/** The same file in parts, which are written one after another: the tensors' own bytes where the host allows. */
export function safetensorsParts(weights: Weights): Uint8Array[] {
  const header: Header = {};
  const data: Uint8Array[] = [];
  let offset = 0;
  for (const name of sortedNames(weights)) {
    const tensor = weights.get(name);
    if (tensor === undefined) continue;
    const bytes = littleEndianBytes(tensor.values);
    header[name] = { dtype: "F32", shape: [...tensor.shape], data_offsets: [offset, offset + bytes.length] };
    data.push(bytes);
    offset += bytes.length;
  }
  const json = JSON.stringify(header);
  const padded = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8, " "));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(padded.length));
  return [length, padded, ...data];
}

/**
 * Reads weights that anyone may have written. Nothing is allocated before names and shapes are exactly the
 * architecture's.
 * @throws AssayError `ArchitectureMismatch` for other names or shapes; `WeightsInvalid` for another dtype, gaps,
 * overlaps, duplicates, trailing bytes, or a value that is not finite.
 */
export function decodeSafetensors(bytes: Uint8Array, architecture: Architecture): Weights {
  return decodeTensors(bytes, shapesOf(architecture));
}

/** Reads a file that holds exactly these tensors, under the same conditions. */
export function decodeTensors(bytes: Uint8Array, shapes: Shapes): Weights {
  if (bytes.length > maxTensorsBytes(shapes)) throw invalid(`have ${bytes.length} bytes, more than the architecture's`);
  const { header, dataStart } = readHeader(bytes);
  checkShapes(header, shapes);
  checkLayout(header, bytes.length - dataStart);
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.length - dataStart);
  const weights = new Map<string, WeightTensor>();
  for (const [name, entry] of Object.entries(header)) {
    weights.set(name, {
      shape: entry.shape,
      values: readValues(view, name, entry.data_offsets[0], sizeOf(entry.shape)),
    });
  }
  return weights;
}

function readHeader(bytes: Uint8Array): { header: Header; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) throw invalid("end before the header's length");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const available = bytes.length - LENGTH_BYTES;
  if (length > BigInt(Math.min(available, MAX_HEADER_BYTES))) throw invalid(`declare a header of ${length} bytes`);
  const dataStart = LENGTH_BYTES + Number(length);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + LENGTH_BYTES, Number(length)).toString("utf8");
  const result = HeaderSchema.safeParse(parseJson(text));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(
      `have a bad header: ${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}`,
      result.error,
    );
  }
  // A duplicate key is lost in parsing, so the same header written again would be shorter.
  if (JSON.stringify(result.data) !== text.trimEnd())
    throw invalid("have a header with duplicate names or in another layout");
  return { header: result.data, dataStart };
}

function checkShapes(header: Header, shapes: Shapes): void {
  for (const name of Object.keys(header)) {
    if (!shapes.has(name)) throw mismatch(`hold a tensor named ${JSON.stringify(name.slice(0, 100))}`);
  }
  for (const [name, shape] of shapes) {
    const entry = Object.hasOwn(header, name) ? header[name] : undefined;
    if (entry === undefined) throw mismatch(`lack the tensor ${name}`);
    if (entry.shape.join() !== shape.join())
      throw mismatch(`give ${name} the shape [${entry.shape.join()}], not [${shape.join()}]`);
  }
}

/** Tensors lie one after another, from the first byte of the data to the last. */
function checkLayout(header: Header, dataBytes: number): void {
  const entries = Object.entries(header).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  let end = 0;
  for (const [name, { shape, data_offsets: offsets }] of entries) {
    if (offsets[0] !== end) throw invalid(`leave a gap or overlap before ${name}`);
    if (offsets[1] - offsets[0] !== 4 * sizeOf(shape)) throw invalid(`give ${name} ${offsets[1] - offsets[0]} bytes`);
    end = offsets[1];
  }
  if (end !== dataBytes) throw invalid(`have ${dataBytes} bytes of data, of which tensors use ${end}`);
}

function readValues(view: DataView, name: string, offset: number, size: number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const value = view.getFloat32(offset + 4 * i, true);
    if (!Number.isFinite(value)) throw invalid(`hold ${value} in ${name}[${i}]`);
    values[i] = value;
  }
  return values;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("have a header that is not JSON", cause);
  }
}

function invalid(problem: string, cause?: unknown): AssayError {
  return refuse("WeightsInvalid", problem, cause);
}

function mismatch(problem: string): AssayError {
  return refuse("ArchitectureMismatch", problem);
}

function refuse(code: ErrorCode, problem: string, cause?: unknown): AssayError {
  return new AssayError(code, `weights ${problem}`, {
    hint: "weights are a safetensors file with exactly the F32 tensors of the spec's architecture, all finite",
    cause,
  });
}
