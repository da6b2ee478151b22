import { canonicalJson } from "../core/canonicalJson.ts";
import { sha256, toHex, type Hex } from "../core/sha256.ts";
import type { Spec } from "../pipeline/spec.ts";
import { ContradictionError } from "./contradiction.ts";

/**
 * Digest of everything besides data and starting weights that a run is a function of (docs/SPEC.md, P-6). The seed
 * binds it to a pipeline and a contributor: the same spec under another name gives other batches and other roots.
 */
export function configDigest(spec: Spec, seed: Hex): Hex {
  return toHex(sha256(canonicalJson({ seed, spec })));
}

/**
 * Refuses a proof that is not of this spec under this seed.
 * @param seed `PipelineRegistry.seedOf(pipelineId, contributor, userSeed)`
 * @throws AssayError `ProofMismatch`
 */
export function checkConfigDigest(proof: { configDigest: Hex }, spec: Spec, seed: Hex): void {
  const found = configDigest(spec, seed);
  if (proof.configDigest === found) return;
  throw new ContradictionError(
    { what: "configDigest", claimed: proof.configDigest, found },
    "from its spec and seed",
    "the version was trained from another spec, or for another pipeline or account",
  );
}
