import { RevertError } from "../chain/decodeRevert.ts";
import type { Call } from "../chain/sendTransaction.ts";
import type { Job, Sending } from "../journal/journal.ts";
import type { BatchDeps } from "./batchDeps.ts";

/** Reverts that say that another worker was first, or that the chain is not as far as a look made it seem. */
const NOT_NEEDED = new Set([
  "CommitteeBatchExists",
  "CommitteeEpochClosed",
  "CommitteeNoBatch",
  "CommitteeNoChallenge",
  "CommitteeNoSeed",
  "CommitteeWindowClosed",
]);

/** Sends a job's transaction, once over any number of restarts: what was signed before is looked after first. */
export async function sendForJob(
  { sender, journal, logger }: Pick<BatchDeps, "sender" | "journal" | "logger">,
  job: Job,
  sending: Sending,
  call: Call,
): Promise<void> {
  const context = { benchmarkId: job.benchmarkId, epoch: job.epoch, ...sending };
  try {
    const receipt = await sender.send(call, {
      earlier: journal.sent(job, sending),
      onSigned: (transaction) => journal.recordSent(job, sending, transaction),
    });
    logger.info({ ...context, hash: receipt.hash, gas: String(receipt.gasUsed) }, "a transaction is mined");
  } catch (cause) {
    if (!(cause instanceof RevertError) || !NOT_NEEDED.has(cause.revert.name)) throw cause;
    logger.debug({ ...context, revert: cause.revert.name }, "a transaction is not needed");
  }
}
