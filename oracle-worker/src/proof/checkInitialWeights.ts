import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import { initialWeights } from "../models/initialWeights.ts";
import { weightsRoot } from "./weightsRoot.ts";

/** Where a version's weights started. */
export type Origin = { kind: "seed" } | { kind: "parent"; versionId: number };

/**
 * Finds where a proven version's weights started (docs/SPEC.md, L-7).
 * @param seed `PipelineRegistry.seedOf(pipelineId, contributor, userSeed)`
 * @param parents the declared parents that have a proof
 * @throws AssayError `ProofMismatch` when they came neither from the seed nor from a declared parent
 */
export function checkInitialWeights(input: {
  initRoot: Hex;
  architecture: Architecture;
  seed: Hex;
  parents: readonly { versionId: number; finalRoot: Hex }[];
}): Origin {
  const parent = input.parents.find(({ finalRoot }) => finalRoot === input.initRoot);
  if (parent !== undefined) return { kind: "parent", versionId: parent.versionId };
  if (weightsRoot(initialWeights(input.architecture, input.seed)) === input.initRoot) return { kind: "seed" };
  throw new AssayError(
    "ProofMismatch",
    `initRoot ${input.initRoot} is neither of the weights that the seed gives nor the finalRoot of a declared parent`,
    { hint: "train from the seed, or declare the parent that the weights came from" },
  );
}
