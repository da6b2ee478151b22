import type { CID } from "multiformats/cid";

/** Where blocks come from when the disk does not have them. */
export interface BlockSource {
  /** One block, already checked against its CID; throws an `AssayError` `ContentUnavailable` or `Aborted` otherwise. */
  get(cid: CID, signal?: AbortSignal): Promise<Uint8Array>;
}
