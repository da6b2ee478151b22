import { existsSync } from "node:fs";
import { join } from "node:path";
import { asHex } from "../chain/asHex.ts";
import { sha256, toHex } from "../core/sha256.ts";
import { type TrainingBackend, useBackend } from "../models/backend.ts";
import { configDigest } from "../proof/configDigest.ts";
import { defaultStatesPolicy, type StatesPolicy } from "../proof/retention.ts";
import { type DirectoryInput, type StoredRun, trainInDirectory } from "../runs/trainInDirectory.ts";
import { type Training, trainingFilePath } from "../runs/trainingFile.ts";
import type { CommandContext } from "./commandContext.ts";
import { defaultThreads } from "./defaultThreads.ts";
import { findPipeline } from "./findPipeline.ts";
import { keepRun, type RunSummary } from "./keepRun.ts";
import { openAccount } from "./openAccount.ts";
import { readSpecFile } from "./readSpecFile.ts";
import { readTrainingInputs, type TrainingInputs } from "./readTrainingInputs.ts";

export type TrainOptions = {
  file: string;
  pipelineId: number | undefined;
  directory: string | undefined;
  keepStates: StatesPolicy | undefined;
  backend: TrainingBackend;
  /** Of the engine; without effect on results. */
  threads: number | undefined;
};

/**
 * Trains a version for a pipeline and keeps the run in the home. A training that is stopped can be resumed from its
 * last checkpoint; before the first one it leaves nothing.
 * @throws AssayError of the spec, the chain, the store, and of training
 */
export async function trainRun(context: CommandContext, options: TrainOptions): Promise<RunSummary> {
  const { spec, bytes } = await readSpecFile(options.file);
  const { engineDigest } = await useBackend(options.backend, { threads: options.threads ?? defaultThreads() });
  if (options.backend === "tensorflow")
    context.note("a draft: nobody can repeat its bits, so that it can be registered as measured only");
  using session = await openAccount(context);
  const pipelineId = options.pipelineId ?? (await findPipeline(session, toHex(sha256(bytes))));
  const contributor = asHex(session.address);
  const inputs = await readTrainingInputs(session, { spec, pipelineId, contributor }, context.signal);
  const training: Training = {
    schema: "assay/training@1",
    pipelineId,
    contributor,
    spec,
    configDigest: configDigest(spec, inputs.initial.seed),
    backend: options.backend,
    engineDigest,
    keepStates: options.keepStates ?? defaultStatesPolicy(spec),
  };
  const directory =
    options.directory ?? join(context.home, "runs", `${String(pipelineId)}-${training.configDigest.slice(2, 14)}`);
  const run = await withProgress(context, { directory, training, inputs }, trainInDirectory);
  return await keepRun(context, session.config, { directory, training, run });
}

/** Trains with a progress bar; says what is left when it fails. */
export async function withProgress(
  context: CommandContext,
  { directory, training, inputs }: { directory: string; training: Training; inputs: TrainingInputs },
  train: (input: DirectoryInput) => Promise<StoredRun>,
): Promise<StoredRun> {
  const progress = context.progress("training", training.spec.train.steps);
  let isDone = false;
  try {
    const run = await train({
      directory,
      training,
      ...inputs,
      note: (text) => context.note(text),
      signal: context.signal,
      onProgress: ({ step, loss }) => progress.update(step, `loss ${loss.toFixed(4)}`),
    });
    isDone = true;
    return run;
  } finally {
    progress.stop();
    if (!isDone && existsSync(trainingFilePath(directory)))
      context.note(`the checkpoints are kept: assay resume ${directory}`);
  }
}
