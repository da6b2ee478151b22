import type { Hex } from "../core/sha256.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import type { ContentStore } from "../ipfs/contentStore.ts";
import { encodeSafetensors } from "../models/safetensors.ts";
import type { Weights } from "../models/weights.ts";
import { loadVersion, type Version } from "../pipeline/loadVersion.ts";
import { publishVersion } from "../pipeline/publish.ts";
import { type Spec, trainerSpecOf } from "../pipeline/spec.ts";
import { type RunState, type TrainedRun, type TrainInput, trainVersion } from "../pipeline/train.ts";
import type { Checkpoint } from "../proof/checkpoints.ts";
import { leavesOf, rootOfLeaves } from "../proof/leaves.ts";
import { decodeLog, encodeLog, lossesDigest } from "../proof/lossLog.ts";
import { decodeStateLeaves, encodeStateLeaves } from "../proof/stateLeaves.ts";
import { checkpointsRoot, logHead } from "../proof/trainingLog.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";

/** A run and the state at each of its checkpoints. */
export type FullRun = { run: TrainedRun; states: readonly Weights[] };

/** Trains and remembers every state. */
export async function trainWithStates(input: TrainInput): Promise<FullRun & { moments: readonly RunState[] }> {
  const moments: RunState[] = [];
  const run = await trainVersion({
    ...input,
    onCheckpoint: async (moment) => {
      moments.push(moment);
    },
  });
  return { run, states: moments.map(({ state }) => state), moments };
}

/** What a cheat says: digests that agree with each other whatever was done. `losses` replaces the log. */
export function withConsistentDigests(
  spec: Spec,
  run: TrainedRun,
  claims: { configDigest?: Hex; dataDigest?: Hex; losses?: Float32Array },
): TrainedRun {
  const { configDigest = run.configDigest, dataDigest = run.dataDigest } = claims;
  const losses = claims.losses ?? decodeLog(run.log, run.steps);
  let start = 0;
  const checkpoints = run.checkpoints.map((checkpoint): Checkpoint => {
    const segment = losses.subarray(start, checkpoint.step);
    start = checkpoint.step;
    return { ...checkpoint, loss: segment.at(-1) ?? 0, losses: lossesDigest(segment) };
  });
  // Read and written again: a cheat's leaves are as well-formed as anyone's.
  const leaves = encodeStateLeaves(decodeStateLeaves(run.leaves, trainerSpecOf(spec), checkpoints.length));
  return {
    ...run,
    configDigest,
    dataDigest,
    checkpoints,
    log: encodeLog(losses),
    leaves,
    logHead: logHead(configDigest, checkpoints),
    checkpointsRoot: checkpointsRoot(checkpoints),
  };
}

/** The moment with another state, its leaves and root made to fit. */
export function withState(moment: RunState, state: Weights): RunState {
  const leaves = leavesOf(state);
  const last = moment.checkpoints.at(-1);
  if (last === undefined) throw new RangeError("no checkpoint yet");
  return {
    ...moment,
    state,
    leaves: [...moment.leaves.slice(0, -1), leaves],
    checkpoints: [...moment.checkpoints.slice(0, -1), { ...last, stateRoot: rootOfLeaves(leaves) }],
  };
}

/** Publishes a run with the states of the checkpoints named (from 1), and loads it as anyone would. */
export async function publishRun(
  store: ContentStore,
  { spec, run, states, published }: FullRun & { spec: Spec; published: readonly number[] },
): Promise<{ version: Version; proof: TrainingProof }> {
  const checkpoints: Checkpoint[] = [];
  for (const [i, checkpoint] of run.checkpoints.entries()) {
    const tensors = published.includes(i + 1) ? states[i] : undefined;
    const state: Artefact | undefined = tensors && (await store.put(encodeSafetensors(tensors)));
    checkpoints.push({ ...checkpoint, state });
  }
  const { manifestArtefact, proof } = await publishVersion({
    store,
    spec,
    run: { ...run, checkpoints },
    metrics: { correct: 1, total: 2 },
    pipelineId: 1,
    contributor: `0x${"ab".repeat(20)}`,
    dataStatement: "",
    isProven: true,
  });
  if (proof === null) throw new Error("published without a proof");
  return { version: await loadVersion({ store, manifestDigest: manifestArtefact.sha256 }), proof };
}
