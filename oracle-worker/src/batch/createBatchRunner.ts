import { attestationDigest, attestationTag, signAttestation } from "../chain/attestation.ts";
import { nextAction } from "../core/nextAction.ts";
import { decodeItems, differingItems } from "../core/scoreItem.ts";
import type { Job, JobKey } from "../journal/journal.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";
import { collectAttestations } from "./collectAttestations.ts";
import { type BatchView, createBatchReader } from "./createBatchReader.ts";
import { fetchJob } from "./fetchJob.ts";
import { isSameResult } from "./isSameResult.ts";
import { nameOfBatch } from "./nameOfBatch.ts";
import type { Member } from "./readCommittee.ts";
import type { Submission } from "./readSubmission.ts";
import { scoreJob } from "./scoreJob.ts";
import { sendForJob } from "./sendForJob.ts";

/** Advances batch jobs, one step at a time. */
export type BatchRunner = {
  /** Does the one next thing of a job. @returns whether there is more to do at once */
  step(key: JobKey, chain: ChainView): Promise<boolean>;
};

export function createBatchRunner(deps: BatchDeps): BatchRunner {
  const { contracts, journal, logger, domain, account } = deps;
  const reader = createBatchReader(deps);
  const reported = new Set<string>();
  /** Chain time before which a job has nothing to do: a window can last days, and every look costs requests. */
  const idleUntil = new Map<string, number>();

  async function step(key: JobKey, chain: ChainView): Promise<boolean> {
    if (chain.latest.timestamp < (idleUntil.get(nameOfBatch(key)) ?? 0)) return false;
    const job = journal.job(key);
    if (job === undefined) return false;
    const view = await reader.view(job, chain);
    const action = nextAction(view.job);
    switch (action.kind) {
      case "fetch":
        await fetchJob(deps, job, chain);
        return true;
      case "score":
        await scoreJob(deps, job, view.rules.shard);
        return true;
      case "sign":
        sign(job, view.members);
        return true;
      case "collect":
        return collect(job, view);
      case "submit":
        await submit(job, view);
        return false;
      case "markMined":
        reportDifference(job, reader.submission(key));
        journal.markMined(key);
        return true;
      case "settle":
        await settle(job);
        return false;
      case "finish":
        journal.finish(key, action.outcome);
        reader.forget(key);
        idleUntil.delete(nameOfBatch(key));
        logger.info({ ...key, outcome: action.outcome }, "a batch is final");
        return false;
      case "wait":
        if (action.for === "window") idleUntil.set(nameOfBatch(key), action.until);
        return false;
      case "none":
        return false;
    }
  }

  function sign(job: Job, members: readonly Member[]): void {
    const { result } = job;
    const self = members.find(({ account: other }) => other === account.address.toLowerCase());
    if (result === undefined || self === undefined) throw new Error("only a member signs, and only what it scored");
    const tag = attestationTag(result.predictions, account.address);
    const digest = attestationDigest(domain, result.header, result.items, tag);
    journal.markSigned(job, { worker: self.index, tag, ...signAttestation(account, digest) });
    logger.info({ benchmarkId: job.benchmarkId, epoch: job.epoch, digest }, "a batch is signed");
  }

  /** @returns whether the quorum is complete now */
  async function collect(job: Job, { members, rules }: BatchView): Promise<boolean> {
    const { result, attestation } = job;
    if (result === undefined || attestation === undefined) return false;
    const have = new Set([attestation.worker, ...journal.peerAttestations(job).map(({ worker }) => worker)]);
    const peers = members.filter(({ index }) => !have.has(index));
    const found = await collectAttestations({
      job: { ...job, result },
      peers,
      domain,
      logger,
      reported,
      signal: deps.signal,
    });
    for (const peerAttestation of found) journal.addPeerAttestation(job, peerAttestation);
    return have.size + found.length >= rules.quorum;
  }

  async function submit(job: Job, view: BatchView): Promise<void> {
    const { result, attestation } = job;
    if (result === undefined || attestation === undefined)
      throw new Error("a signed job has a result and an attestation");
    // Once more: whoever has signed since is paid too.
    await collect(job, view);
    const signed = [attestation, ...journal.peerAttestations(job)].sort((a, b) => a.worker - b.worker);
    const { header, items } = result;
    await sendForJob(deps, job, "submit", await contracts.committee.submit.populateTransaction(header, items, signed));
  }

  async function settle(job: Job): Promise<void> {
    if (job.result === undefined) throw new Error("only an own result is settled");
    const { header, items } = job.result;
    await sendForJob(deps, job, "settle", await contracts.committee.settle.populateTransaction(header, items));
  }

  function reportDifference(job: Job, submission: Submission | undefined): void {
    if (job.result === undefined || submission === undefined || isSameResult(job.result, submission)) return;
    const versionIds = differingItems(decodeItems(job.result.items), decodeItems(submission.items));
    logger.error(
      {
        benchmarkId: job.benchmarkId,
        epoch: job.epoch,
        versionIds,
        own: job.result.header,
        submitted: submission.header,
      },
      "the submitted batch is not what this worker computed",
    );
  }

  return { step };
}
