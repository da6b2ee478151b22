import { existsSync } from "node:fs";
import { AssayError } from "../errors.ts";
import { useBackend } from "../models/backend.ts";
import { configDigest } from "../proof/configDigest.ts";
import { removeCheckpoints, resumeInDirectory } from "../runs/trainInDirectory.ts";
import { readTraining, trainingFilePath } from "../runs/trainingFile.ts";
import type { CommandContext } from "./commandContext.ts";
import { defaultThreads } from "./defaultThreads.ts";
import { keepRun, type RunSummary } from "./keepRun.ts";
import { openChain } from "./openChain.ts";
import { readTrainingInputs } from "./readTrainingInputs.ts";
import { readRun, type Run, runFilePath } from "./runFile.ts";
import { withProgress } from "./trainRun.ts";

/**
 * Goes on with a training that was stopped, from its last intact checkpoint. A run that is finished stays as it is.
 * @param threads of the engine; without effect on results
 * @throws AssayError `CheckpointCorrupt`, `EngineMismatch`, `RunInvalid`, `RunInUse`, and those of `trainRun`
 */
export async function resumeRun(
  context: CommandContext,
  directory: string,
  threads = defaultThreads(),
): Promise<{ run: Run; summary?: RunSummary }> {
  if (!existsSync(trainingFilePath(directory)) && existsSync(runFilePath(directory))) {
    await removeCheckpoints(directory);
    return { run: await readRun(directory) };
  }
  const training = await readTraining(directory);
  const { engineDigest } = await useBackend(training.backend, { threads });
  if (engineDigest !== training.engineDigest) {
    throw new AssayError(
      "EngineMismatch",
      `the training began on engine ${training.engineDigest}, this one is ${engineDigest}`,
      { hint: "resume with the release of assay that began it, or train again" },
    );
  }
  using chain = await openChain(context);
  const inputs = await readTrainingInputs(chain, training, context.signal);
  if (configDigest(training.spec, inputs.initial.seed) !== training.configDigest) {
    throw new AssayError("RunInvalid", `${directory} is a training of another spec, account or chain`, {
      hint: "resume with the home that began it",
    });
  }
  const run = await withProgress(context, { directory, training, inputs }, resumeInDirectory);
  const summary = await keepRun(context, chain.config, { directory, training, run });
  return { run: summary, summary };
}
