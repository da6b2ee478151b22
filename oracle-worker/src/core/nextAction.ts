/** How far a batch job is; each state includes the ones before it. */
export const JOB_STATES = ["seen", "fetched", "scored", "signed", "sent", "mined", "final"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Epochs after its own in which a batch may be submitted (docs/SPEC.md, C-5). */
const MAX_EPOCHS_LATE = 63;
/** Looks at a batch in its challenge window: whoever is drawn for a round then has nearly a whole window to answer. */
const LOOKS_IN_WINDOW = 16;

/** The committee of the round that a batch is in (docs/SPEC.md, C-10). */
export type Draw =
  /** Nobody has closed the epoch, or the block that the seed was to come from is forgotten. */
  | { state: "open" }
  /** The block whose hash is the seed is yet to come. */
  | { state: "waiting" }
  /** The seed can be stored. */
  | { state: "storable" }
  | { state: "drawn"; isMember: boolean };

/**
 * What was submitted, against what this worker has found. `contradicts`: a challenge can prove it; `different`: it cannot.
 */
export type Verdict = "unknown" | "same" | "different" | "contradicts";

/** The batch on chain. */
export type BatchState =
  | { state: "none" }
  /** `isSigner`: this worker's signature counts; `bondWei`: what a challenge costs, undefined after the last round. */
  | {
      state: "submitted";
      submittedAt: number;
      settleableAt: number;
      verdict: Verdict;
      isSigner: boolean;
      bondWei: bigint | undefined;
    }
  /** A round must be answered by then. */
  | { state: "challenged"; answerBy: number }
  /** It has ended in a block that is not finalized. */
  | { state: "ending" }
  | { state: "settled" | "cancelled" };

/** What is known of a job, from the journal, the chain and the peers. Times are the chain's, in seconds. */
export type JobView = {
  state: JobState;
  /** Whether this worker's attestation is in the journal: there is one, whatever the round. */
  isSigned: boolean;
  epoch: number;
  currentEpoch: number;
  chainTime: number;
  /** Whether this worker may be drawn for the epoch, with an engine that the benchmark accepts. */
  isEligible: boolean;
  /** Whether this worker measures the batches of committees that it is not on, to challenge what is wrong. */
  checks: boolean;
  /** Most that it puts up for a challenge; 0 for a worker that does not challenge. */
  maxBondWei: bigint;
  draw: Draw;
  batch: BatchState;
  /** Valid signatures of this worker's own result by members of the round, its own included. */
  signatures: number;
  quorum: number;
  /** Members of the round. */
  members: number;
};

export type Outcome = "settled" | "cancelled" | "expired" | "not a member";

/** What any of several workers may do: one after the other, in turn. */
export type SharedAction =
  | { kind: "close" | "storeSeed" | "settle" | "abandon" }
  /** `isComplete`: every member has signed, so that nothing is gained by waiting. */
  | { kind: "submit"; isComplete: boolean }
  /** `isUrgent`: half of the window has passed, the line is not waited for any more. */
  | { kind: "challenge"; bondWei: bigint; isUrgent: boolean };

export type Action =
  | SharedAction
  | { kind: "fetch" | "score" | "sign" | "collect" }
  /** Its own signature, to a submission that left it out: nobody else need do it. */
  | { kind: "attest" }
  /** `mined`: another worker's, or this one's, submission is on chain. */
  | { kind: "markMined" }
  | { kind: "wait"; for: "seed" | "others" }
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
  if (batch.state === "ending") return { kind: "wait", for: "others" };
  if (batch.state === "none" && job.epoch + MAX_EPOCHS_LATE < job.currentEpoch)
    return { kind: "finish", outcome: "expired" };
  // Who has left still checks what it has measured, and settles it if it is right.
  if (!job.isEligible && !job.checks && !isMeasured(job)) return { kind: "finish", outcome: "not a member" };
  switch (batch.state) {
    case "none":
      return answer(job);
    case "challenged":
      return job.chainTime < batch.answerBy ? answer(job) : { kind: "abandon" };
    case "submitted":
      return judge(job, batch);
  }
}

/** The running round's members measure, sign, and submit what a quorum has found. */
function answer(job: JobView): Action {
  const { draw } = job;
  if (!job.isEligible) return { kind: "wait", for: "others" };
  if (draw.state === "open") return { kind: "close" };
  if (draw.state === "waiting") return { kind: "wait", for: "seed" };
  if (draw.state === "storable") return { kind: "storeSeed" };
  if (!draw.isMember) return { kind: "wait", for: "others" };
  if (!isMeasured(job)) return measure(job);
  if (!job.isSigned) return { kind: "sign" };
  if (job.signatures < job.quorum) return { kind: "collect" };
  return { kind: "submit", isComplete: job.signatures >= job.members };
}

/** What was submitted is measured too; it is challenged, joined, and in the end settled. */
function judge(job: JobView, batch: BatchState & { state: "submitted" }): Action {
  const isMember = job.draw.state === "drawn" && job.draw.isMember && job.isEligible;
  const isOpen = job.chainTime < batch.settleableAt;
  if (!isMeasured(job)) return isMember || job.checks ? measure(job) : { kind: "wait", for: "others" };
  if (isOpen && isMember && !job.isSigned && batch.verdict === "same") return { kind: "sign" };
  if (job.state !== "mined") return { kind: "markMined" };
  if (!isOpen) return batch.verdict === "same" ? { kind: "settle" } : { kind: "wait", for: "others" };
  const { bondWei } = batch;
  if (batch.verdict === "contradicts" && bondWei !== undefined && bondWei <= job.maxBondWei) {
    return { kind: "challenge", bondWei, isUrgent: 2 * job.chainTime >= batch.submittedAt + batch.settleableAt };
  }
  if (batch.verdict === "same" && isMember && !batch.isSigner) return { kind: "attest" };
  const pause = Math.ceil((batch.settleableAt - batch.submittedAt) / LOOKS_IN_WINDOW);
  return { kind: "wait", for: "window", until: Math.min(batch.settleableAt, job.chainTime + pause) };
}

function isMeasured({ state }: JobView): boolean {
  return state !== "seen" && state !== "fetched";
}

function measure({ state }: JobView): Action {
  return state === "seen" ? { kind: "fetch" } : { kind: "score" };
}
