import { canonicalJson } from "../core/canonicalJson.ts";
import { merkleRoot } from "../core/merkle.ts";
import { toHex, type Hex } from "../core/sha256.ts";
import { littleEndianBytes, sortedNames, type Weights } from "../models/weights.ts";

/** Merkle root that commits to every name, shape and bit of the tensors (docs/SPEC.md, P-2). */
export function weightsRoot(weights: Weights): Hex {
  const leaves: Uint8Array[] = [];
  for (const name of sortedNames(weights)) {
    const tensor = weights.get(name);
    if (tensor === undefined) continue;
    const header = canonicalJson({ dtype: "F32", name, shape: [...tensor.shape] });
    leaves.push(Buffer.concat([header, Uint8Array.of(0), littleEndianBytes(tensor.values)]));
  }
  return toHex(merkleRoot(leaves));
}
