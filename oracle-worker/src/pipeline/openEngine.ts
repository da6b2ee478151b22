import type { Hex } from "../core/sha256.ts";
import { type EngineOptions, useBackend } from "../models/backend.ts";

/**
 * Selects the engine that proofs are made and verified on, and gives its digest (docs/SPEC.md, P-5).
 * @throws AssayError `EngineMismatch`, `EngineUnusable`
 */
export async function openEngine(options?: EngineOptions): Promise<Hex> {
  const { engineDigest } = await useBackend("assay", options);
  return engineDigest;
}
