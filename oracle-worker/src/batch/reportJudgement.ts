import type { Job } from "../journal/journal.ts";
import type { BatchDeps } from "./batchDeps.ts";
import type { BatchView } from "./createBatchReader.ts";

/**
 * Tells the operator, once per round, of a submission that is not what this worker has computed: an error that a person must look
 * at, because one of the two is wrong.
 * @param reported what has been said already
 */
export function reportJudgement(
  { logger, challenge }: Pick<BatchDeps, "logger" | "challenge">,
  job: Job,
  { job: { batch }, draw: { round }, judgement, submissions }: BatchView,
  reported: Set<string>,
): void {
  const { verdict, versionIds } = judgement;
  if (batch.state !== "submitted" || (verdict !== "different" && verdict !== "contradicts")) return;
  const context = { benchmarkId: job.benchmarkId, epoch: job.epoch, round, verdict, versionIds };
  const report = JSON.stringify(context);
  if (reported.has(report)) return;
  reported.add(report);
  const { bondWei } = batch;
  const bond = bondWei === undefined ? {} : { bondWei: String(bondWei), maxBondWei: String(challenge.maxBondWei) };
  logger.error(
    { ...context, ...bond, own: job.result?.header, submitted: submissions[round]?.header },
    "the submitted batch is not what this worker computed",
  );
}
