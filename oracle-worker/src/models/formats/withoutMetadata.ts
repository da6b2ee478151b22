const LENGTH_BYTES = 8;
const METADATA = "__metadata__";

/**
 * A safetensors file without the free text that other programs put into its header (`{"format":"pt"}`), and which what
 * is published here must not have. Whatever is wrong with the file stays wrong.
 */
export function withoutMetadata(file: Uint8Array, maxHeaderBytes: number): Uint8Array {
  if (file.length < LENGTH_BYTES) return file;
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(file.length - LENGTH_BYTES, maxHeaderBytes))) return file;
  const dataStart = LENGTH_BYTES + Number(length);
  const header = parse(file.subarray(LENGTH_BYTES, dataStart));
  if (typeof header !== "object" || header === null || !Object.hasOwn(header, METADATA)) return file;
  const tensors = Object.entries(header).filter(([name]) => name !== METADATA);
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(tensors)));
  const start = new Uint8Array(LENGTH_BYTES);
  new DataView(start.buffer).setBigUint64(0, BigInt(bytes.length), true);
  return new Uint8Array(Buffer.concat([start, bytes, file.subarray(dataStart)]));
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
