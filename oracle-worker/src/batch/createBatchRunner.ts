import { attestationDigest, attestationTag, signAttestation } from "../chain/attestation.ts";
import { type Action, nextAction, type SharedAction } from "../core/nextAction.ts";
import type { Job, JobKey } from "../journal/journal.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";
import { callOf } from "./callOf.ts";
import { collectAttestations } from "./collectAttestations.ts";
import { type BatchView, createBatchReader } from "./createBatchReader.ts";
import { createTurns } from "./createTurns.ts";
import { fetchJob } from "./fetchJob.ts";
import { nameOfBatch } from "./nameOfBatch.ts";
import { reportJudgement } from "./reportJudgement.ts";
import { scoreJob } from "./scoreJob.ts";
import { sendForJob } from "./sendForJob.ts";

/** Advances batch jobs, one step at a time. */
export type BatchRunner = {
  /** Does the one next thing of a job. @returns whether there is more to do at once */
  step(key: JobKey, chain: ChainView): Promise<boolean>;
};

export function createBatchRunner(deps: BatchDeps): BatchRunner {
  const { journal, logger, domain, account } = deps;
  const reader = createBatchReader(deps);
  const turns = createTurns(deps);
  const reported = new Set<string>();
  /** Chain time before which a job has nothing to do: a window can last days, and every look costs requests. */
  const idleUntil = new Map<string, number>();

  async function step(key: JobKey, chain: ChainView): Promise<boolean> {
    if (chain.latest.timestamp < (idleUntil.get(nameOfBatch(key)) ?? 0)) return false;
    const job = journal.job(key);
    if (job === undefined) return false;
    const view = await reader.view(job, chain);
    reportJudgement(deps, job, view, reported);
    return act(job, view, nextAction(view.job), chain);
  }

  async function act(job: Job, view: BatchView, action: Action, chain: ChainView): Promise<boolean> {
    switch (action.kind) {
      case "fetch":
        await fetchJob(deps, job, chain);
        return true;
      case "score":
        await scoreJob(deps, job, view.shard);
        return true;
      case "sign":
        sign(job, view);
        return true;
      case "collect":
        return (await collect(job, view)) >= view.job.quorum;
      case "markMined":
        journal.markMined(job);
        return true;
      case "attest":
        await send(job, view, action);
        return false;
      case "close":
      case "storeSeed":
      case "submit":
      case "challenge":
      case "settle":
      case "abandon":
        return inTurn(job, view, action);
      case "finish":
        finish(job, action.outcome);
        return false;
      case "wait":
        if (action.for === "window") idleUntil.set(nameOfBatch(job), action.until);
        return false;
      case "none":
        return false;
    }
  }

  async function inTurn(job: Job, view: BatchView, action: SharedAction): Promise<boolean> {
    // As long as it waits, and once more before it submits: whoever has signed since is paid too.
    if (action.kind === "submit" && !action.isComplete) await collect(job, view);
    if (turns.isOwn(job, action, view.draw)) await send(job, view, action);
    return false;
  }

  async function send(job: Job, view: BatchView, action: SharedAction | { kind: "attest" }): Promise<void> {
    const { sending, call } = await callOf(deps, job, view, action);
    await sendForJob(deps, job, sending, call);
  }

  function sign(job: Job, { draw }: BatchView): void {
    const { result } = job;
    const worker = draw.seat === undefined ? undefined : draw.workers[draw.seat];
    if (result === undefined || worker === undefined) throw new Error("only a member signs, and only what it scored");
    const tag = attestationTag(result.predictions, account.address);
    const digest = attestationDigest(domain, result.header, result.items, tag);
    journal.markSigned(job, { worker, tag, ...signAttestation(account, digest) });
    logger.info({ benchmarkId: job.benchmarkId, epoch: job.epoch, digest }, "a batch is signed");
  }

  /** @returns how many members have signed, as far as is known now */
  async function collect(job: Job, { members }: BatchView): Promise<number> {
    const { result, attestation } = job;
    if (result === undefined || attestation === undefined) return 0;
    const have = new Set([attestation.worker, ...journal.peerAttestations(job).map(({ worker }) => worker)]);
    const peers = members.filter(({ index }) => !have.has(index));
    const context = { job: { ...job, result }, peers, domain, logger, reported, signal: deps.signal };
    const found = await collectAttestations(context);
    for (const peerAttestation of found) journal.addPeerAttestation(job, peerAttestation);
    return members.length - peers.length + found.length;
  }

  function finish(job: Job, outcome: NonNullable<Job["outcome"]>): void {
    journal.finish(job, outcome);
    reader.forget(job);
    turns.forget(job);
    idleUntil.delete(nameOfBatch(job));
    logger.info({ benchmarkId: job.benchmarkId, epoch: job.epoch, outcome }, "a batch is final");
  }

  return { step };
}
