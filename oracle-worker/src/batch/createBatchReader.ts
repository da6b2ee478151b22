import { decodingReverts } from "../chain/decodeRevert.ts";
import type { JobView } from "../core/nextAction.ts";
import type { Job, JobKey } from "../journal/journal.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";
import { createRoundReader, type RoundRead } from "./createRoundReader.ts";
import { readDraw, type RoundDraw } from "./readDraw.ts";
import { type Member, readWorkers } from "./readWorkers.ts";

/** What a job's next step is decided from, and what doing it takes. */
export type BatchView = Omit<RoundRead, "batch"> & {
  job: JobView;
  draw: RoundDraw;
  /** The round's members, as far as they were needed. */
  members: readonly Member[];
  shard: number;
};

export type BatchReader = {
  view(job: Job, chain: ChainView): Promise<BatchView>;
  forget(key: JobKey): void;
};

/**
 * Reads batches at the latest block: a draw must be used while the chain remembers its block's hash, and what a reorganisation
 * takes back is decided again. Only a batch's end is believed when it is finalized.
 */
export function createBatchReader(deps: BatchDeps): BatchReader {
  const { contracts, journal, challenge } = deps;
  const rounds = createRoundReader(deps);

  async function view(job: Job, chain: ChainView): Promise<BatchView> {
    const { benchmarkId, epoch } = job;
    const { latest } = chain;
    const blockTag = latest.number;
    const [rules, draw] = await Promise.all([
      decodingReverts(() => contracts.benchmarks.batchRulesOf(benchmarkId, deps.engineDigest, epoch, { blockTag })),
      readDraw(deps, job, blockTag),
    ]);
    const { batch, ...read } = await rounds.read(job, draw, chain);
    const isNeeded = draw.seat !== undefined && job.attestation !== undefined;
    const members = isNeeded ? await readWorkers(contracts, draw.workers, blockTag) : [];
    const signed = new Set([job.attestation?.worker, ...journal.peerAttestations(job).map(({ worker }) => worker)]);
    return {
      ...read,
      draw,
      members,
      shard: Number(rules.shard),
      job: {
        state: job.state,
        isSigned: job.attestation !== undefined,
        epoch,
        currentEpoch: Math.floor(latest.timestamp / chain.epochSeconds),
        chainTime: latest.timestamp,
        isEligible: draw.isLive && rules.engineAccepted,
        checks: challenge.asNonMember && challenge.maxBondWei > 0n && rules.engineAccepted,
        maxBondWei: challenge.maxBondWei,
        draw: draw.state,
        batch,
        signatures: members.filter(({ index }) => signed.has(index)).length,
        quorum: draw.quorum,
        members: members.length,
      },
    };
  }

  return { view, forget: (key) => rounds.forget(key) };
}
