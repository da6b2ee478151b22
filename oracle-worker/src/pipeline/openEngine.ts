import type { Hex } from "../core/sha256.ts";
import { useBackend } from "../models/backend.ts";

/**
 * Selects the engine that proofs are made and verified on, and gives its digest (docs/SPEC.md, P-5).
 * @throws AssayError `EngineMismatch`
 */
export async function openEngine(): Promise<Hex> {
  const { engineDigest } = await useBackend("cpu");
  return engineDigest;
}
