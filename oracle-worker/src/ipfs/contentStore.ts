import type { Artefact } from "./artefact.ts";

/** Bounds of a read: `maxBytes` of content; `signal` ends it early with `Aborted`. */
export type ReadLimits = { maxBytes: number; signal?: AbortSignal | undefined };

/**
 * Content-addressed storage. Whatever is read has been checked against its CID, block by block, before the caller sees it.
 *
 * Methods throw an `AssayError`: `CidInvalid`, `ContentUnavailable`, `ContentMismatch`, `ContentTooLarge`,
 * `StoreNotWritable`, and `Aborted` after `close` or when the signal fires.
 */
export interface ContentStore {
  /** Stores content of any length as F-2 says. */
  put(bytes: Uint8Array): Promise<Artefact>;
  /** Stores content as one raw block, at most 262,144 bytes: the form of manifests and metrics. */
  putBlock(bytes: Uint8Array): Promise<Artefact>;
  /** The content behind a CID. */
  get(cid: string, limits: ReadLimits): Promise<Uint8Array>;
  /** The content of an artefact, also checked against its digest and length. */
  fetchArtefact(artefact: Artefact, limits: ReadLimits): Promise<Uint8Array>;
  /** Ends the store; reads that wait on a gateway fail. */
  close(): Promise<void>;
}
