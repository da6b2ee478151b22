import { setImmediate as nextTurn } from "node:timers/promises";
import { AssayError } from "../errors.ts";
import type { TrainerState } from "../models/createTrainer.ts";
import type { Weights } from "../models/weights.ts";
import type { Steps } from "../pipeline/openRun.ts";
import { type Claims, stepOf } from "./claims.ts";
import type { Contradiction } from "./contradiction.ts";
import { locateTensors } from "./locateTensors.ts";
import type { Replay } from "./planReplays.ts";

export type Outcome = { status: "verified" } | { status: "contradicted"; contradiction: Contradiction };

export type SegmentInput = {
  /** Starts the run's steps (`OpenRun.start`). */
  start: (from: TrainerState) => Steps;
  replay: Replay;
  /** The state at `replay.from`, checked against its leaves. */
  tensors: Weights;
  claims: Claims;
  /** The published tensors at a checkpoint, checked against its leaves: they tell which element differs. */
  publishedAt: (checkpoint: number) => Promise<Weights | undefined>;
  onStep?: ((step: number) => void) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Re-executes the steps between two checkpoints and compares bits: each step's loss with the log, each checkpoint's
 * state with its leaves.
 * @throws AssayError `Aborted`
 */
export async function verifySegment(input: SegmentInput): Promise<Outcome> {
  const { start, replay, tensors, claims } = input;
  const steps = start({ step: stepOf(claims, replay.from), tensors });
  try {
    for (let checkpoint = replay.from + 1; checkpoint <= replay.to; checkpoint++) {
      const contradiction =
        (await compareLosses(steps, checkpoint, input)) ?? (await compareState(steps, checkpoint, input));
      if (contradiction !== undefined) return { status: "contradicted", contradiction };
    }
    return { status: "verified" };
  } finally {
    steps.dispose();
  }
}

async function compareLosses(
  steps: Steps,
  checkpoint: number,
  { claims, onStep, signal }: SegmentInput,
): Promise<Contradiction | undefined> {
  for (let step = stepOf(claims, checkpoint - 1) + 1; step <= stepOf(claims, checkpoint); step++) {
    if (signal?.aborted) throw aborted(step, signal.reason);
    const claimed = claims.losses[step - 1] ?? Number.NaN;
    const found = tryFinite(() => steps.next());
    if (typeof found === "string" || !Object.is(found, claimed))
      return { what: "loss", step, claimed: String(claimed), found: String(found) };
    onStep?.(step);
    await nextTurn();
  }
  return undefined;
}

async function compareState(
  steps: Steps,
  checkpoint: number,
  { claims, publishedAt }: SegmentInput,
): Promise<Contradiction | undefined> {
  const step = stepOf(claims, checkpoint);
  const found = tryFinite(() => steps.state());
  if (typeof found === "string") return { what: "state", step, claimed: "finite", found };
  const claimed = claims.leaves.states[checkpoint - 1] ?? new Map<string, Uint8Array>();
  const contradiction = locateTensors("state", step, { claimed, found });
  if (contradiction === undefined) return undefined;
  // Fetched only now: whoever publishes what is true is believed without it.
  return locateTensors("state", step, { claimed, found, published: await publishedAt(checkpoint) });
}

/** What a computation gives, or the words of `TrainingDiverged`: nobody can have logged a number there. */
function tryFinite<T>(compute: () => T): T | string {
  try {
    return compute();
  } catch (cause) {
    if (cause instanceof AssayError && cause.code === "TrainingDiverged") return cause.message;
    throw cause;
  }
}

function aborted(step: number, cause: unknown): AssayError {
  return new AssayError("Aborted", `verification stopped before step ${step}`, { hint: "start it again", cause });
}
