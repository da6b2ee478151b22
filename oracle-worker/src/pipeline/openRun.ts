import { type Hex, sha256, toHex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { allFinite } from "../models/allFinite.ts";
import { type TrainingBackend, useBackend } from "../models/backend.ts";
import { createTrainer, type TrainerState } from "../models/createTrainer.ts";
import type { Weights } from "../models/weights.ts";
import { configDigest } from "../proof/configDigest.ts";
import { dataDigest } from "../proof/dataDigest.ts";
import { createBatches } from "./batches.ts";
import type { DatasetManifest } from "./manifests.ts";
import { type Spec, trainerSpecOf } from "./spec.ts";
import { trainingExamples } from "./trainingExamples.ts";

export type DatasetContent = { manifest: DatasetManifest; bytes: Uint8Array };

/** What a run does, ready to be executed from any of its states: in training, and again when it is verified. */
export interface OpenRun {
  readonly engineDigest: Hex;
  readonly configDigest: Hex;
  readonly dataDigest: Hex;
  /** The caller disposes what it starts. */
  readonly start: (from: TrainerState) => Steps;
}

/** A run that goes on step by step. */
export interface Steps {
  /**
   * Takes the next step; returns its batch's mean loss before it, in nats.
   * @throws AssayError `TrainingDiverged` when the loss is not finite
   */
  next(): number;
  /** Weights and moments, copied. @throws AssayError `TrainingDiverged` when a value is not finite */
  state(): Weights;
  dispose(): void;
}

/**
 * Prepares a run: a pure function of spec, data, seed and engine.
 * @param datasets as many as `spec.datasets`, in that order
 * @param seed `PipelineRegistry.seedOf(pipelineId, contributor, userSeed)`
 * @throws AssayError `DatasetInvalid`, `NotUtf8Text`, `ContentMismatch`, `EngineMismatch`,
 * `EngineUnusable`, `TensorflowUnavailable`
 */
export async function openRun(
  spec: Spec,
  datasets: readonly DatasetContent[],
  seed: Hex,
  backend: TrainingBackend = "assay",
): Promise<OpenRun> {
  const { engineDigest } = await useBackend(backend);
  const config = configDigest(spec, seed);
  const batches = createBatches(spec.architecture, trainingExamples(spec, datasets), spec.train.batchSize, config);

  function start(from: TrainerState): Steps {
    const trainer = createTrainer(trainerSpecOf(spec), from);
    let done = from.step;
    return {
      next() {
        const loss = trainer.step(batches(done), learningRateAt(done + 1, spec.train));
        done++;
        if (!Number.isFinite(loss)) throw diverged(`the loss of step ${done} is ${loss}`);
        // −0, a loss of nothing at all, has no decimal form of its own.
        return loss + 0;
      },
      state() {
        const state = trainer.state();
        checkFinite(state, done);
        return state;
      },
      dispose: () => trainer.dispose(),
    };
  }

  return {
    engineDigest,
    configDigest: config,
    dataDigest: dataDigest(datasets.map(({ bytes }) => toHex(sha256(bytes)))),
    start,
  };
}

/** Falls linearly from the spec's rate at the first step towards a tenth of it (docs/SPEC.md, P-6). */
function learningRateAt(step: number, train: { learningRate: string; steps: number }): number {
  return Number(train.learningRate) * (1 - (0.9 * (step - 1)) / train.steps);
}

function checkFinite(state: Weights, step: number): void {
  for (const [name, { values }] of state) {
    if (!allFinite(values)) throw diverged(`${name} is not finite after step ${step}`);
  }
}

function diverged(problem: string): AssayError {
  return new AssayError("TrainingDiverged", problem, { hint: "lower train.learningRate or look for broken data" });
}
