import { decodeItems } from "../core/scoreItem.ts";
import type { Job } from "../journal/journal.ts";
import { type Evaluation, evaluateVersion } from "../pipeline/evaluate.ts";
import type { BatchDeps } from "./batchDeps.ts";
import { isRefusal, logRefusal } from "./isRefusal.ts";
import { loadBenchmark } from "./loadBenchmark.ts";
import { loadRegisteredVersion } from "./loadRegisteredVersion.ts";
import { scoreBatch } from "./scoreBatch.ts";

/** Measures what a fetched job has planned; the journal has the result then. */
export async function scoreJob(deps: BatchDeps, job: Job, shard: number): Promise<void> {
  const { journal, logger } = deps;
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
