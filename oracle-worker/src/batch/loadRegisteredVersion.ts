import { readSeed, readVersion, type RegisteredVersion, type Registry } from "../chain/readVersion.ts";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { cidOfSha256 } from "../ipfs/rawCid.ts";
import { loadVersion, type Version } from "../pipeline/loadVersion.ts";
import { parseVersionManifest } from "../pipeline/manifests.ts";
import { MAX_MANIFEST_BYTES } from "../pipeline/parseDocument.ts";
import { checkInitialWeights } from "../proof/checkInitialWeights.ts";
import { checkConfigDigest } from "../proof/configDigest.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { checkRegistered } from "./checkRegistered.ts";

export type LoadDeps = { contracts: Registry; store: ContentStore; signal: AbortSignal };

/**
 * Loads a version and refuses it unless its files are what the chain says: contributor, pipeline, benchmark, proof commitment,
 * and initial weights that follow from its own seed or are a declared parent's (docs/SPEC.md, L-7).
 * @throws AssayError those of `loadVersion`; `ManifestInvalid`, `ProofMismatch`, `BenchmarkMismatch`
 */
export async function loadRegisteredVersion(deps: LoadDeps, versionId: number): Promise<Version> {
  const { contracts, store, signal } = deps;
  const registered = await readVersion(contracts, versionId);
  const version = await loadVersion({ store, manifestDigest: registered.manifestDigest, signal });
  checkRegistered(registered, version.manifest);
  if (version.spec.benchmark !== registered.benchmarkId) {
    throw new AssayError(
      "BenchmarkMismatch",
      `the spec names benchmark ${version.spec.benchmark}, the pipeline was minted for ${registered.benchmarkId}`,
      { hint: "publish the version again with its pipeline's benchmark" },
    );
  }
  const { proof } = version.manifest;
  if (proof !== null) await checkOrigin(deps, registered, version, proof);
  return version;
}

async function checkOrigin(
  deps: LoadDeps,
  registered: RegisteredVersion,
  { manifest, spec }: Version,
  proof: TrainingProof,
): Promise<void> {
  const seed = await readSeed(deps.contracts, manifest);
  checkConfigDigest(proof, spec, seed);
  const parents: { versionId: number; finalRoot: Hex }[] = [];
  for (const versionId of registered.parents) {
    const parentProof = await readProof(deps, versionId);
    if (parentProof !== null) parents.push({ versionId, finalRoot: parentProof.finalRoot });
  }
  checkInitialWeights({ initRoot: proof.initRoot, architecture: spec.architecture, seed, parents });
}

/** A version's proof, checked against its commitment; null when it has none. */
async function readProof({ contracts, store, signal }: LoadDeps, versionId: number): Promise<TrainingProof | null> {
  const registered = await readVersion(contracts, versionId);
  if (registered.trainingCommitment === undefined) return null;
  const manifest = parseVersionManifest(
    await store.get(cidOfSha256(registered.manifestDigest), { maxBytes: MAX_MANIFEST_BYTES, signal }),
  );
  checkRegistered(registered, manifest);
  return manifest.proof;
}
