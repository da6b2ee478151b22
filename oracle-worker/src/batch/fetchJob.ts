import { RevertError } from "../chain/decodeRevert.ts";
import { lastBlockBefore } from "../chain/readChainState.ts";
import type { Job } from "../journal/journal.ts";
import type { BatchDeps, ChainView } from "./batchDeps.ts";
import { fetchPlan } from "./fetchPlan.ts";
import { loadBenchmark } from "./loadBenchmark.ts";
import { loadRegisteredVersion } from "./loadRegisteredVersion.ts";
import { planBatch } from "./planBatch.ts";

/** Plans a job and gets what it has to measure into the own store; the journal has the plan then. */
export async function fetchJob(deps: BatchDeps, job: Job, chain: ChainView): Promise<void> {
  const { contracts, journal, logger } = deps;
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
