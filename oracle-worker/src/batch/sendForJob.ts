import { RevertError } from "../chain/decodeRevert.ts";
import type { Call } from "../chain/sendTransaction.ts";
import type { Job, Purpose } from "../journal/journal.ts";
import type { BatchDeps } from "./batchDeps.ts";

/** Reverts that say that another worker was first. */
const DONE_BY_OTHERS = new Set(["CommitteeBatchExists", "CommitteeNoBatch"]);

/** Sends a job's transaction, once over any number of restarts: what was signed before is looked after first. */
export async function sendForJob(
  { sender, journal, logger }: Pick<BatchDeps, "sender" | "journal" | "logger">,
  job: Job,
  purpose: Purpose,
  call: Call,
): Promise<void> {
  const { benchmarkId, epoch } = job;
  try {
    const receipt = await sender.send(call, {
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
