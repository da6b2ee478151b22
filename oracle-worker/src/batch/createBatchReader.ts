import { decodingReverts } from "../chain/decodeRevert.ts";
import { lastBlockBefore } from "../chain/readChainState.ts";
import { type JobView, rankOf } from "../core/nextAction.ts";
import type { Job, JobKey } from "../journal/journal.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";
import { isSameResult } from "./isSameResult.ts";
import { nameOfBatch } from "./nameOfBatch.ts";
import { type Member, readCommittee } from "./readCommittee.ts";
import { readSubmission, type Submission } from "./readSubmission.ts";

export type BatchView = { job: JobView; members: Member[]; rules: { quorum: number; shard: number } };

/** Reads what a job's next step is decided from. */
export type BatchReader = {
  view(job: Job, chain: ChainView): Promise<BatchView>;
  /** What was submitted for a batch, as far as a view needed it. */
  submission(key: JobKey): Submission | undefined;
  forget(key: JobKey): void;
};

export function createBatchReader(deps: BatchDeps): BatchReader {
  const { contracts, journal, account } = deps;
  /** Since when a job has been ready for its next transaction. Lost at a restart: the line then starts anew. */
  const readySince = new Map<string, number>();
  const submissions = new Map<string, Submission>();

  async function view(job: Job, { finalized, latest, epochSeconds }: ChainView): Promise<BatchView> {
    const { benchmarkId, epoch } = job;
    const blockTag = finalized.number;
    const [rules, onChain, members] = await Promise.all([
      decodingReverts(() => contracts.benchmarks.batchRulesOf(benchmarkId, deps.engineDigest, epoch)),
      decodingReverts(() => contracts.committee.batchOf(benchmarkId, epoch, { blockTag })),
      readCommittee(contracts, epoch),
    ]);
    const batch = await batchView(job, Number(onChain.state), Number(onChain.settleableAt), {
      finalized,
      latest,
      epochSeconds,
    });
    const position = members.findIndex(({ account: other }) => other === account.address.toLowerCase());
    const isMember = position >= 0 && rules.engineAccepted;
    const signatures = (job.attestation === undefined ? 0 : 1) + journal.peerAttestations(job).length;
    const quorum = Number(rules.quorum);
    const known = {
      state: job.state,
      epoch,
      currentEpoch: Math.floor(latest.timestamp / epochSeconds),
      chainTime: latest.timestamp,
      isMember,
      batch,
      signatures,
      quorum,
      rank: position >= 0 ? rankOf({ epoch, position, workers: members.length }) : members.length,
      turnMs: deps.turnMs,
    };
    return { job: { ...known, readyMs: readyMs(job, known) }, members, rules: { quorum, shard: Number(rules.shard) } };
  }

  /** States are ICommittee.BatchState. */
  async function batchView(job: Job, state: number, settleableAt: number, chain: ChainView): Promise<JobView["batch"]> {
    if (state === 0) return { state: "none" };
    if (state !== 1) return { state: state === 2 ? "settled" : "cancelled" };
    const submission = await submissionOf(job, chain);
    return {
      state: "submitted",
      settleableAt,
      isOwn: submission !== undefined && isSameResult(job.result, submission),
    };
  }

  async function submissionOf(job: Job, { finalized, epochSeconds }: ChainView): Promise<Submission | undefined> {
    const known = submissions.get(nameOfBatch(job));
    if (known !== undefined) return known;
    const last = await lastBlockBefore(deps.provider, (job.epoch + 1) * epochSeconds, finalized, deps.fromBlock);
    const found = await readSubmission(contracts, job, { from: last + 1, to: finalized.number });
    if (found !== undefined) submissions.set(nameOfBatch(job), found);
    return found;
  }

  function readyMs(job: Job, known: Omit<JobView, "readyMs">): number {
    const { batch } = known;
    const canSubmit = batch.state === "none" && known.signatures >= known.quorum;
    const canSettle = batch.state === "submitted" && known.chainTime >= batch.settleableAt;
    const name = `${nameOfBatch(job)}/${canSettle ? "settle" : "submit"}`;
    if (!canSubmit && !canSettle) return 0;
    const since = readySince.get(name) ?? deps.now();
    readySince.set(name, since);
    return deps.now() - since;
  }

  return {
    view,
    submission: (key) => submissions.get(nameOfBatch(key)),
    forget(key) {
      submissions.delete(nameOfBatch(key));
      for (const purpose of ["submit", "settle"]) readySince.delete(`${nameOfBatch(key)}/${purpose}`);
    },
  };
}
