import { canonicalJson } from "../core/canonicalJson.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import { encodeCheckpoints } from "../proof/checkpoints.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { encodeMetrics, encodeVersionManifest, type Metrics, type VersionManifest } from "./manifests.ts";
import type { Spec } from "./spec.ts";
import type { TrainedRun } from "./train.ts";
import { writeCard } from "./writeCard.ts";

export type PublishInput = {
  store: ContentStore;
  spec: Spec;
  /** Its checkpoints name the states that are published. */
  run: TrainedRun;
  /** The contributor's own evaluation on the spec's benchmark. */
  metrics: { correct: number; total: number };
  pipelineId: number;
  /** The account that will register the version. */
  contributor: string;
  /** Where the data is from and what was done to it, in Markdown. */
  dataStatement: string;
  /** false publishes the version as measured, not proven (docs/SPEC.md, L-6). */
  isProven: boolean;
};

/** `proof` is what the manifest carries: null when the version is not proven. */
export type PublishedVersion = { manifest: VersionManifest; manifestArtefact: Artefact; proof: TrainingProof | null };

/**
 * Puts everything that makes a version into the content store; `manifestArtefact.sha256` is what the chain registers.
 * @throws AssayError of the store, or `ManifestInvalid` or `MetricsInvalid` when a field is out of bounds
 */
export async function publishVersion(input: PublishInput): Promise<PublishedVersion> {
  const { store, spec, run, dataStatement } = input;
  const metrics: Metrics = { schema: "assay/metrics@1", benchmarkId: spec.benchmark, ...input.metrics };
  const metricsArtefact = await store.putBlock(encodeMetrics(metrics));
  const proof = input.isProven ? proofOf(run, metricsArtefact) : null;
  const manifest: VersionManifest = {
    schema: "assay/version@1",
    pipelineId: input.pipelineId,
    contributor: `0x${input.contributor.slice(2).toLowerCase()}`,
    userSeed: spec.train.userSeed,
    spec: await store.putBlock(canonicalJson(spec)),
    weights: await store.put(encodeSafetensors(run.weights)),
    metrics: metricsArtefact,
    log: await store.put(run.log),
    checkpoints: await store.put(encodeCheckpoints(run.checkpoints)),
    leaves: await store.put(run.leaves),
    card: await store.put(new TextEncoder().encode(writeCard(spec, metrics, dataStatement))),
    licence: spec.licence,
    dataStatement,
    proof,
  };
  return { manifest, manifestArtefact: await store.putBlock(encodeVersionManifest(manifest)), proof };
}

function proofOf(run: TrainedRun, metrics: Artefact): TrainingProof {
  return {
    dataDigest: run.dataDigest,
    configDigest: run.configDigest,
    initRoot: run.initRoot,
    finalRoot: run.finalRoot,
    metricsDigest: metrics.sha256,
    logHead: run.logHead,
    checkpointsRoot: run.checkpointsRoot,
    engineDigest: run.engineDigest,
    steps: run.steps,
  };
}
