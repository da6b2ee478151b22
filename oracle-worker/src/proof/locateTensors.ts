import type { Weights } from "../models/weights.ts";
import type { Contradiction } from "./contradiction.ts";
import { differingLeaves, type Leaves, leavesOf } from "./leaves.ts";
import { toHex } from "../core/sha256.ts";

/**
 * The first tensor that differs from its claimed leaf, and its first element where the claimed values are known.
 * @param claimed leaf hashes of the moment
 * @param found what re-execution gives
 * @param published the claimed tensors, or some of them; they have been checked against the leaves
 */
export function locateTensors(
  what: string,
  step: number,
  { claimed, found, published }: { claimed: Leaves; found: Weights; published?: Weights | undefined },
): Contradiction | undefined {
  const leaves = leavesOf(found);
  const names = differingLeaves(claimed, leaves);
  const [tensor] = names;
  if (tensor === undefined) return undefined;
  const others = names.length === 1 ? "" : ` and in ${names.length - 1} more`;
  const element = firstDifference(published?.get(tensor)?.values, found.get(tensor)?.values);
  if (element !== undefined) {
    const { index, claimed: before, found: after } = element;
    return { what, step, tensor, index, claimed: String(before), found: `${after}${others}` };
  }
  return {
    what,
    step,
    tensor,
    claimed: `leaf ${hexOf(claimed.get(tensor))}`,
    found: `leaf ${hexOf(leaves.get(tensor))}${others}`,
  };
}

function firstDifference(
  claimed: Float32Array | undefined,
  found: Float32Array | undefined,
): { index: number; claimed: number; found: number } | undefined {
  if (claimed === undefined || found === undefined) return undefined;
  // Object.is tells 0 from −0, as the bits do; no value is NaN.
  const index = claimed.findIndex((value, i) => !Object.is(value, found[i]));
  if (index < 0) return undefined;
  return { index, claimed: claimed[index] ?? 0, found: found[index] ?? 0 };
}

function hexOf(leaf: Uint8Array | undefined): string {
  return leaf === undefined ? "none" : toHex(leaf);
}
