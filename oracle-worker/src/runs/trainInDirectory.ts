import { mkdir, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AssayError } from "../errors.ts";
import { lockFile } from "../journal/lockFile.ts";
import { type TrainedRun, type TrainInput, type TrainingTimes, trainVersion } from "../pipeline/train.ts";
import { keptSteps } from "../proof/retention.ts";
import { createCheckpointFiles } from "./checkpointFiles.ts";
import { type Training, trainingFilePath, writeTraining } from "./trainingFile.ts";

export type DirectoryInput = Omit<TrainInput, "spec" | "backend" | "from" | "onCheckpoint"> & {
  directory: string;
  training: Training;
  /** Told of checkpoints that are passed over, and of where training goes on. */
  note: (text: string) => void;
};

/** A run whose checkpoints are on disk. `states`: files of the states that are to be published, by step. */
export type StoredRun = TrainedRun & { times: TrainingTimes; states: ReadonlyMap<number, string> };

/**
 * Trains in a directory, from its start. Nothing is written before the first checkpoint; from then on the directory
 * holds everything that `resumeInDirectory` needs, whatever ends the process.
 * @throws AssayError `RunUnfinished` when another training was stopped there, `RunInUse`, and those of `trainVersion`
 */
export async function trainInDirectory(input: DirectoryInput): Promise<StoredRun> {
  refuseUnfinished(input.directory);
  let start: Promise<() => void> | undefined;
  const files = filesOf(input);
  try {
    const run = await trainVersion({
      ...input,
      spec: input.training.spec,
      backend: input.training.backend,
      onCheckpoint: async (run) => {
        start ??= claim(input);
        await start;
        await files.write(run);
      },
    });
    return { ...run, states: statesOf(input, files.statePath) };
  } finally {
    (await start)?.();
  }
}

/**
 * Goes on from the last intact checkpoint in a directory, and ends in the bits that an uninterrupted training gives.
 * @throws AssayError `CheckpointCorrupt`, `RunInUse`, and those of `trainVersion`
 */
export async function resumeInDirectory(input: DirectoryInput): Promise<StoredRun> {
  const release = lock(input.directory);
  try {
    const files = filesOf(input);
    const { run: from, problems } = await files.readLast();
    for (const problem of problems) input.note(problem);
    input.note(from ? `going on after step ${from.losses.length}` : "no checkpoint yet: starting from the beginning");
    const run = await trainVersion({
      ...input,
      spec: input.training.spec,
      backend: input.training.backend,
      from,
      onCheckpoint: files.write,
    });
    return { ...run, states: statesOf(input, files.statePath) };
  } finally {
    release();
  }
}

/** Removes what only going on needs, once the run is kept elsewhere: first the file that says that it may go on. */
export async function removeCheckpoints(directory: string): Promise<void> {
  await rm(trainingFilePath(directory), { force: true });
  await rm(checkpointsPath(directory), { recursive: true, force: true });
}

function checkpointsPath(directory: string): string {
  return join(directory, "checkpoints");
}

function filesOf({ directory, training }: DirectoryInput): ReturnType<typeof createCheckpointFiles> {
  const { spec, configDigest, keepStates } = training;
  return createCheckpointFiles(checkpointsPath(directory), {
    spec,
    configDigest,
    kept: keptSteps(spec.train, keepStates),
  });
}

function statesOf({ training }: DirectoryInput, pathOf: (step: number) => string): ReadonlyMap<number, string> {
  return new Map([...keptSteps(training.spec.train, training.keepStates)].map((step) => [step, pathOf(step)]));
}

/** Makes the directory this training's own. @returns what gives it back */
async function claim({ directory, training }: DirectoryInput): Promise<() => void> {
  await mkdir(directory, { recursive: true });
  const release = lock(directory);
  try {
    refuseUnfinished(directory);
    // Whatever an earlier run has left there is of no use without its training file.
    await removeCheckpoints(directory);
    await writeTraining(directory, training);
    return release;
  } catch (cause) {
    release();
    throw cause;
  }
}

function lock(directory: string): () => void {
  return lockFile(
    join(directory, "training.lock"),
    (cause) =>
      new AssayError("RunInUse", `another process trains in ${directory}`, { hint: "wait for it, or stop it", cause }),
  );
}

function refuseUnfinished(directory: string): void {
  if (!existsSync(trainingFilePath(directory))) return;
  throw new AssayError("RunUnfinished", `${directory} holds a training that was stopped`, {
    hint: `go on with assay resume ${directory}, or remove the directory`,
  });
}
