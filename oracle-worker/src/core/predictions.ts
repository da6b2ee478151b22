import { merkleRoot } from "./merkle.ts";
import { sha256, toHex, type Hex } from "./sha256.ts";

/** Predicted classes as they are hashed: big-endian uint16, in sample order (docs/SPEC.md, C-4). */
export function encodePredictions(predictions: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(predictions.length * 2);
  const view = new DataView(bytes.buffer);
  predictions.forEach((value, i) => view.setUint16(i * 2, value));
  return bytes;
}

/**
 * `predictionsRoot` of a batch (docs/SPEC.md, C-4): one leaf per item, in item order; undefined for an unavailable
 * one.
 */
export function predictionsRoot(predictions: readonly (Uint8Array | undefined)[]): Hex {
  return toHex(merkleRoot(predictions.map((bytes) => (bytes === undefined ? new Uint8Array(32) : sha256(bytes)))));
}
