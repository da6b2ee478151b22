import type { JobKey } from "../journal/journal.ts";
import { readBody } from "../net/readBody.ts";
import type { Member } from "./readWorkers.ts";
import { decodeServedAttestation, type ServedAttestation } from "./servedAttestation.ts";

const TIMEOUT_MS = 3_000;
/** 64 items of 28 bytes in hex, and the rest of the answer. */
const MAX_BYTES = 16 * 1024;

export type PeerAnswer = ServedAttestation | { kind: "none" } | { problem: string };

/**
 * Asks a peer for its attestation (docs/SPEC.md, W-2). Never throws: an endpoint is a stranger's, and may be gone, slow or lie.
 * @returns `none` while the peer has none
 */
export async function fetchPeerAttestation(
  peer: Member,
  { benchmarkId, epoch }: JobKey,
  stop: AbortSignal,
): Promise<PeerAnswer> {
  const url = URL.parse(
    `attestations/${benchmarkId}/${epoch}`,
    peer.endpoint.endsWith("/") ? peer.endpoint : `${peer.endpoint}/`,
  );
  if (url === null || !/^https?:$/.test(url.protocol)) return { problem: "its endpoint is not an http URL" };
  const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), stop]);
  try {
    const response = await fetch(url, { redirect: "error", signal });
    if (response.status === 404) {
      await response.body?.cancel();
      return { kind: "none" };
    }
    const body = await readBody(response, MAX_BYTES);
    if (response.status !== 200 || body === undefined)
      return { problem: `answered HTTP ${response.status}, or too much` };
    return decodeServedAttestation(JSON.parse(body.toString("utf8")));
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
