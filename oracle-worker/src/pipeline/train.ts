import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson } from "../core/canonicalJson.ts";
import { sha256, toHex, type Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { type Architecture, shapesOf } from "../models/architecture.ts";
import { useBackend } from "../models/backend.ts";
import { createTrainer, type Trainer } from "../models/createTrainer.ts";
import { initialWeights } from "../models/initialWeights.ts";
import type { Weights } from "../models/weights.ts";
import { type Checkpoint, encodeCheckpoints } from "../proof/checkpoints.ts";
import { configDigest } from "../proof/configDigest.ts";
import { dataDigest } from "../proof/dataDigest.ts";
import { checkpointsRoot, logHead } from "../proof/trainingLog.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { type Batches, createBatches } from "./batches.ts";
import type { DatasetManifest } from "./manifests.ts";
import type { Spec } from "./spec.ts";
import { trainingExamples } from "./trainingExamples.ts";

export type DatasetContent = { manifest: DatasetManifest; bytes: Uint8Array };

/**
 * Both kinds carry `PipelineRegistry.seedOf(…)`: it also fixes the order of batches, so that a fine-tune cannot be
 * copied either.
 */
export type InitialState = { kind: "seed"; seed: Hex } | { kind: "weights"; seed: Hex; weights: Weights };

/** `loss` is the mean over the step's batch, in nats. */
export type TrainingProgress = { step: number; steps: number; loss: number };

export type TrainInput = {
  spec: Spec;
  /** As many as `spec.datasets`, in that order. */
  datasets: readonly DatasetContent[];
  initial: InitialState;
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
  /** Canonical JSON lines: `{"loss": decimal string, "step": integer}` per step. */
  log: Uint8Array;
  /** The checkpoints file (`decodeCheckpoints`). */
  checkpoints: Uint8Array;
};

/**
 * Trains a version: a pure function of spec, data, initial state and engine.
 * @throws AssayError `DatasetInvalid`, `NotUtf8Text`, `ContentMismatch`, `ArchitectureMismatch`; `TrainingDiverged`
 * when a loss or a weight is not finite; `Aborted` after `signal`
 */
export async function trainVersion({ spec, datasets, initial, onProgress, signal }: TrainInput): Promise<TrainedRun> {
  const { engineDigest } = await useBackend("cpu");
  const config = configDigest(spec, initial.seed);
  const examples = trainingExamples(spec, datasets);
  const batches = createBatches(spec.architecture, examples, spec.train.batchSize, config);
  const start = startingWeights(spec.architecture, initial);
  const { optimizer } = spec.train;
  const trainer = createTrainer({ architecture: spec.architecture, optimizer }, { step: 0, tensors: start });
  try {
    const { lines, checkpoints } = await takeSteps(trainer, batches, spec, onProgress, signal);
    const weights = trainer.weights();
    return {
      weights,
      initRoot: weightsRoot(start),
      finalRoot: weightsRoot(weights),
      dataDigest: dataDigest(datasets.map(({ bytes }) => toHex(sha256(bytes)))),
      configDigest: config,
      logHead: logHead(config, checkpoints),
      checkpointsRoot: checkpointsRoot(checkpoints),
      engineDigest,
      steps: spec.train.steps,
      log: Buffer.concat(lines),
      checkpoints: encodeCheckpoints(checkpoints),
    };
  } finally {
    trainer.dispose();
  }
}

async function takeSteps(
  trainer: Trainer,
  batches: Batches,
  { train }: Spec,
  onProgress: TrainInput["onProgress"],
  signal: AbortSignal | undefined,
): Promise<{ lines: Uint8Array[]; checkpoints: Checkpoint[] }> {
  const lines: Uint8Array[] = [];
  const checkpoints: Checkpoint[] = [];
  for (let step = 1; step <= train.steps; step++) {
    if (signal?.aborted) throw aborted(step - 1, train.steps, signal.reason);
    const loss = trainer.step(batches(step - 1), learningRateAt(step, train));
    if (!Number.isFinite(loss)) throw diverged(`the loss of step ${step} is ${loss}`);
    lines.push(canonicalJson({ loss: String(loss), step }), NEW_LINE);
    if (step % train.checkpointEvery === 0 || step === train.steps) {
      checkpoints.push({ step, loss, stateRoot: finiteRoot(trainer.state(), step) });
    }
    onProgress?.({ step, steps: train.steps, loss });
    // Lets signals, timers and the progress bar run: a step itself never yields.
    await nextTurn();
  }
  return { lines, checkpoints };
}

const NEW_LINE = new TextEncoder().encode("\n");

/** Falls linearly from the spec's rate at the first step towards a tenth of it (docs/SPEC.md, P-6). */
function learningRateAt(step: number, train: { learningRate: string; steps: number }): number {
  return Number(train.learningRate) * (1 - (0.9 * (step - 1)) / train.steps);
}

function startingWeights(architecture: Architecture, initial: InitialState): Weights {
  if (initial.kind === "seed") return initialWeights(architecture, initial.seed);
  for (const [name, shape] of shapesOf(architecture)) {
    const given = initial.weights.get(name)?.shape.join();
    if (given !== shape.join()) {
      throw new AssayError(
        "ArchitectureMismatch",
        `the parent has ${name} of shape [${given ?? "none"}], the spec [${shape.join()}]`,
        {
          hint: "a fine-tune keeps its parent's architecture",
        },
      );
    }
  }
  if (initial.weights.size !== shapesOf(architecture).size) {
    throw new AssayError("ArchitectureMismatch", "the parent has more weights than the spec's architecture", {
      hint: "a fine-tune keeps its parent's architecture",
    });
  }
  return initial.weights;
}

function finiteRoot(state: Weights, step: number): Hex {
  for (const [name, { values }] of state) {
    if (!values.every(Number.isFinite)) throw diverged(`${name} is not finite after step ${step}`);
  }
  return weightsRoot(state);
}

function diverged(problem: string): AssayError {
  return new AssayError("TrainingDiverged", problem, { hint: "lower train.learningRate or look for broken data" });
}

function aborted(done: number, steps: number, cause: unknown): AssayError {
  return new AssayError("Aborted", `training stopped after ${done} of ${steps} steps`, {
    hint: "start it again: a run leaves nothing behind",
    cause,
  });
}
