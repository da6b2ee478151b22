import { randomBytes } from "node:crypto";
import { checkRegistered } from "../batch/checkRegistered.ts";
import { readSeed, readVersion, type RegisteredVersion } from "../chain/readVersion.ts";
import { formatVersionName } from "../chain/versionName.ts";
import { AssayError } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { loadVersion, type Version } from "../pipeline/loadVersion.ts";
import type { DatasetContent } from "../pipeline/openRun.ts";
import type { Spec } from "../pipeline/spec.ts";
import type { InitialState } from "../pipeline/startingWeights.ts";
import { type Verification, verifyTraining } from "../pipeline/verifyTraining.ts";
import type { SegmentChoice } from "../proof/chooseSegments.ts";
import { type Contradiction, ContradictionError, describeContradiction } from "../proof/contradiction.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import type { CommandContext } from "./commandContext.ts";
import { openRegistry, type RegistryOptions, type RegistrySession } from "./openRegistry.ts";
import { openStore } from "./openStore.ts";
import type { ParsedVersion } from "./parse/parseVersion.ts";
import { readDataset } from "./readContent.ts";

export type VerifyOptions = RegistryOptions & { segment?: number; random?: number; seed?: string; all?: true };

/** `randomSeed` repeats a random choice; null where nothing was left to chance. */
export type VerificationReport = Omit<Verification, "contradiction"> & {
  contradiction: Contradiction | null;
  name: string;
  verdict: "verified" | "contradicted";
  randomSeed: string | null;
};

/**
 * Checks a version's training proof against the chain, its files and its data, and re-executes segments of it.
 * @returns the error that ends the command when the version is contradicted
 * @throws AssayError `ProofMissing`, `EngineMismatch`, `UsageInvalid`, and those of chain, store and data
 */
export async function verifyVersion(
  context: CommandContext,
  version: ParsedVersion,
  options: VerifyOptions,
): Promise<{ report: VerificationReport; failure: AssayError | undefined }> {
  const choice = choiceOf(options);
  using chain = await openRegistry(context.home, version, options);
  await using store = await openStore(chain.content);
  const verification = await verifyRegistered(context, chain, store, choice);
  const { contradiction } = verification;
  const report: VerificationReport = {
    ...verification,
    contradiction: contradiction ?? null,
    name: formatVersionName(chain.name),
    verdict: contradiction === undefined ? "verified" : "contradicted",
    randomSeed: choice.kind === "random" ? choice.seed : null,
  };
  if (contradiction === undefined) return { report, failure: undefined };
  const failure = new AssayError("VersionContradicted", describeContradiction(contradiction), {
    hint: "do not use the version",
  });
  return { report, failure };
}

async function verifyRegistered(
  context: CommandContext,
  chain: RegistrySession,
  store: ContentStore,
  choice: SegmentChoice,
): Promise<Verification> {
  const { signal } = context;
  const { versionId } = chain.name;
  const registered = await chain.read(() => readVersion(chain.contracts, versionId));
  if (registered.trainingCommitment === undefined) {
    throw new AssayError("ProofMissing", `version ${String(versionId)} has no training proof`, {
      hint: "it is measured, not proven: assay score measures it again",
    });
  }
  try {
    const { version, proof } = await loadProven(chain, store, registered, signal);
    checkInputs(registered, version.spec);
    const initial = await readInitial(chain, store, version, signal);
    const datasets: DatasetContent[] = [];
    for (const id of version.spec.datasets) datasets.push(await readDataset({ chain, store, signal }, id));
    return await replay(context, { store, version, proof, initial, datasets, choice });
  } catch (cause) {
    if (!(cause instanceof ContradictionError)) throw cause;
    const { contradiction } = cause;
    return { contradiction, segments: 0, chosen: [], replays: [], stepsExecuted: 0, steps: 0 };
  }
}

async function replay(
  context: CommandContext,
  input: Omit<Parameters<typeof verifyTraining>[0], "note" | "signal">,
): Promise<Verification> {
  let progress: ReturnType<CommandContext["progress"]> | undefined;
  try {
    return await verifyTraining({
      ...input,
      note: (text) => context.note(text),
      onStart: (steps) => {
        context.note(`re-executing ${String(steps)} of ${String(input.proof.steps)} steps`);
        progress = context.progress("verifying", steps);
      },
      onStep: (done) => progress?.update(done, ""),
      signal: context.signal,
    });
  } finally {
    progress?.stop();
  }
}

async function loadProven(
  chain: RegistrySession,
  store: ContentStore,
  registered: RegisteredVersion,
  signal: AbortSignal,
): Promise<{ version: Version; proof: TrainingProof }> {
  const version = await loadVersion({ store, manifestDigest: registered.manifestDigest, signal });
  checkRegistered(registered, version.manifest);
  const { proof } = version.manifest;
  // A commitment without a proof has been refused above.
  if (proof === null) throw new Error(`version ${String(registered.versionId)} has a commitment, but no proof`);
  return { version, proof };
}

/** What the spec says it was made from must be what the chain pays for. */
function checkInputs({ parents, datasets }: RegisteredVersion, { init, datasets: used }: Spec): void {
  const ascending = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join(", ");
  if (ascending(datasets) !== ascending(used))
    throw foreign("datasets", ascending(used), ascending(datasets) || "none");
  if (init.kind === "parent" && !parents.includes(init.parent))
    throw foreign("parent", String(init.parent), ascending(parents) || "none");
}

function foreign(what: string, claimed: string, found: string): ContradictionError {
  return new ContradictionError({ what, claimed, found }, "from the chain", "do not use the version");
}

/** The seed by the chain, and the parent's weights by the chain's digest of its manifest. */
async function readInitial(
  chain: RegistrySession,
  store: ContentStore,
  { manifest, spec }: Version,
  signal: AbortSignal,
): Promise<InitialState> {
  const seed = await chain.read(() => readSeed(chain.contracts, manifest));
  if (spec.init.kind === "seed") return { kind: "seed", seed };
  const { parent } = spec.init;
  const registered = await chain.read(() => readVersion(chain.contracts, parent));
  const loaded = await loadVersion({ store, manifestDigest: registered.manifestDigest, signal });
  checkRegistered(registered, loaded.manifest);
  return { kind: "weights", seed, weights: loaded.weights };
}

function choiceOf({ segment, random, seed, all }: VerifyOptions): SegmentChoice {
  const given = [segment, random, all].filter((option) => option !== undefined);
  if (given.length > 1 || (seed !== undefined && (segment ?? all) !== undefined)) {
    throw new AssayError("UsageInvalid", "--segment, --random and --all exclude each other", {
      hint: "give one of them; --seed goes with --random",
    });
  }
  if (all) return { kind: "all" };
  if (segment !== undefined) return { kind: "one", segment };
  return { kind: "random", count: random ?? 1, seed: seed ?? randomBytes(16).toString("hex") };
}
