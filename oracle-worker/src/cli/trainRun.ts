import { join } from "node:path";
import { asHex } from "../chain/asHex.ts";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import { loadVersion } from "../pipeline/loadVersion.ts";
import type { Spec } from "../pipeline/spec.ts";
import { type InitialState, type TrainingTimes, trainVersion } from "../pipeline/train.ts";
import { encodeCheckpoints } from "../proof/checkpoints.ts";
import type { CommandContext } from "./commandContext.ts";

import { findPipeline } from "./findPipeline.ts";
import { type AccountSession, openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { readDataset } from "./readContent.ts";
import { readSpecFile } from "./readSpecFile.ts";
import { type Run, runFilePath } from "./runFile.ts";
import { writeFileAtomically } from "./writeFileAtomically.ts";

export type TrainOptions = { file: string; pipelineId: number | undefined; directory: string | undefined };
/** `loss` of the last step. */
export type RunSummary = Run & { directory: string; loss: string; times: TrainingTimes };

/**
 * Trains a version for a pipeline and keeps the run in the home. A run that fails or is stopped leaves nothing.
 * @throws AssayError of the spec, the chain, the store, and of training
 */
export async function trainRun(context: CommandContext, options: TrainOptions): Promise<RunSummary> {
  const { spec, bytes } = await readSpecFile(options.file);
  using session = await openAccount(context);
  await using store = await openStore(session.config);
  const specArtefact = await store.putBlock(bytes);
  const pipelineId = options.pipelineId ?? (await findPipeline(session, specArtefact.sha256));
  const initial = await initialState(session, store, spec, pipelineId, context.signal);
  const datasets = [];
  for (const id of spec.datasets)
    datasets.push(await readDataset({ chain: session, store, signal: context.signal }, id));

  const progress = context.progress("training", spec.train.steps);
  let loss = "";
  const trained = await trainVersion({
    spec,
    datasets,
    initial,
    signal: context.signal,
    onProgress: (at) => {
      loss = at.loss.toFixed(4);
      progress.update(at.step, `loss ${loss}`);
    },
  }).finally(() => progress.stop());

  const { weights, log, checkpoints, leaves, times, ...proven } = trained;
  const run: Run = {
    schema: "assay/run@1",
    pipelineId,
    contributor: asHex(session.address),
    spec: specArtefact,
    weights: await store.put(encodeSafetensors(weights)),
    log: await store.put(log),
    checkpoints: await store.put(encodeCheckpoints(checkpoints)),
    leaves: await store.put(leaves),
    ...proven,
  };
  const directory =
    options.directory ?? join(context.home, "runs", `${String(pipelineId)}-${trained.finalRoot.slice(2, 14)}`);
  await writeFileAtomically(runFilePath(directory), `${JSON.stringify(run, null, 2)}\n`);
  store.commit();
  return { ...run, directory, loss, times };
}

async function initialState(
  session: AccountSession,
  store: ContentStore,
  spec: Spec,
  pipelineId: number,
  signal: AbortSignal,
): Promise<InitialState> {
  const { pipelineRegistry } = session.contracts;
  const { benchmarkId } = await session.read(() => pipelineRegistry.pipelineOf(pipelineId));
  if (Number(benchmarkId) !== spec.benchmark) {
    throw new AssayError(
      "SpecInvalid",
      `spec benchmark: is ${String(spec.benchmark)}, pipeline ${String(pipelineId)} has ${String(benchmarkId)}`,
      {
        hint: "train for a pipeline that was minted from this spec",
      },
    );
  }
  const seed: Hex = asHex(
    await session.read(() => pipelineRegistry.seedOf(pipelineId, session.address, spec.train.userSeed)),
  );
  if (spec.init.kind === "seed") return { kind: "seed", seed };
  const { parent } = spec.init;
  const { manifestDigest } = await session.read(() => pipelineRegistry.versionOf(parent));
  const { weights } = await loadVersion({ store, manifestDigest: asHex(manifestDigest), signal });
  return { kind: "weights", seed, weights };
}
