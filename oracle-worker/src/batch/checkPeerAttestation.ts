import {
  attestationDigest,
  type AttestationDomain,
  attestationSigner,
  attestationTag,
  type Attestation,
} from "../chain/attestation.ts";
import { decodeItems, differingItems, tryDecodeItems } from "../core/scoreItem.ts";
import type { BatchResult } from "../journal/journal.ts";
import type { Member } from "./readWorkers.ts";
import type { ServedAttestation } from "./servedAttestation.ts";

export type PeerVerdict =
  | { kind: "same"; attestation: Attestation }
  /** A valid worker with another result. `versionIds`: whose items differ; none when only the header does. */
  | { kind: "different"; versionIds: number[]; fields: string[] }
  | { kind: "invalid"; problem: string };

const HEADER_FIELDS = ["benchmarkId", "epoch", "shard", "engineDigest", "predictionsRoot"] as const;

/**
 * Compares what a peer serves with this worker's own result: header, items, signature, and the tag, which only one who held
 * the same predictions can have made (docs/SPEC.md, C-4).
 */
export function checkPeerAttestation(
  domain: AttestationDomain,
  own: BatchResult,
  peer: Member,
  { header, items, attestation }: ServedAttestation,
): PeerVerdict {
  if (attestation.worker !== peer.index) return { kind: "invalid", problem: `is of worker ${attestation.worker}` };
  const digest = attestationDigest(domain, header, items, attestation.tag);
  if (attestationSigner(digest, attestation) !== peer.account)
    return { kind: "invalid", problem: "is not signed by the worker's account" };
  const fields = HEADER_FIELDS.filter((field) => own.header[field] !== header[field]);
  if (fields.length > 0 || !Buffer.from(own.items).equals(items)) {
    return { kind: "different", fields, versionIds: differingItems(decodeItems(own.items), tryDecodeItems(items)) };
  }
  if (attestation.tag !== attestationTag(own.predictions, peer.account))
    return { kind: "invalid", problem: "has a tag of other predictions" };
  return { kind: "same", attestation };
}
