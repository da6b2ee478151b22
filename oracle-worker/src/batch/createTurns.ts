import type { SharedAction } from "../core/nextAction.ts";
import { isTurn } from "../core/turn.ts";
import type { JobKey } from "../journal/journal.ts";
import type { BatchDeps } from "./batchDeps.ts";
import { nameOfBatch } from "./nameOfBatch.ts";

/** Whose turn it is to do what any of several workers may do: two that did it at once would pay twice. */
export type Turns = {
  /** @param rank place in line */
  isOwn(key: JobKey, action: SharedAction, place: { round: number; rank: number }): boolean;
  forget(key: JobKey): void;
};

export function createTurns({ turnMs, graceMs, now }: Pick<BatchDeps, "turnMs" | "graceMs" | "now">): Turns {
  /** Since when this worker has seen that something is to be done. Lost at a restart: the line then starts anew. */
  const readySince = new Map<string, Map<string, number>>();

  return {
    isOwn(key, action, { round, rank }) {
      const ofBatch = readySince.get(nameOfBatch(key)) ?? new Map<string, number>();
      readySince.set(nameOfBatch(key), ofBatch);
      const name = `${action.kind}/${round}`;
      const since = ofBatch.get(name) ?? now();
      ofBatch.set(name, since);
      if (action.kind === "challenge" && action.isUrgent) return true;
      const waitsForMore = action.kind === "submit" && !action.isComplete;
      return isTurn({ readyMs: now() - since, rank, turnMs, graceMs: waitsForMore ? graceMs : 0 });
    },
    forget: (key) => void readySince.delete(nameOfBatch(key)),
  };
}
