import { type Architecture, shapesOf } from "../models/architecture.ts";

import type { Checkpoint } from "./checkpoints.ts";
import type { Contradiction } from "./contradiction.ts";
import { rootOfLeaves, selectLeaves } from "./leaves.ts";
import { lossesDigest } from "./lossLog.ts";
import type { StateLeaves } from "./stateLeaves.ts";
import type { TrainingProof } from "./trainingProof.ts";

/** What a contributor says of a run, moment by moment. Checkpoints are counted from 1; 0 is the start. */
export type Claims = {
  readonly checkpoints: readonly Checkpoint[];
  /** The loss of every step. */
  readonly losses: Float32Array;
  readonly leaves: StateLeaves;
};

/** Steps taken at a checkpoint. */
export function stepOf({ checkpoints }: Pick<Claims, "checkpoints">, checkpoint: number): number {
  return checkpoint === 0 ? 0 : (checkpoints[checkpoint - 1]?.step ?? 0);
}

/**
 * The first leaf or loss that is not what the roots and digests of the proof commit to (docs/SPEC.md, P-4, P-7). The
 * checkpoints themselves have been checked (`findMismatch`).
 */
export function findForeignPart(
  proof: TrainingProof,
  architecture: Architecture,
  claims: Claims,
): Contradiction | undefined {
  const { checkpoints, leaves } = claims;
  const initRoot = rootOfLeaves(leaves.initial);
  if (initRoot !== proof.initRoot) return { what: "initRoot", step: 0, claimed: proof.initRoot, found: initRoot };
  for (const [i, { step, stateRoot }] of checkpoints.entries()) {
    const found = rootOfLeaves(leaves.states[i] ?? new Map());
    if (found !== stateRoot) return { what: "stateRoot", step, claimed: stateRoot, found };
  }
  const last = selectLeaves(leaves.states.at(-1) ?? leaves.initial, shapesOf(architecture));
  const finalRoot = rootOfLeaves(last);
  if (finalRoot !== proof.finalRoot)
    return { what: "finalRoot", step: proof.steps, claimed: proof.finalRoot, found: finalRoot };
  return findForeignLoss(claims);
}

function findForeignLoss(claims: Claims): Contradiction | undefined {
  for (const [i, { step, loss, losses }] of claims.checkpoints.entries()) {
    const logged = claims.losses.subarray(stepOf(claims, i), step);
    const found = lossesDigest(logged);
    if (found !== losses) return { what: "digest of the losses", step, claimed: losses, found };
    if (logged.at(-1) !== loss)
      return { what: "loss of the checkpoint", step, claimed: String(loss), found: String(logged.at(-1)) };
  }
  return undefined;
}
