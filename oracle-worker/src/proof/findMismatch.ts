import type { Hex } from "../core/sha256.ts";
import { type Checkpoint, checkpointSteps } from "./checkpoints.ts";
import type { Contradiction } from "./contradiction.ts";
import { checkpointsRoot, logHead } from "./trainingLog.ts";
import type { TrainingProof } from "./trainingProof.ts";

/** What the published files say of themselves. */
export type PublishedFiles = {
  train: { steps: number; checkpointEvery: number };
  metricsDigest: Hex;
  /** Root of the published weights. */
  finalRoot: Hex;
  checkpoints: readonly Checkpoint[];
};

/** The first claim of a proof that does not follow from the published files (docs/SPEC.md, P). Nothing is re-executed. */
export function findMismatch(proof: TrainingProof, files: PublishedFiles): Contradiction | undefined {
  const { checkpoints, train } = files;
  const given = checkpoints.map(({ step }) => step);
  const claims: [what: string, claimed: string | number, found: string | number][] = [
    ["steps", proof.steps, train.steps],
    ["steps of the checkpoints", given.join(), checkpointSteps(train).join()],
    ["metricsDigest", proof.metricsDigest, files.metricsDigest],
    ["finalRoot", proof.finalRoot, files.finalRoot],
    ["checkpointsRoot", proof.checkpointsRoot, checkpointsRoot(checkpoints)],
    ["logHead", proof.logHead, logHead(proof.configDigest, checkpoints)],
  ];
  const wrong = claims.find(([, claimed, found]) => claimed !== found);
  if (wrong === undefined) return undefined;
  const [what, claimed, found] = wrong;
  return { what, claimed: shortened(String(claimed)), found: shortened(String(found)) };
}

/** A thousand checkpoints are no line of an error. */
function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
