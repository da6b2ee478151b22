import { AssayError } from "../errors.ts";
import { shapesOf } from "../models/architecture.ts";
import type { TrainerSpec } from "../models/createTrainer.ts";
import { stateShapes } from "../models/stateShapes.ts";
import { sortedNames } from "../models/weights.ts";
import type { Leaves } from "./leaves.ts";

const LEAF_BYTES = 32;

/** Leaf hashes of the initial weights, and of the whole state at every checkpoint. */
export type StateLeaves = { readonly initial: Leaves; readonly states: readonly Leaves[] };

/** Length of the file for a run with so many checkpoints. */
export function stateLeavesBytes(model: TrainerSpec, checkpoints: number): number {
  return LEAF_BYTES * (shapesOf(model.architecture).size + checkpoints * stateShapes(model).size);
}

/**
 * The leaves file (docs/SPEC.md, P-7): 32-byte hashes, first of the initial weights, then of each checkpoint's state,
 * each in ascending order of name. Names follow from the spec and are not repeated.
 */
export function encodeStateLeaves({ initial, states }: StateLeaves): Uint8Array {
  return new Uint8Array(Buffer.concat([initial, ...states].flatMap((leaves) => [...leaves.values()])));
}

/** @throws AssayError `ManifestInvalid` unless the length is exactly that of the run */
export function decodeStateLeaves(bytes: Uint8Array, model: TrainerSpec, checkpoints: number): StateLeaves {
  const expected = stateLeavesBytes(model, checkpoints);
  if (bytes.length !== expected) {
    throw new AssayError("ManifestInvalid", `leaves file has ${bytes.length} bytes, the run's has ${expected}`, {
      hint: "the contributor published the leaves of another run",
    });
  }
  const stateNames = sortedNames(stateShapes(model));
  let end = 0;
  const take = (names: readonly string[]): Leaves =>
    new Map(names.map((name) => [name, bytes.subarray(end, (end += LEAF_BYTES))]));
  const initial = take(sortedNames(shapesOf(model.architecture)));
  return { initial, states: Array.from({ length: checkpoints }, () => take(stateNames)) };
}
