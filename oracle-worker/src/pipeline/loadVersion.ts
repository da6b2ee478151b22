import { AssayError } from "../errors.ts";
import type { Hex } from "../core/sha256.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { cidOfSha256 } from "../ipfs/rawCid.ts";
import { decodeSafetensors, maxSafetensorsBytes } from "../models/safetensors.ts";
import type { Weights } from "../models/weights.ts";
import { type Checkpoint, decodeCheckpoints, MAX_CHECKPOINTS_BYTES } from "../proof/checkpoints.ts";
import { ContradictionError } from "../proof/contradiction.ts";
import { findMismatch } from "../proof/findMismatch.ts";
import { weightsRoot } from "../proof/weightsRoot.ts";
import { type Metrics, parseMetrics, parseVersionManifest, type VersionManifest } from "./manifests.ts";
import { fetchBounded } from "./fetchBounded.ts";
import { MAX_MANIFEST_BYTES } from "./parseDocument.ts";
import { decodeSpec, type Spec } from "./spec.ts";

/** `checkpoints` of a proven version; without a proof they are not fetched. */
export type Version = {
  manifest: VersionManifest;
  spec: Spec;
  weights: Weights;
  metrics: Metrics;
  checkpoints: readonly Checkpoint[];
};

/**
 * Fetches a version that anyone may have published, and refuses it unless its parts agree: sizes are bounded before
 * anything is fetched, every byte is checked against its digest, and whatever of the proof follows from the files is
 * recomputed. What needs the chain (L-7, `checkConfigDigest`) or the data is the caller's.
 * @param manifestDigest as registered
 * @throws AssayError `ManifestInvalid`, `SpecInvalid`, `MetricsInvalid`, `ArchitectureMismatch`, `WeightsInvalid`,
 * `ProofMismatch`, `ContentTooLarge`, and those of the content store
 */
export async function loadVersion(input: {
  store: ContentStore;
  manifestDigest: Hex;
  signal?: AbortSignal;
}): Promise<Version> {
  const { store, manifestDigest, signal } = input;
  const limits = { maxBytes: MAX_MANIFEST_BYTES, signal };
  const manifest = parseVersionManifest(await store.get(cidOfSha256(manifestDigest), limits));
  const spec = decodeSpec(await fetchBounded(store, "spec", manifest.spec, limits));
  checkAgreement(manifest, spec);
  const metrics = parseMetrics(await fetchBounded(store, "metrics", manifest.metrics, limits));
  if (metrics.benchmarkId !== spec.benchmark) {
    throw new AssayError(
      "MetricsInvalid",
      `metrics are of benchmark ${metrics.benchmarkId}, the spec names ${spec.benchmark}`,
      {
        hint: "the contributor published another pipeline's metrics",
      },
    );
  }
  const weightLimits = { maxBytes: maxSafetensorsBytes(spec.architecture), signal };
  const file = await fetchBounded(store, "weights", manifest.weights, weightLimits);
  const weights = decodeSafetensors(file, spec.architecture);
  if (manifest.proof === null) return { manifest, spec, weights, metrics, checkpoints: [] };
  const checkpointLimits = { maxBytes: MAX_CHECKPOINTS_BYTES, signal };
  const checkpoints = decodeCheckpoints(
    await fetchBounded(store, "checkpoints", manifest.checkpoints, checkpointLimits),
  );
  const mismatch = findMismatch(manifest.proof, {
    train: spec.train,
    metricsDigest: manifest.metrics.sha256,
    finalRoot: weightsRoot(weights),
    checkpoints,
  });
  if (mismatch === undefined) return { manifest, spec, weights, metrics, checkpoints };
  throw new ContradictionError(
    mismatch,
    "from the published files",
    "the version's files are not those of its proof; do not use it",
  );
}

function checkAgreement(manifest: VersionManifest, spec: Spec): void {
  if (manifest.userSeed !== spec.train.userSeed) throw disagreement("userSeed", manifest.userSeed, spec.train.userSeed);
  if (manifest.licence !== spec.licence) throw disagreement("licence", manifest.licence, spec.licence);
}

function disagreement(field: string, given: string, specified: string): AssayError {
  return new AssayError("ManifestInvalid", `version manifest ${field}: is ${given}, the spec says ${specified}`, {
    hint: "publish the version again from its spec",
  });
}
