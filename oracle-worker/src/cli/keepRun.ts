import { canonicalJson } from "../core/canonicalJson.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { decodeTensors, encodeSafetensors, maxTensorsBytes } from "../models/safetensors.ts";
import { stateShapes } from "../models/stateShapes.ts";
import { trainerSpecOf } from "../pipeline/spec.ts";
import type { TrainingTimes } from "../pipeline/train.ts";
import { type Checkpoint, encodeCheckpoints } from "../proof/checkpoints.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { readInputFile } from "../runs/readInputFile.ts";
import { removeCheckpoints, type StoredRun } from "../runs/trainInDirectory.ts";
import type { Training } from "../runs/trainingFile.ts";
import { writeFileAtomically } from "../runs/writeFileAtomically.ts";
import type { CommandContext } from "./commandContext.ts";
import { openStore } from "./openStore.ts";
import { runFilePath, timesFilePath, type TrainedRunFile } from "./runFile.ts";

/** `loss` of the last step; `states` that are kept; `publishMs`: putting everything into the store. */
export type RunSummary = TrainedRunFile & {
  directory: string;
  loss: string;
  states: number;
  times: TrainingTimes & { publishMs: number };
};

/**
 * Puts a trained run into the home's store, and writes the file that `assay register` reads. The checkpoints in the
 * directory go; those that are to be published are in the store by then.
 * @throws AssayError `StoreNotWritable`, `FileNotWritable`
 */
export async function keepRun(
  context: CommandContext,
  config: { store: string; gateways: readonly string[] },
  { directory, training, run: stored }: { directory: string; training: Training; run: StoredRun },
): Promise<RunSummary> {
  const since = performance.now();
  await using store = await openStore(config);
  const { weights, log, checkpoints: bare, leaves, times: trainingTimes, states, ...proven } = stored;
  const checkpoints = await withStates(context, store, training, bare, states);
  const run: TrainedRunFile = {
    schema: "assay/run@1",
    origin: training.backend === "assay" ? "trained" : "draft",
    pipelineId: training.pipelineId,
    contributor: training.contributor,
    spec: await store.putBlock(canonicalJson(training.spec)),
    weights: await store.put(encodeSafetensors(weights)),
    log: await store.put(log),
    checkpoints: await store.put(encodeCheckpoints(checkpoints)),
    leaves: await store.put(leaves),
    ...proven,
  };
  store.commit();
  const times = { ...trainingTimes, publishMs: performance.now() - since };
  await writeFileAtomically(timesFilePath(directory), `${JSON.stringify(times, null, 2)}\n`);
  await writeFileAtomically(runFilePath(directory), `${JSON.stringify(run, null, 2)}\n`);
  await removeCheckpoints(directory);
  const loss = (checkpoints.at(-1)?.loss ?? 0).toFixed(4);
  return { ...run, directory, loss, states: checkpoints.filter(({ state }) => state !== undefined).length, times };
}

/** The checkpoints with the artefacts of the states that are kept. */
async function withStates(
  context: CommandContext,
  store: ContentStore,
  { spec }: Training,
  checkpoints: readonly Checkpoint[],
  files: ReadonlyMap<number, string>,
): Promise<Checkpoint[]> {
  const shapes = stateShapes(trainerSpecOf(spec));
  const kept: Checkpoint[] = [];
  for (const checkpoint of checkpoints) {
    const path = files.get(checkpoint.step);
    let state: Artefact | undefined;
    if (path !== undefined) {
      const bytes = await readInputFile(path, maxTensorsBytes(shapes));
      // A bit that fell over on the disk would make an honest run look like a forged one.
      if (weightsRoot(decodeTensors(bytes, shapes)) === checkpoint.stateRoot) state = await store.put(bytes);
      else context.note(`the state of checkpoint ${String(checkpoint.step)} is damaged and is not published`);
    }
    kept.push(state === undefined ? checkpoint : { ...checkpoint, state });
  }
  return kept;
}
