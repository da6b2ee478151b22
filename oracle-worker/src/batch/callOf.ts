import type { Attestation } from "../chain/attestation.ts";
import type { Call } from "../chain/sendTransaction.ts";
import type { SharedAction } from "../core/nextAction.ts";
import type { BatchResult, Job, Journal, Sending } from "../journal/journal.ts";
import type { BatchDeps } from "./batchDeps.ts";
import type { BatchView } from "./createBatchReader.ts";
import type { Submission } from "./readSubmissions.ts";

/** The transaction that an action is, and what the journal knows it by. */
export async function callOf(
  deps: Pick<BatchDeps, "contracts" | "journal">,
  job: Job,
  view: BatchView,
  action: SharedAction | { kind: "attest" },
): Promise<{ sending: Sending; call: Call }> {
  const { committee } = deps.contracts;
  const { benchmarkId, epoch } = job;
  const { round, seedAttempt } = view.draw;
  const of = (attempt: number, call: Call) => ({ sending: { purpose: action.kind, attempt }, call });
  switch (action.kind) {
    case "close":
      return of(seedAttempt, await committee.closeEpoch.populateTransaction(epoch));
    case "storeSeed": {
      const call =
        round === 0
          ? committee.storeSeed.populateTransaction(epoch)
          : committee.storeRoundSeed.populateTransaction(benchmarkId, epoch);
      return of(seedAttempt, await call);
    }
    case "submit": {
      const { header, items } = resultOf(job);
      return of(
        round,
        await committee.submit.populateTransaction(header, items, attestationsOf(deps.journal, job, view)),
      );
    }
    case "attest": {
      const { header, items } = resultOf(job);
      return of(
        round,
        await committee.attest.populateTransaction(header, items, job.attestation ? [job.attestation] : []),
      );
    }
    case "challenge": {
      const { header, items } = submissionOf(view, round);
      return of(round, await committee.challenge.populateTransaction(header, items, { value: action.bondWei }));
    }
    case "settle": {
      const rounds = Array.from({ length: round + 1 }, (_, i) => submissionOf(view, i));
      const { header, items } = submissionOf(view, 0);
      const call =
        round === 0
          ? committee.settle.populateTransaction(header, items)
          : committee.settleChallenged.populateTransaction(rounds);
      return of(round, await call);
    }
    case "abandon":
      return of(round, await committee.abandon.populateTransaction(benchmarkId, epoch));
  }
}

/** Those of the round's members, its own included, ascending. */
function attestationsOf(journal: Journal, job: Job, { members }: BatchView): Attestation[] {
  const isMember = new Set(members.map(({ index }) => index));
  return [...(job.attestation ? [job.attestation] : []), ...journal.peerAttestations(job)]
    .filter(({ worker }) => isMember.has(worker))
    .sort((a, b) => a.worker - b.worker);
}

function resultOf({ result }: Job): BatchResult {
  if (result === undefined) throw new Error("only what was measured is submitted");
  return result;
}

function submissionOf({ submissions }: BatchView, round: number): Submission {
  const submission = submissions[round];
  if (submission === undefined) throw new Error(`the submission of round ${round} has not been read`);
  return submission;
}
