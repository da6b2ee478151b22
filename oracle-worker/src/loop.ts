import { setTimeout as delay } from "node:timers/promises";
import { AssayError } from "./errors.ts";
import type { BatchDeps, ChainView } from "./batch/batchDeps.ts";
import type { BatchRunner } from "./batch/createBatchRunner.ts";
import { followRequests } from "./chain/followRequests.ts";
import { readBlock } from "./chain/readChainState.ts";
import type { JobKey } from "./journal/journal.ts";
import type { Metrics } from "./serve/createMetrics.ts";

/** Pauses of a job whose last step failed, in looks at the chain. */
const MAX_PAUSE = 32;

export type LoopDeps = Pick<BatchDeps, "provider" | "contracts" | "journal" | "logger" | "fromBlock" | "signal"> & {
  runner: BatchRunner;
  metrics: Metrics;
  pollMs: number;
  epochSeconds: number;
  /** Puts a suspended worker back into the draw. */
  keepInDraw(chain: ChainView): Promise<void>;
  /** Told of every look: what readiness and the spending clock go by. */
  onLook(chain: ChainView): void;
};

/**
 * Looks at the chain and advances every job, until the signal. A fault in one job does not hold up the others: the job is
 * tried again, ever less often.
 */
export async function runLoop(deps: LoopDeps): Promise<void> {
  const { signal, pollMs, logger, metrics } = deps;
  const pauses = new Map<string, { looks: number; next: number }>();
  // A function: the compiler takes a property that it has once seen false to stay so.
  const isStopped = () => signal.aborted;
  while (!isStopped()) {
    try {
      await look(deps, pauses);
    } catch (cause) {
      if (isStopped()) break;
      metrics.failures.inc({ step: "look" });
      logger.warn(describeFault(cause), "a look at the chain failed");
    }
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

async function look(deps: LoopDeps, pauses: Map<string, { looks: number; next: number }>): Promise<void> {
  const { provider, contracts, journal, fromBlock, epochSeconds, metrics } = deps;
  const finalized = await readBlock(provider, "finalized");
  await followRequests({ provider, scores: contracts.scores, log: journal, fromBlock, head: finalized });
  // Only a finalized block at or after an epoch's end shows that no request can join it any more.
  for (const key of journal.newBatches(Math.floor(finalized.timestamp / epochSeconds))) journal.addJob(key);
  const chain: ChainView = { finalized, latest: await readBlock(provider, "latest"), epochSeconds };
  deps.onLook(chain);
  // A fault here must not hold up the batches: what is not done is done at the next look.
  await deps.keepInDraw(chain).catch((cause: unknown) => {
    if (deps.signal.aborted) return;
    metrics.failures.inc({ step: "rejoin" });
    deps.logger.warn(describeFault(cause), "this worker could not look after its place");
  });
  const jobs = journal.openJobs();
  metrics.openJobs.set(jobs.length);
  for (const key of jobs) await advance(deps, key, chain, pauses);
}

async function advance(
  deps: LoopDeps,
  key: JobKey,
  chain: ChainView,
  pauses: Map<string, { looks: number; next: number }>,
): Promise<void> {
  const { runner, journal, logger, metrics, signal } = deps;
  const name = `${key.benchmarkId}/${key.epoch}`;
  const pause = pauses.get(name) ?? { looks: 0, next: 1 };
  if (pause.looks > 0) {
    pauses.set(name, { ...pause, looks: pause.looks - 1 });
    return;
  }
  try {
    while (!signal.aborted && (await runner.step(key, chain)));
    pauses.delete(name);
  } catch (cause) {
    if (signal.aborted) return;
    metrics.failures.inc({ step: journal.job(key)?.state ?? "unknown" });
    const fault = { ...key, ...describeFault(cause), retryInLooks: pause.next };
    if (cause instanceof AssayError && cause.retryable) logger.warn(fault, "a batch is held up");
    else logger.error(fault, "a batch fails");
    if (cause instanceof AssayError && cause.code === "EventsMissing") journal.rewindTo(-1);
    pauses.set(name, { looks: pause.next, next: Math.min(MAX_PAUSE, pause.next * 2) });
  }
}

function describeFault(cause: unknown): object {
  if (cause instanceof AssayError) return { code: cause.code, problem: cause.message, hint: cause.hint };
  return { code: "Unexpected", err: cause };
}
