import { setImmediate as nextTurn } from "node:timers/promises";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { shapesOf } from "../models/architecture.ts";
import type { TrainingBackend } from "../models/backend.ts";
import type { Weights } from "../models/weights.ts";
import type { Checkpoint } from "../proof/checkpoints.ts";
import { type Leaves, leavesOf, rootOfLeaves, selectLeaves } from "../proof/leaves.ts";
import { encodeLog, lossesDigest } from "../proof/lossLog.ts";
import { encodeStateLeaves } from "../proof/stateLeaves.ts";
import { checkpointsRoot, logHead } from "../proof/trainingLog.ts";
import { type DatasetContent, openRun, type Steps } from "./openRun.ts";
import type { Spec } from "./spec.ts";
import { type InitialState, startingWeights } from "./startingWeights.ts";
import { startStopwatch, type Stopwatch } from "./stopwatch.ts";

/** `loss` is the mean over the step's batch, in nats. */
export type TrainingProgress = { step: number; steps: number; loss: number };

/** Where a run stands at a checkpoint: all that going on needs, and all that the proof needs of the steps before. */
export type RunState = {
  readonly checkpoints: readonly Checkpoint[];
  /** The loss of every step so far. */
  readonly losses: Float32Array;
  /** Leaves of the state at each checkpoint. */
  readonly leaves: readonly Leaves[];
  /** Weights and moments at the last checkpoint. */
  readonly state: Weights;
};

export type TrainInput = {
  spec: Spec;
  /** As many as `spec.datasets`, in that order. */
  datasets: readonly DatasetContent[];
  initial: InitialState;
  /** Absent: the engine. What is trained on another is a draft, whose proof nobody could check. */
  backend?: TrainingBackend | undefined;
  /** Goes on from a checkpoint of this very run, which the caller has checked. */
  from?: RunState | undefined;
  /**
   * Keeps a checkpoint. Training goes on meanwhile and waits for the promise before the next one; nothing of what is
   * given changes.
   */
  onCheckpoint?: (run: RunState) => Promise<void>;
  onProgress?: (progress: TrainingProgress) => void;
  signal?: AbortSignal;
};

/** What a run leaves: the weights and everything a training proof is made of, the metrics aside (docs/SPEC.md, P). */
export type TrainedRun = {
  weights: Weights;
  initRoot: Hex;
  finalRoot: Hex;
  dataDigest: Hex;
  configDigest: Hex;
  logHead: Hex;
  checkpointsRoot: Hex;
  engineDigest: Hex;
  steps: number;
  checkpoints: readonly Checkpoint[];
  /** The log file (`decodeLog`). */
  log: Uint8Array;
  /** The leaves file (`decodeStateLeaves`). */
  leaves: Uint8Array;
};

/** Wall-clock times, which no digest covers: of the steps taken, and of what the proof took beside them. */
export type TrainingTimes = { stepsMs: number; proofMs: number };

/**
 * Trains a version: a pure function of spec, data, initial state and engine.
 * @throws AssayError `DatasetInvalid`, `NotUtf8Text`, `ContentMismatch`, `ArchitectureMismatch`, `EngineMismatch`;
 * `TrainingDiverged` when a loss or a weight is not finite; `Aborted` after `signal`; what `onCheckpoint` throws
 */
export async function trainVersion(input: TrainInput): Promise<TrainedRun & { times: TrainingTimes }> {
  const { spec, datasets, initial, from } = input;
  const watch: Watch = startStopwatch();
  const run = await openRun(spec, datasets, initial.seed, input.backend);
  const start = startingWeights(spec.architecture, initial);
  const initialLeaves = watch.time("proof", () => leavesOf(start));
  const steps = run.start(from ? { step: from.losses.length, tensors: from.state } : { step: 0, tensors: start });
  try {
    const end = await takeSteps(steps, input, watch);
    const trained = watch.time("proof", () => ({
      ...summarize(spec, run.configDigest, initialLeaves, end),
      dataDigest: run.dataDigest,
      engineDigest: run.engineDigest,
    }));
    return { ...trained, times: { stepsMs: watch.read("steps"), proofMs: watch.read("proof") } };
  } finally {
    steps.dispose();
  }
}

type Watch = Stopwatch<"steps" | "proof">;

async function takeSteps(
  steps: Steps,
  { spec: { train }, from, onCheckpoint, onProgress, signal }: TrainInput,
  watch: Watch,
): Promise<RunState> {
  const losses = new Float32Array(train.steps);
  losses.set(from?.losses ?? []);
  let run = from ?? { checkpoints: [], losses: losses.subarray(0, 0), leaves: [], state: new Map() };
  let keeping = Promise.resolve();
  try {
    for (let step = run.losses.length + 1; step <= train.steps; step++) {
      if (signal?.aborted) throw aborted(step - 1, train.steps, signal.reason);
      const loss = watch.time("steps", () => steps.next());
      losses[step - 1] = loss;
      if (step % train.checkpointEvery === 0 || step === train.steps) {
        await watch.wait("proof", keeping);
        run = watch.time("proof", () => takeCheckpoint(run, losses.subarray(0, step), steps.state()));
        keeping = watch.time("proof", () => onCheckpoint?.(run) ?? keeping);
        // Awaited later: until then nobody else sees it fail.
        keeping.catch(() => undefined);
      }
      onProgress?.({ step, steps: train.steps, loss });
      // Lets signals, timers and the progress bar run: a step itself never yields.
      await nextTurn();
    }
    await watch.wait("proof", keeping);
    return run;
  } finally {
    // Whoever cleans up after a failure must not meet a file that is still being written.
    await Promise.allSettled([keeping]);
  }
}

function takeCheckpoint(before: RunState, losses: Float32Array, state: Weights): RunState {
  const leaves = leavesOf(state);
  const checkpoint = {
    step: losses.length,
    loss: losses.at(-1) ?? 0,
    losses: lossesDigest(losses.subarray(before.losses.length)),
    stateRoot: rootOfLeaves(leaves),
  };
  return {
    checkpoints: [...before.checkpoints, checkpoint],
    losses,
    leaves: [...before.leaves, leaves],
    state,
  };
}

function summarize(
  { architecture, train }: Spec,
  configDigest: Hex,
  initial: Leaves,
  { checkpoints, losses, leaves, state }: RunState,
): Omit<TrainedRun, "dataDigest" | "engineDigest"> {
  const shapes = shapesOf(architecture);
  return {
    weights: new Map([...state].filter(([name]) => shapes.has(name))),
    initRoot: rootOfLeaves(initial),
    finalRoot: rootOfLeaves(selectLeaves(leaves.at(-1) ?? initial, shapes)),
    configDigest,
    logHead: logHead(configDigest, checkpoints),
    checkpointsRoot: checkpointsRoot(checkpoints),
    steps: train.steps,
    checkpoints,
    log: encodeLog(losses),
    leaves: encodeStateLeaves({ initial, states: leaves }),
  };
}

function aborted(done: number, steps: number, cause: unknown): AssayError {
  return new AssayError("Aborted", `training stopped after ${done} of ${steps} steps`, {
    hint: "assay resume goes on from the last checkpoint, where there is one",
    cause,
  });
}
