import { sha256 } from "./sha256.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of one leaf, its data given in parts that are not joined (docs/SPEC.md, P-3). */
export function merkleLeaf(...data: readonly Uint8Array[]): Uint8Array {
  return sha256(LEAF, ...data);
}

/**
 * Root of the Merkle tree over `leafData`, RFC 6962 section 2.1 with SHA-256 (docs/SPEC.md, P-3).
 * The empty tree's root is the hash of nothing.
 */
export function merkleRoot(leafData: readonly Uint8Array[]): Uint8Array {
  return merkleRootOfLeaves(leafData.map((data) => merkleLeaf(data)));
}

/**
 * The same root from the leaves' hashes. Level by level: an odd last node moves up unchanged, which gives RFC 6962's
 * left-full trees.
 */
export function merkleRootOfLeaves(hashes: readonly Uint8Array[]): Uint8Array {
  const [left, right] = hashes;
  if (left === undefined) return sha256();
  if (right === undefined) return left;
  const parents: Uint8Array[] = [];
  for (let i = 0; i < hashes.length; i += 2) {
    const [first, second] = hashes.slice(i, i + 2);
    if (first !== undefined) parents.push(second === undefined ? first : sha256(NODE, first, second));
  }
  return merkleRootOfLeaves(parents);
}
