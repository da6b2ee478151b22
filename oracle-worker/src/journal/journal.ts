import type { Attestation, BatchHeader } from "../chain/attestation.ts";
import type { SignedTransaction } from "../chain/sendTransaction.ts";
import type { SpendLedger } from "../chain/spendLimit.ts";
import type { JobState, Outcome } from "../core/nextAction.ts";
import type { Plan } from "./rows.ts";

export type JobKey = { benchmarkId: number; epoch: number };
/** What a transaction of a job is for. */
export const PURPOSES = ["close", "storeSeed", "submit", "attest", "challenge", "settle", "abandon"] as const;
export type Purpose = (typeof PURPOSES)[number];

/**
 * One thing that is done once on chain. `attempt` tells it from another with the same purpose: the batch's round; where it is
 * about a seed, the block that the seed comes from.
 */
export type Sending = { purpose: Purpose; attempt: number };

export type Block = { number: number; hash: string };
export type ScoreRequestEvent = JobKey & {
  versionId: number;
  blockHash: string;
  blockNumber: number;
  logIndex: number;
};

/** What this worker computed for a batch. `predictions`: those of every measured item, concatenated as they are tagged. */
export type BatchResult = { header: BatchHeader; items: Uint8Array; predictions: Uint8Array };

export type Job = JobKey & {
  state: JobState;
  plan?: Plan;
  result?: BatchResult;
  attestation?: Attestation;
  outcome?: Outcome;
};

/**
 * The worker's memory. Every method that writes is one transaction on disk when it returns: after `kill -9` the journal holds
 * all of it or nothing. A step that does not follow from the job's state throws `Error`: a fault of the program.
 */
export type Journal = {
  /** What was spent, by day. */
  readonly ledger: SpendLedger;

  /** The newest block up to which events have been read. */
  cursor(): Block | undefined;
  /** Stored blocks, the newest first. */
  cursors(): Block[];
  /** Stores a page of events and the block it ends at. Events already known change nothing. */
  recordRequests(events: readonly ScoreRequestEvent[], block: Block): void;
  /**
   * Forgets everything read after `blockNumber` (−1: everything), because the chain has other blocks there now, and the open
   * jobs that nothing was signed for: what they were to answer may have changed. A signed one stays as it is.
   */
  rewindTo(blockNumber: number): void;

  /** Batches with requests that have no job yet, of epochs before `epoch`, the oldest first. */
  newBatches(epoch: number): JobKey[];
  /** Versions whose request was seen for a batch, ascending. */
  requestedVersions(key: JobKey): number[];

  addJob(key: JobKey): void;
  /** Jobs that are not final, the oldest epoch first. */
  openJobs(): JobKey[];
  job(key: JobKey): Job | undefined;

  markFetched(key: JobKey, plan: Plan): void;
  markScored(key: JobKey, result: BatchResult): void;
  /** Stored before it is served: a batch is never signed twice, whatever round it is in. */
  markSigned(key: JobKey, attestation: Attestation): void;
  /**
   * Stores a signed transaction before it is broadcast. A submission makes the job `sent`, also one that a reorganisation took
   * away again.
   */
  recordSent(key: JobKey, sending: Sending, transaction: SignedTransaction): void;
  /** What was signed for it the last time: all with its highest nonce, in the order of signing. */
  sent(key: JobKey, sending: Sending): SignedTransaction[];
  markMined(key: JobKey): void;
  /** Ends a job and drops its predictions: they were needed to check tags, and can be computed again. */
  finish(key: JobKey, outcome: Outcome): void;

  /** Stores a peer's attestation that has been verified. */
  addPeerAttestation(key: JobKey, attestation: Attestation): void;
  /** Ascending by worker. */
  peerAttestations(key: JobKey): Attestation[];

  close(): void;
};
