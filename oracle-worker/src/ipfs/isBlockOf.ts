import { createHash } from "node:crypto";
import type { CID } from "multiformats/cid";

/** Whether `bytes` hash (SHA-256) to what `cid` says. */
export function isBlockOf(cid: CID, bytes: Uint8Array): boolean {
  return createHash("sha256").update(bytes).digest().equals(cid.multihash.digest);
}
