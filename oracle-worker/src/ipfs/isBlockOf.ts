import type { CID } from "multiformats/cid";
import { sha256 } from "../core/sha256.ts";

/** Whether `bytes` hash (SHA-256) to what `cid` says. */
export function isBlockOf(cid: CID, bytes: Uint8Array): boolean {
  return Buffer.compare(sha256(bytes), cid.multihash.digest) === 0;
}
