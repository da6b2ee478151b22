/** A named tensor: `values` in row-major order, as many as the product of `shape`. */
export type WeightTensor = { readonly shape: readonly number[]; readonly values: Float32Array };

/**
 * Every trained parameter of a version, by name. Order carries no meaning: what is hashed or written is sorted by
 * name.
 */
export type Weights = ReadonlyMap<string, WeightTensor>;

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The values as little-endian binary32, whatever the host's byte order. On most hosts these are the values' own bytes,
 * not a copy: a state is hashed at every checkpoint.
 */
export function littleEndianBytes(values: Float32Array): Uint8Array {
  if (IS_LITTLE_ENDIAN) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i] ?? 0, true);
  return bytes;
}

/** Names in the order everything hashed or written uses: ascending UTF-16 code units. */
export function sortedNames(weights: ReadonlyMap<string, unknown>): string[] {
  return [...weights.keys()].sort();
}
