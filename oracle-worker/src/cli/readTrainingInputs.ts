import { asHex } from "../chain/asHex.ts";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { loadVersion } from "../pipeline/loadVersion.ts";
import type { DatasetContent } from "../pipeline/openRun.ts";
import type { Spec } from "../pipeline/spec.ts";
import type { InitialState } from "../pipeline/startingWeights.ts";
import type { ChainSession } from "./openChain.ts";
import { openStore } from "./openStore.ts";
import { readDataset } from "./readContent.ts";

/** What a run starts from: the chain's part of it, and content. */
export type TrainingInputs = { initial: InitialState; datasets: readonly DatasetContent[] };

/**
 * Reads a run's seed, parent and datasets. What is fetched stays in the home's store: training takes long, and may have
 * to be resumed.
 * @throws AssayError `SpecInvalid` when the pipeline has another benchmark, and those of chain and store
 */
export async function readTrainingInputs(
  chain: ChainSession,
  run: { spec: Spec; pipelineId: number; contributor: string },
  signal: AbortSignal,
): Promise<TrainingInputs> {
  const { spec } = run;
  const seed = await readSeed(chain, run);
  await using store = await openStore(chain.config);
  const datasets = [];
  for (const id of spec.datasets) datasets.push(await readDataset({ chain, store, signal }, id));
  let initial: InitialState = { kind: "seed", seed };
  if (spec.init.kind === "parent") {
    const { parent } = spec.init;
    const { manifestDigest } = await chain.read(() => chain.contracts.pipelineRegistry.versionOf(parent));
    const { weights } = await loadVersion({ store, manifestDigest: asHex(manifestDigest), signal });
    initial = { kind: "weights", seed, weights };
  }
  store.commit();
  return { initial, datasets };
}

async function readSeed(
  { contracts: { pipelineRegistry }, read }: ChainSession,
  { spec, pipelineId, contributor }: { spec: Spec; pipelineId: number; contributor: string },
): Promise<Hex> {
  const { benchmarkId } = await read(() => pipelineRegistry.pipelineOf(pipelineId));
  if (Number(benchmarkId) !== spec.benchmark) {
    throw new AssayError(
      "SpecInvalid",
      `spec benchmark: is ${String(spec.benchmark)}, pipeline ${String(pipelineId)} has ${String(benchmarkId)}`,
      {
        hint: "train for a pipeline that was minted from this spec",
      },
    );
  }
  return asHex(await read(() => pipelineRegistry.seedOf(pipelineId, contributor, spec.train.userSeed)));
}
