import { decodingReverts } from "../chain/decodeRevert.ts";
import { lastBlockBefore } from "../chain/readChainState.ts";
import type { BatchState } from "../core/nextAction.ts";
import { ITEM_BYTES } from "../core/scoreItem.ts";
import type { Job, JobKey } from "../journal/journal.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";
import { type Judgement, judgeSubmission } from "./judgeSubmission.ts";
import { nameOfBatch } from "./nameOfBatch.ts";
import type { RoundDraw } from "./readDraw.ts";
import { readSubmissions, type Submission } from "./readSubmissions.ts";

/** ICommittee.BatchState */
const ON_CHAIN = ["none", "submitted", "challenged", "settled", "cancelled"] as const;
/** Nobody challenges this one: it is final at once. */
const LAST_ROUND = 2;

export type RoundRead = {
  batch: BatchState;
  /** What was submitted, by round, as far as it was needed. */
  submissions: readonly Submission[];
  /** Of the last of them. */
  judgement: Judgement;
};

/** Reads how far a batch and its rounds are on chain. */
export type RoundReader = {
  read(job: Job, draw: RoundDraw, chain: ChainView): Promise<RoundRead>;
  forget(key: JobKey): void;
};

export function createRoundReader(deps: Pick<BatchDeps, "contracts" | "provider" | "fromBlock">): RoundReader {
  const { contracts, provider, fromBlock } = deps;
  const { committee } = contracts;
  const found = new Map<string, Submission[]>();

  async function read(job: Job, draw: RoundDraw, chain: ChainView): Promise<RoundRead> {
    const { round, seat } = draw;
    const { benchmarkId, epoch } = job;
    const at = { blockTag: chain.latest.number };
    const onChain = await decodingReverts(() => committee.batchOf(benchmarkId, epoch, at));
    const state = ON_CHAIN[Number(onChain.state)];
    if (state === undefined || state === "none") return withoutSubmission({ state: "none" });
    if (state === "settled" || state === "cancelled") {
      const end = await committee.batchOf(benchmarkId, epoch, { blockTag: chain.finalized.number });
      return withoutSubmission({ state: end.state === onChain.state ? state : "ending" });
    }
    const times = { submittedAt: Number(onChain.submittedAt), settleableAt: Number(onChain.settleableAt) };
    const answer = round === 0 ? undefined : await committee.challengeOf(benchmarkId, epoch, round, at);
    if (answer?.isAnswered === false) return withoutSubmission({ state: "challenged", answerBy: times.settleableAt });

    const submissions = await submissionsOf(job, round, chain);
    const judgement = judgeSubmission(job.result, submissions[round]);
    const bondWei = judgement.verdict === "contradicts" ? await bondOf(submissions[round], draw, at) : undefined;
    const { signers } = answer ?? onChain;
    const isSigner = seat !== undefined && ((signers >> BigInt(seat)) & 1n) === 1n;
    const batch = { state: "submitted", ...times, verdict: judgement.verdict, isSigner, bondWei } as const;
    return { batch, submissions, judgement };
  }

  /** Undefined where no round is left, or too few workers for one. */
  async function bondOf(
    submission: Submission | undefined,
    { round, live }: RoundDraw,
    at: { blockTag: number },
  ): Promise<bigint | undefined> {
    if (submission === undefined || round === LAST_ROUND) return undefined;
    const next = await decodingReverts(() => committee.roundAt(round + 1, at));
    if (BigInt(live) < next.quorum) return undefined;
    const { header, items } = submission;
    return decodingReverts(() => committee.bondOf(header, items.length / ITEM_BYTES, at));
  }

  async function submissionsOf(job: Job, round: number, { latest, epochSeconds }: ChainView): Promise<Submission[]> {
    const known = found.get(nameOfBatch(job));
    if (known?.[round] !== undefined) return known;
    const last = await lastBlockBefore(provider, (job.epoch + 1) * epochSeconds, latest, fromBlock);
    const submissions = await readSubmissions(contracts, job, { from: last + 1, to: latest.number });
    found.set(nameOfBatch(job), submissions);
    return submissions;
  }

  return { read, forget: (key) => void found.delete(nameOfBatch(key)) };
}

function withoutSubmission(batch: BatchState): RoundRead {
  return { batch, submissions: [], judgement: judgeSubmission(undefined, undefined) };
}
