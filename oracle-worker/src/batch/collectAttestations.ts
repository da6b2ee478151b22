import type { Attestation, AttestationDomain } from "../chain/attestation.ts";
import type { Job, JobKey } from "../journal/journal.ts";
import type { Logger } from "../logger.ts";
import { checkPeerAttestation } from "./checkPeerAttestation.ts";
import { fetchPeerAttestation } from "./fetchPeerAttestation.ts";
import type { Member } from "./readWorkers.ts";

/**
 * Asks every peer whose attestation is not at hand, and returns the verified ones. What is wrong with the others is logged:
 * a different result is an error that a person must look at, a silent peer is not.
 */
export async function collectAttestations(input: {
  job: Job & { result: NonNullable<Job["result"]> };
  peers: readonly Member[];
  domain: AttestationDomain;
  logger: Logger;
  /** What has been said already: peers are asked again and again. */
  reported: Set<string>;
  signal: AbortSignal;
}): Promise<Attestation[]> {
  const { job, peers, domain, logger, reported, signal } = input;
  const answers = await Promise.all(peers.map((peer) => fetchPeerAttestation(peer, keyOf(job), signal)));
  return answers.flatMap((answer, i) => {
    const peer = peers[i];
    if (peer === undefined || "kind" in answer) return [];
    const context = { worker: peer.index, benchmarkId: job.benchmarkId, epoch: job.epoch };
    if ("problem" in answer) {
      logger.debug({ ...context, problem: answer.problem }, "a peer does not answer");
      return [];
    }
    const verdict = checkPeerAttestation(domain, job.result, peer, answer);
    if (verdict.kind === "same") return [verdict.attestation];
    const report = JSON.stringify([context, verdict]);
    if (reported.has(report)) return [];
    reported.add(report);
    if (verdict.kind === "different") {
      logger.error(
        { ...context, fields: verdict.fields, versionIds: verdict.versionIds },
        "a peer has signed a different result",
      );
    } else {
      logger.warn({ ...context, problem: verdict.problem }, "a peer's attestation is invalid");
    }
    return [];
  });
}

function keyOf({ benchmarkId, epoch }: Job): JobKey {
  return { benchmarkId, epoch };
}
