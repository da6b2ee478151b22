import type { AttestationDomain } from "../chain/attestation.ts";
import { attestationDigest, attestationTag, signAttestation } from "../chain/attestation.ts";
import type { Contracts } from "../chain/contracts.ts";
import { decodingReverts, RevertError } from "../chain/decodeRevert.ts";
import type { Account } from "../chain/keyFile.ts";
import type { Provider } from "../chain/provider.ts";
import { type ChainBlock, lastBlockBefore } from "../chain/readChainState.ts";
import type { Call, Sender } from "../chain/sendTransaction.ts";
import { type JobView, nextAction, rankOf } from "../core/nextAction.ts";
import { decodeItems, differingItems } from "../core/scoreItem.ts";
import type { Hex } from "../core/sha256.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import type { BatchResult, Job, JobKey, Journal, Purpose } from "../journal/journal.ts";
import type { Logger } from "../logger.ts";
import { type Evaluation, evaluateVersion } from "../pipeline/evaluate.ts";
import { collectAttestations } from "./collectAttestations.ts";
import { fetchPlan } from "./fetchPlan.ts";
import { isRefusal, logRefusal } from "./isRefusal.ts";
import { loadBenchmark } from "./loadBenchmark.ts";
import { loadRegisteredVersion } from "./loadRegisteredVersion.ts";
import { planBatch } from "./planBatch.ts";
import { type Member, readCommittee } from "./readCommittee.ts";
import { readSubmission, type Submission } from "./readSubmission.ts";
import { scoreBatch } from "./scoreBatch.ts";

/** What the chain says now. */
export type ChainView = { finalized: ChainBlock; latest: ChainBlock; epochSeconds: number };

export type BatchDeps = {
  provider: Provider;
  contracts: Contracts;
  domain: AttestationDomain;
  account: Account;
  sender: Sender;
  journal: Journal;
  store: ContentStore;
  logger: Logger;
  engineDigest: Hex;
  fromBlock: number;
  turnMs: number;
  fetchEpochs: number;
  /** Monotonic clock, milliseconds: whose turn it is. Everything else goes by the chain's time. */
  now: () => number;
  signal: AbortSignal;
};

/** Reverts that say that another worker was first. */
const DONE_BY_OTHERS = new Set(["CommitteeBatchExists", "CommitteeNoBatch"]);

/** Advances batch jobs, one step at a time. */
export type BatchRunner = {
  /** Does the one next thing of a job. @returns whether there is more to do at once */
  step(key: JobKey, chain: ChainView): Promise<boolean>;
};

export function createBatchRunner(deps: BatchDeps): BatchRunner {
  const { contracts, journal, logger, domain, account } = deps;
  /** Since when a job has been ready for its next transaction. Lost at a restart: the line then starts anew. */
  const readySince = new Map<string, number>();
  const submissions = new Map<string, Submission>();
  const reported = new Set<string>();
  /** Chain time before which a job has nothing to do: a window can last days, and every look costs requests. */
  const idleUntil = new Map<string, number>();

  async function step(key: JobKey, chain: ChainView): Promise<boolean> {
    if (chain.latest.timestamp < (idleUntil.get(nameOf(key)) ?? 0)) return false;
    const job = journal.job(key);
    if (job === undefined) return false;
    const view = await viewOf(job, chain);
    const action = nextAction(view.job);
    switch (action.kind) {
      case "fetch":
        await fetch(job, chain);
        return true;
      case "score":
        await score(job, view.rules.shard);
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
        reportDifference(job, submissions.get(nameOf(key)));
        journal.markMined(key);
        return true;
      case "settle":
        await settle(job);
        return false;
      case "finish":
        journal.finish(key, action.outcome);
        forget(key);
        logger.info({ ...key, outcome: action.outcome }, "a batch is final");
        return false;
      case "wait":
        if (action.for === "window") idleUntil.set(nameOf(key), action.until);
        return false;
      case "none":
        return false;
    }
  }

  type View = { job: JobView; members: Member[]; rules: { quorum: number; shard: number } };

  async function viewOf(job: Job, { finalized, latest, epochSeconds }: ChainView): Promise<View> {
    const { benchmarkId, epoch } = job;
    const blockTag = finalized.number;
    const [rules, onChain, members] = await Promise.all([
      decodingReverts(() => contracts.scores.batchRulesOf(benchmarkId, deps.engineDigest, epoch)),
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
    const view = {
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
    return { job: { ...view, readyMs: readyMs(job, view) }, members, rules: { quorum, shard: Number(rules.shard) } };
  }

  /** States are ICommittee.BatchState. */
  async function batchView(job: Job, state: number, settleableAt: number, chain: ChainView): Promise<JobView["batch"]> {
    if (state === 0) return { state: "none" };
    if (state !== 1) return { state: state === 2 ? "settled" : "cancelled" };
    const submission = await submissionOf(job, chain);
    return { state: "submitted", settleableAt, isOwn: submission !== undefined && isSame(job.result, submission) };
  }

  async function submissionOf(job: Job, { finalized, epochSeconds }: ChainView): Promise<Submission | undefined> {
    const known = submissions.get(nameOf(job));
    if (known !== undefined) return known;
    const last = await lastBlockBefore(deps.provider, (job.epoch + 1) * epochSeconds, finalized, deps.fromBlock);
    const found = await readSubmission(contracts, job, { from: last + 1, to: finalized.number });
    if (found !== undefined) submissions.set(nameOf(job), found);
    return found;
  }

  function readyMs(job: Job, view: Omit<JobView, "readyMs">): number {
    const { batch } = view;
    const canSubmit = batch.state === "none" && view.signatures >= view.quorum;
    const canSettle = batch.state === "submitted" && view.chainTime >= batch.settleableAt;
    const name = `${nameOf(job)}/${canSettle ? "settle" : "submit"}`;
    if (!canSubmit && !canSettle) return 0;
    const since = readySince.get(name) ?? deps.now();
    readySince.set(name, since);
    return deps.now() - since;
  }

  async function fetch(job: Job, chain: ChainView): Promise<void> {
    const { benchmarkId, epoch } = job;
    const end = (epoch + 1) * chain.epochSeconds;
    const block = await lastBlockBefore(deps.provider, end, chain.finalized, deps.fromBlock);
    const requested = journal.requestedVersions(job);
    const planned = await planBatch(contracts, job, requested, block).catch((cause: unknown) => {
      // A full node forgets old states. At the present one the record holder may be another than the peers have.
      if (!(cause instanceof RevertError) || cause.revert.name !== "Unknown") throw cause;
      logger.warn(
        { benchmarkId, epoch, block },
        "the node has no state of the epoch's last block; the present one is used",
      );
      return planBatch(contracts, job, requested, "finalized");
    });
    const mayGiveUp = Math.floor(chain.latest.timestamp / chain.epochSeconds) > epoch + deps.fetchEpochs;
    // The benchmark's own data is nobody's item: without it nothing is signed, and the requests are refundable.
    await loadBenchmark(deps, benchmarkId);
    const plan = await fetchPlan({
      plan: planned,
      mayGiveUp,
      load: (versionId) => loadRegisteredVersion(deps, versionId),
      logger: logger.child({ benchmarkId, epoch }),
    });
    journal.markFetched(job, plan);
  }

  async function score(job: Job, shard: number): Promise<void> {
    const { benchmarkId, epoch, plan } = job;
    if (plan === undefined) throw new Error("a fetched job has a plan");
    const benchmark = await loadBenchmark(deps, benchmarkId);
    const evaluate = async (versionId: number): Promise<Evaluation> => {
      const { spec, weights } = await loadRegisteredVersion(deps, versionId);
      return evaluateVersion({
        architecture: spec.architecture,
        weights,
        benchmark: benchmark.manifest,
        data: benchmark.data,
        signal: deps.signal,
      }).catch((cause: unknown) => {
        if (isRefusal(cause)) logRefusal(logger.child({ benchmarkId, epoch }), versionId, cause);
        throw cause;
      });
    };
    const result = await scoreBatch(plan, { benchmarkId, epoch, shard, engineDigest: deps.engineDigest }, evaluate);
    journal.markScored(job, result);
    logger.info({ benchmarkId, epoch, items: decodeItems(result.items) }, "a batch is scored");
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
  async function collect(job: Job, { members, rules }: View): Promise<boolean> {
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

  async function submit(job: Job, view: View): Promise<void> {
    const { result, attestation } = job;
    if (result === undefined || attestation === undefined)
      throw new Error("a signed job has a result and an attestation");
    // Once more: whoever has signed since is paid too.
    await collect(job, view);
    const signed = [attestation, ...journal.peerAttestations(job)].sort((a, b) => a.worker - b.worker);
    const { header, items } = result;
    await send(job, "submit", await contracts.committee.submit.populateTransaction(header, items, signed));
  }

  async function settle(job: Job): Promise<void> {
    if (job.result === undefined) throw new Error("only an own result is settled");
    const { header, items } = job.result;
    await send(job, "settle", await contracts.committee.settle.populateTransaction(header, items));
  }

  async function send(job: Job, purpose: Purpose, call: Call): Promise<void> {
    const { benchmarkId, epoch } = job;
    try {
      const receipt = await deps.sender.send(call, {
        earlier: journal.sent(job, purpose),
        onSigned: (transaction) => journal.recordSent(job, purpose, transaction),
      });
      logger.info(
        { benchmarkId, epoch, purpose, hash: receipt.hash, gas: String(receipt.gasUsed) },
        "a transaction is mined",
      );
    } catch (cause) {
      if (!(cause instanceof RevertError) || !DONE_BY_OTHERS.has(cause.revert.name)) throw cause;
      logger.debug({ benchmarkId, epoch, purpose, revert: cause.revert.name }, "another worker was first");
    }
  }

  function reportDifference(job: Job, submission: Submission | undefined): void {
    if (job.result === undefined || submission === undefined || isSame(job.result, submission)) return;
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

  function forget(key: JobKey): void {
    submissions.delete(nameOf(key));
    idleUntil.delete(nameOf(key));
    for (const purpose of ["submit", "settle"]) readySince.delete(`${nameOf(key)}/${purpose}`);
  }

  return { step };
}

function nameOf({ benchmarkId, epoch }: JobKey): string {
  return `${benchmarkId}/${epoch}`;
}

function isSame(result: BatchResult | undefined, submission: Submission): boolean {
  return (
    result !== undefined &&
    result.header.predictionsRoot === submission.header.predictionsRoot &&
    result.header.engineDigest === submission.header.engineDigest &&
    result.header.shard === submission.header.shard &&
    Buffer.from(result.items).equals(submission.items)
  );
}
