/** How far a batch job is; each state includes the ones before it. */
export const JOB_STATES = ["seen", "fetched", "scored", "signed", "sent", "mined", "final"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Epochs after its own in which a batch may be submitted (docs/SPEC.md, C-5). */
export const MAX_EPOCHS_LATE = 63;

/** What is known of a job, from the journal, the finalized chain and the peers. */
export type JobView = {
  state: JobState;
  epoch: number;
  /** Epoch of the chain's latest block. */
  currentEpoch: number;
  /** Timestamp of the chain's latest block, seconds. */
  chainTime: number;
  /** Whether this worker may sign batches of the epoch (C-1). */
  isMember: boolean;
  /** The batch on chain. `isOwn`: header and items are those this worker has computed. */
  batch:
    | { state: "none" }
    | { state: "submitted"; settleableAt: number; isOwn: boolean }
    | { state: "settled" | "cancelled" };
  /** Valid signatures of this worker's own result, its own included. */
  signatures: number;
  quorum: number;
  /** Place in line: 0 when it is this worker's turn. */
  rank: number;
  /** How long the job has been ready for its next transaction, as this worker has seen it, milliseconds. */
  readyMs: number;
  /** How long each worker in line gets, milliseconds. */
  turnMs: number;
};

export type Outcome = "settled" | "cancelled" | "expired" | "not a member";

export type Action =
  | { kind: "fetch" | "score" | "sign" | "collect" | "submit" | "settle" }
  /** `mined`: another worker's, or this one's, submission is on chain. */
  | { kind: "markMined" }
  | { kind: "wait"; for: "turn" | "settlement by others" }
  /** `until`: chain time, seconds. */
  | { kind: "wait"; for: "window"; until: number }
  | { kind: "finish"; outcome: Outcome }
  | { kind: "none" };

/**
 * The one thing to do next for a batch. Deciding again after any crash gives the same answer: all of it is read
 * from what is stored.
 */
export function nextAction(job: JobView): Action {
  if (job.state === "final") return { kind: "none" };
  const { batch } = job;
  if (batch.state === "settled" || batch.state === "cancelled") return { kind: "finish", outcome: batch.state };
  const isTooLate = job.epoch + MAX_EPOCHS_LATE < job.currentEpoch;
  if (batch.state === "none" && isTooLate) return { kind: "finish", outcome: "expired" };
  if (batch.state === "none" && !job.isMember) return { kind: "finish", outcome: "not a member" };
  switch (job.state) {
    case "seen":
      return { kind: "fetch" };
    case "fetched":
      return { kind: "score" };
    case "scored":
      // Members only: a worker that has left still checks what was submitted, and settles it if it is right.
      return job.isMember ? { kind: "sign" } : afterSigning(job);
    case "signed":
    case "sent":
    case "mined":
      return afterSigning(job);
  }
}

function afterSigning(job: JobView): Action {
  const { batch } = job;
  if (batch.state !== "submitted") {
    if (job.signatures < job.quorum) return { kind: "collect" };
    return isTurn(job) ? { kind: "submit" } : { kind: "wait", for: "turn" };
  }
  if (job.state !== "mined") return { kind: "markMined" };
  // What this worker did not find itself, it does not make final.
  if (!batch.isOwn) return { kind: "wait", for: "settlement by others" };
  if (job.chainTime < batch.settleableAt) return { kind: "wait", for: "window", until: batch.settleableAt };
  return isTurn(job) ? { kind: "settle" } : { kind: "wait", for: "turn" };
}

function isTurn({ rank, readyMs, turnMs }: JobView): boolean {
  return readyMs >= rank * turnMs;
}

/**
 * Place in line for a batch, 0 first: turns rotate with the epoch over the active workers.
 * @param position place among the epoch's active workers, ascending by index
 */
export function rankOf(input: { epoch: number; position: number; workers: number }): number {
  return (input.epoch + input.position) % input.workers;
}
