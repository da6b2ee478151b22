import type { Hex } from "../core/sha256.ts";
import type { Weights } from "../models/weights.ts";
import { leavesOf, rootOfLeaves } from "./leaves.ts";

/** Merkle root that commits to every name, shape and bit of the tensors (docs/SPEC.md, P-2). */
export function weightsRoot(weights: Weights): Hex {
  return rootOfLeaves(leavesOf(weights));
}
