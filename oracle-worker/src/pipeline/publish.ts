import { canonicalJson } from "../core/canonicalJson.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import type { Weights } from "../models/weights.ts";
import { encodeCheckpoints } from "../proof/checkpoints.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { encodeMetrics, encodeVersionManifest, type Metrics, type VersionManifest } from "./manifests.ts";
import { checkProvable, type RunOrigin } from "./runOrigin.ts";
import type { Spec } from "./spec.ts";
import type { TrainedRun } from "./train.ts";
import { writeCard } from "./writeCard.ts";

export type PublishInput = {
  store: ContentStore;
  spec: Spec;
  /** Its checkpoints name the states that are published. An imported one has weights alone. */
  run: TrainedRun | ImportedRun;
  /** Absent: trained on the engine. */
  origin?: RunOrigin;
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

/** Weights from elsewhere: nobody here saw them trained. */
export type ImportedRun = { readonly weights: Weights; readonly log?: never };

/** `proof` is what the manifest carries: null when the version is not proven. */
export type PublishedVersion = { manifest: VersionManifest; manifestArtefact: Artefact; proof: TrainingProof | null };

/**
 * Puts everything that makes a version into the content store; `manifestArtefact.sha256` is what the chain registers.
 * @throws AssayError `RunUnprovable` for a draft or an imported run that is to be proven; of the store; or `ManifestInvalid` or `MetricsInvalid` when a field is out of bounds
 */
export async function publishVersion(input: PublishInput): Promise<PublishedVersion> {
  const { store, spec, run, dataStatement, origin = "trained" } = input;
  const record = recordOf(run);
  const metrics: Metrics = { schema: "assay/metrics@1", benchmarkId: spec.benchmark, ...input.metrics };
  const metricsArtefact = await store.putBlock(encodeMetrics(metrics));
  const proof = input.isProven ? proofOf(run, origin, metricsArtefact) : null;
  const manifest: VersionManifest = {
    schema: "assay/version@1",
    pipelineId: input.pipelineId,
    contributor: `0x${input.contributor.slice(2).toLowerCase()}`,
    userSeed: spec.train.userSeed,
    spec: await store.putBlock(canonicalJson(spec)),
    weights: await store.put(encodeSafetensors(run.weights)),
    metrics: metricsArtefact,
    log: await store.put(record.log),
    checkpoints: await store.put(record.checkpoints),
    leaves: await store.put(record.leaves),
    card: await store.put(new TextEncoder().encode(writeCard(spec, metrics, dataStatement, origin))),
    licence: spec.licence,
    dataStatement,
    proof,
  };
  return { manifest, manifestArtefact: await store.putBlock(encodeVersionManifest(manifest)), proof };
}

/** What a run says of its training; nothing, of an imported one. */
function recordOf(run: TrainedRun | ImportedRun): { log: Uint8Array; checkpoints: Uint8Array; leaves: Uint8Array } {
  const nothing = new Uint8Array();
  if (run.log === undefined) return { log: nothing, checkpoints: nothing, leaves: nothing };
  return { log: run.log, checkpoints: encodeCheckpoints(run.checkpoints), leaves: run.leaves };
}

function proofOf(run: TrainedRun | ImportedRun, origin: RunOrigin, metrics: Artefact): TrainingProof {
  checkProvable(origin);
  if (run.log === undefined) throw new RangeError("a run without a log is not trained");
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
