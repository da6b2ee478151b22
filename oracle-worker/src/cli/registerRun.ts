import { asHex } from "../chain/asHex.ts";
import { trainingCommitment } from "../chain/trainingCommitment.ts";
import { AssayError } from "../errors.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { decodeSafetensors, maxSafetensorsBytes } from "../models/safetensors.ts";
import { evaluateVersion } from "../pipeline/evaluate.ts";
import { parseVersionManifest } from "../pipeline/manifests.ts";
import { MAX_MANIFEST_BYTES } from "../pipeline/parseDocument.ts";
import { type ImportedRun, publishVersion } from "../pipeline/publish.ts";
import { checkProvable } from "../pipeline/runOrigin.ts";
import { decodeSpec, parentsOf, type Spec } from "../pipeline/spec.ts";
import type { TrainedRun } from "../pipeline/train.ts";
import { decodeCheckpoints } from "../proof/checkpoints.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { nameOf } from "./nameOf.ts";
import { type AccountSession, openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { MAX_DATA_BYTES, readBenchmark, readBlock } from "./readContent.ts";
import { readRun, type Run } from "./runFile.ts";

/** Commitment of a version without a proof. */
const NO_COMMITMENT = `0x${"00".repeat(32)}`;

export type RegisterOptions = { dataStatement: string; maxRoyaltyBps?: number; proof: boolean };

export type RegisteredVersion = {
  versionId: number;
  /** Full name, by which anyone can verify it. */
  name: string;
  pipelineId: number;
  parents: number[];
  datasets: number[];
  metrics: { correct: number; total: number };
  manifest: Artefact;
  proven: boolean;
  transactionHash: string;
};

/**
 * Scores a run on its pipeline's benchmark, publishes it, and registers it as a version.
 * @throws AssayError `RunInvalid`, `RunUnprovable`, `KeyInvalid` for another account's run, and those of store, chain and evaluation
 */
export async function registerRun(
  context: CommandContext,
  path: string,
  options: RegisterOptions,
): Promise<RegisteredVersion> {
  const run = await readRun(path);
  if (options.proof) checkProvable(run.origin);
  using session = await openAccount(context);
  checkContributor(run, session.address);
  await using store = await openStore(session.config);
  const { signal } = context;
  const spec = decodeSpec(await store.fetchArtefact(run.spec, { maxBytes: MAX_MANIFEST_BYTES, signal }));
  const trained = await loadRun(store, run, spec, signal);

  context.note("scoring on the pipeline's benchmark");
  const benchmark = await readBenchmark({ chain: session, store, signal }, spec.benchmark);
  const { architecture } = spec;
  const { correct, total } = await evaluateVersion({
    architecture,
    weights: trained.weights,
    benchmark: benchmark.manifest,
    data: benchmark.data,
    signal,
  });

  const { pipelineId } = run;
  const { manifestArtefact: manifest, proof } = await publishVersion({
    store,
    spec,
    run: trained,
    metrics: { correct, total },
    pipelineId,
    contributor: session.address,
    dataStatement: options.dataStatement,
    origin: run.origin,
    isProven: options.proof,
  });
  const call = await registration(session, store, {
    spec,
    pipelineId,
    manifestDigest: manifest.sha256,
    proof,
    options,
    signal,
  });
  const receipt = await session.send(call, { onSigned: () => store.commit() });
  const { pipelineRegistry } = session.contracts;
  const { versionId } = eventOf(receipt, pipelineRegistry, pipelineRegistry.getEvent("VersionRegistered"));
  const { datasets } = spec;
  const metrics = { correct, total };
  const proven = proof !== null;
  return {
    versionId: Number(versionId),
    name: nameOf(session, Number(versionId)),
    pipelineId,
    parents: parentsOf(spec),
    datasets,
    metrics,
    manifest,
    proven,
    transactionHash: receipt.hash,
  };
}

function checkContributor(run: Run, address: string): void {
  if (run.contributor === asHex(address)) return;
  throw new AssayError(
    "KeyInvalid",
    `the run was trained for account ${run.contributor}, the home's key is of ${address}`,
    {
      hint: "use the home that trained it: the initial weights follow from the account",
    },
  );
}

async function loadRun(
  store: ContentStore,
  run: Run,
  spec: Spec,
  signal: AbortSignal,
): Promise<TrainedRun | ImportedRun> {
  const maxBytes = maxSafetensorsBytes(spec.architecture);
  const weights = decodeSafetensors(await store.fetchArtefact(run.weights, { maxBytes, signal }), spec.architecture);
  if (run.origin === "imported") return { weights };
  const limits = { maxBytes: MAX_DATA_BYTES, signal };
  const checkpoints = decodeCheckpoints(await store.fetchArtefact(run.checkpoints, limits));
  const log = await store.fetchArtefact(run.log, limits);
  const leaves = await store.fetchArtefact(run.leaves, limits);
  return { ...run, weights, checkpoints, log, leaves };
}

type Registration = {
  spec: Spec;
  pipelineId: number;
  manifestDigest: string;
  proof: TrainingProof | null;
  options: RegisterOptions;
  signal: AbortSignal;
};

/** The call that registers: with a proof and a parent, both proofs go along. */
async function registration(session: AccountSession, store: ContentStore, input: Registration) {
  const { spec, pipelineId, manifestDigest, proof, options, signal } = input;
  const { pipelineRegistry } = session.contracts;
  const parents = parentsOf(spec);
  const params = {
    pipelineId,
    manifestDigest,
    trainingCommitment: proof === null ? NO_COMMITMENT : trainingCommitment(proof),
    parents,
    datasets: spec.datasets,
    collaborators: spec.collaborators ?? [],
    maxRoyaltyBps: options.maxRoyaltyBps ?? (await highestRoyalty(session, parents)),
  };
  const [primary] = parents;
  if (proof === null || primary === undefined) return pipelineRegistry.registerVersion.populateTransaction(params);
  const parentProof = await proofOf(session, store, primary, signal);
  return pipelineRegistry.registerDerivedVersion.populateTransaction(params, proof, parentProof);
}

async function highestRoyalty(session: AccountSession, parents: readonly number[]): Promise<bigint> {
  let highest = 0n;
  for (const parent of parents) {
    const { royaltyBps } = await session.read(() => session.contracts.pipelineRegistry.termsOf(parent));
    if (royaltyBps > highest) highest = royaltyBps;
  }
  return highest;
}

async function proofOf(
  session: AccountSession,
  store: ContentStore,
  version: number,
  signal: AbortSignal,
): Promise<TrainingProof> {
  const { manifestDigest } = await session.read(() => session.contracts.pipelineRegistry.versionOf(version));
  const { proof } = parseVersionManifest(await readBlock(store, manifestDigest, signal));
  if (proof !== null) return proof;
  throw new AssayError("ProofMismatch", `parent ${String(version)} has no training proof`, {
    hint: "register this run with --no-proof: its parent is then declared, not proven",
  });
}
