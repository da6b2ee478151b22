import { canonicalJson } from "../core/canonicalJson.ts";
import { merkleLeaf, merkleRootOfLeaves } from "../core/merkle.ts";
import { toHex, type Hex } from "../core/sha256.ts";
import { littleEndianBytes, sortedNames, type WeightTensor, type Weights } from "../models/weights.ts";

/** Leaf hash of every tensor, in ascending order of name: a root says that something differs, leaves say what. */
export type Leaves = ReadonlyMap<string, Uint8Array>;

const ZERO = Uint8Array.of(0);

/** Hashes every tensor (docs/SPEC.md, P-2). */
export function leavesOf(tensors: Weights): Leaves {
  const leaves = new Map<string, Uint8Array>();
  for (const name of sortedNames(tensors)) {
    const tensor = tensors.get(name);
    if (tensor !== undefined) leaves.set(name, leafOf(name, tensor));
  }
  return leaves;
}

/** Root over the leaves (docs/SPEC.md, P-3). */
export function rootOfLeaves(leaves: Leaves): Hex {
  return toHex(merkleRootOfLeaves([...leaves.values()]));
}

/** The leaves of the tensors of these names alone. */
export function selectLeaves(leaves: Leaves, names: ReadonlyMap<string, unknown>): Leaves {
  return new Map([...leaves].filter(([name]) => names.has(name)));
}

/** Names whose leaves differ, ascending. */
export function differingLeaves(claimed: Leaves, found: Leaves): string[] {
  return [...claimed].flatMap(([name, leaf]) => (isSame(leaf, found.get(name)) ? [] : [name]));
}

function leafOf(name: string, { shape, values }: WeightTensor): Uint8Array {
  return merkleLeaf(canonicalJson({ dtype: "F32", name, shape: [...shape] }), ZERO, littleEndianBytes(values));
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}
