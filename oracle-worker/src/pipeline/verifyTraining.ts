import { AssayError } from "../errors.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import type { Weights } from "../models/weights.ts";
import { chooseSegments, type SegmentChoice } from "../proof/chooseSegments.ts";
import { findForeignPart, stepOf } from "../proof/claims.ts";
import { checkConfigDigest } from "../proof/configDigest.ts";
import { type Contradiction, ContradictionError } from "../proof/contradiction.ts";
import { locateTensors } from "../proof/locateTensors.ts";
import { planReplays, type Replay, stepsOf } from "../proof/planReplays.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { verifySegment } from "../proof/verifySegment.ts";
import { loadClaims } from "./loadClaims.ts";
import type { Version } from "./loadVersion.ts";
import { openEngine } from "./openEngine.ts";
import { type DatasetContent, openRun } from "./openRun.ts";
import { createPublishedStates, type PublishedStates } from "./publishedStates.ts";
import { type InitialState, startingWeights } from "./startingWeights.ts";

/** What was compared, and what it cost. Segment i ends at checkpoint i, counted from 1. */
export type Verification = {
  /** undefined: everything compared is as claimed */
  contradiction: Contradiction | undefined;
  segments: number;
  chosen: readonly number[];
  /** What was to be re-executed: the steps after `from` up to `to`. */
  replays: readonly { from: number; to: number }[];
  /** Of `steps` that the training took. */
  stepsExecuted: number;
  steps: number;
};

export type VerifyInput = {
  store: ContentStore;
  /** A proven version, loaded and checked (`loadVersion`). */
  version: Version;
  proof: TrainingProof;
  /** Seed and parent's weights as the chain, not the contributor, gives them. */
  initial: InitialState;
  /** As the chain names them. */
  datasets: readonly DatasetContent[];
  choice: SegmentChoice;
  /** Told of published states that cannot be had. */
  note: (text: string) => void;
  /** Told how many steps will be executed, and then how many have been. */
  onStart?: (steps: number) => void;
  onStep?: (done: number) => void;
  signal?: AbortSignal | undefined;
};

/**
 * Checks a proof against everything it follows from, and re-executes the segments chosen. A claim that re-computation
 * does not give is an outcome, not an error.
 * @throws AssayError `EngineMismatch` when the proof names another engine; `UsageInvalid` for a segment that the run
 * has not; those of the content store, of the data, and of files that are not of their formats
 */
export async function verifyTraining(input: VerifyInput): Promise<Verification> {
  const { version, proof, initial, datasets } = input;
  const { spec } = version;
  await checkEngine(proof);
  const chosen = segmentsOf(input);
  const progress = { stepsExecuted: 0, replays: [] as Verification["replays"] };
  try {
    checkConfigDigest(proof, spec, initial.seed);
    const claims = await loadClaims(input.store, version, input.signal);
    const start = startingWeights(spec.architecture, initial);
    refuse(findForeignPart(proof, spec.architecture, claims));
    refuse(locateTensors("initial weights", 0, { claimed: claims.leaves.initial, found: start }));
    const run = await openRun(spec, datasets, initial.seed);
    if (run.dataDigest !== proof.dataDigest)
      refuse({ what: "dataDigest", claimed: proof.dataDigest, found: run.dataDigest });
    const states = createPublishedStates(input, spec, claims);
    for (const checkpoint of new Set(chosen.flatMap((segment) => [segment - 1, segment]))) {
      const state = await states.load(checkpoint);
      if (state.kind === "contradicted") refuse(state.contradiction);
    }
    const replays = await planAvailable(chosen, states);
    progress.replays = replays.map(({ from, to }) => ({ from: stepOf(claims, from), to: stepOf(claims, to) }));
    input.onStart?.(stepsOf(claims, replays));
    for (const replay of replays) {
      const outcome = await verifySegment({
        start: run.start,
        replay,
        tensors: replay.from === 0 ? start : await loadKnown(states, replay.from),
        claims,
        publishedAt: async (checkpoint) => publishedAt(version, states, checkpoint),
        onStep: () => {
          progress.stepsExecuted++;
          input.onStep?.(progress.stepsExecuted);
        },
        signal: input.signal,
      });
      if (outcome.status === "contradicted") refuse(outcome.contradiction);
    }
    return { ...summary(input, chosen), ...progress, contradiction: undefined };
  } catch (cause) {
    if (!(cause instanceof ContradictionError)) throw cause;
    return { ...summary(input, chosen), ...progress, contradiction: cause.contradiction };
  }
}

async function checkEngine(proof: TrainingProof): Promise<void> {
  const engineDigest = await openEngine();
  if (proof.engineDigest === engineDigest) return;
  throw new AssayError(
    "EngineMismatch",
    `the version was trained on engine ${proof.engineDigest}, this one is ${engineDigest}`,
    { hint: "verify it with the release of assay that has its engine" },
  );
}

function segmentsOf({ version, choice }: VerifyInput): readonly number[] {
  const chosen = chooseSegments(choice, version.checkpoints.length);
  if (chosen !== undefined) return chosen;
  throw new AssayError("UsageInvalid", `the version has ${version.checkpoints.length} segments`, {
    hint: "name a segment from 1 on",
  });
}

function refuse(contradiction: Contradiction | undefined): void {
  if (contradiction !== undefined) throw new ContradictionError(contradiction, "by re-computation", "do not use it");
}

/** A plan whose states can be had: one that cannot is done without. */
async function planAvailable(chosen: readonly number[], states: PublishedStates): Promise<Replay[]> {
  for (;;) {
    const replays = planReplays(chosen, states.available());
    const known = states.available().size;
    for (const { from } of replays) {
      const state = from === 0 ? undefined : await states.load(from);
      if (state?.kind === "contradicted") refuse(state.contradiction);
    }
    if (states.available().size === known) return replays;
  }
}

/** A state that has been had before: it lies in the store. */
async function loadKnown(states: PublishedStates, checkpoint: number): Promise<Weights> {
  const state = await states.load(checkpoint);
  if (state.kind === "state") return state.tensors;
  throw new Error(`the state of checkpoint ${checkpoint} is gone from the store`);
}

/** The claimed tensors at a checkpoint: its published state, or at the end the version's weights. */
async function publishedAt(
  { weights, checkpoints }: Version,
  states: PublishedStates,
  checkpoint: number,
): Promise<Weights | undefined> {
  const state = await states.load(checkpoint);
  if (state.kind === "state") return state.tensors;
  return checkpoint === checkpoints.length ? weights : undefined;
}

function summary(
  { version, proof }: VerifyInput,
  chosen: readonly number[],
): Pick<Verification, "segments" | "chosen" | "steps"> {
  return { segments: version.checkpoints.length, chosen, steps: proof.steps };
}
