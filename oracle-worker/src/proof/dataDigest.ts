import { fromHex, sha256, toHex, type Hex } from "../core/sha256.ts";

/**
 * Digest of the training data as fed (docs/SPEC.md, P-6): over the SHA-256 of each dataset's content, in the spec's
 * order.
 */
export function dataDigest(contentDigests: readonly Hex[]): Hex {
  return toHex(sha256(...contentDigests.map(fromHex)));
}
