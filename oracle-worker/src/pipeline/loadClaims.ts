import type { ContentStore } from "../ipfs/contentStore.ts";
import type { Claims } from "../proof/claims.ts";
import { decodeLog, maxLogBytes } from "../proof/lossLog.ts";
import { decodeStateLeaves, stateLeavesBytes } from "../proof/stateLeaves.ts";
import { fetchBounded } from "./fetchBounded.ts";
import type { Version } from "./loadVersion.ts";
import { trainerSpecOf } from "./spec.ts";

/**
 * Fetches the rest of what a proven version says of its training: every loss, and the leaves of every state.
 * @throws AssayError `ContentTooLarge`, `ManifestInvalid`, and those of the content store
 */
export async function loadClaims(
  store: ContentStore,
  { manifest, spec, checkpoints }: Version,
  signal: AbortSignal | undefined,
): Promise<Claims> {
  const model = trainerSpecOf(spec);
  const { steps } = spec.train;
  const log = await fetchBounded(store, "logs", manifest.log, { maxBytes: maxLogBytes(steps), signal });
  const maxBytes = stateLeavesBytes(model, checkpoints.length);
  const leaves = await fetchBounded(store, "leaves", manifest.leaves, { maxBytes, signal });
  return {
    checkpoints,
    losses: decodeLog(log, steps),
    leaves: decodeStateLeaves(leaves, model, checkpoints.length),
  };
}
