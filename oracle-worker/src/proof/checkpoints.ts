import { z } from "zod";
import { canonicalJson } from "../core/canonicalJson.ts";
import { Hex32Schema } from "../core/hexSchema.ts";
import type { Hex } from "../core/sha256.ts";
import { type Artefact, ArtefactSchema } from "../ipfs/artefact.ts";
import { type DocumentKind, parseDocument } from "../pipeline/parseDocument.ts";
import { isFloatText } from "./lossLog.ts";

/**
 * A moment of a training run: `step` steps are taken, `loss` is the last one's (binary32, nats), `losses` the digest
 * of all since the checkpoint before (`lossesDigest`), `stateRoot` the root (P-2) of weights and optimiser moments.
 */
export type Checkpoint = {
  readonly step: number;
  readonly loss: number;
  readonly losses: Hex;
  readonly stateRoot: Hex;
  /** The state itself, a safetensors file, where it is published. */
  readonly state?: Artefact | undefined;
};

/** Longest checkpoints file: 1,000 of them, each with its state. */
export const MAX_CHECKPOINTS_BYTES = 512 * 1024;

const CheckpointSchema = z.strictObject({
  step: z.int().min(1),
  loss: z.string().max(32).refine(isFloatText, "must be a binary32 in decimal"),
  losses: Hex32Schema,
  stateRoot: Hex32Schema,
  state: ArtefactSchema.optional(),
});
type WrittenCheckpoint = z.infer<typeof CheckpointSchema>;

const CHECKPOINTS: DocumentKind<WrittenCheckpoint[]> = {
  name: "checkpoints file",
  code: "ManifestInvalid",
  maxBytes: MAX_CHECKPOINTS_BYTES,
  schema: z
    .array(CheckpointSchema)
    .min(1)
    .refine(
      (list) => list.every(({ step }, i) => i === 0 || step > (list[i - 1]?.step ?? 0)),
      "must be in ascending order of step",
    ),
};

/** Canonical JSON: a list of `{"loss": decimal string, "losses", "state"?, "stateRoot", "step"}`. */
export function encodeCheckpoints(checkpoints: readonly Checkpoint[]): Uint8Array {
  return canonicalJson(checkpoints.map(({ loss, ...rest }) => ({ ...rest, loss: String(loss) })));
}

/** @throws AssayError `ManifestInvalid` */
export function decodeCheckpoints(bytes: Uint8Array): Checkpoint[] {
  return parseDocument(CHECKPOINTS, bytes).map(({ loss, ...rest }) => ({ ...rest, loss: Number(loss) }));
}

/** Steps after which a run has a checkpoint: every `checkpointEvery`, and the last one (docs/SPEC.md, P-4). */
export function checkpointSteps({ steps, checkpointEvery }: { steps: number; checkpointEvery: number }): number[] {
  const count = Math.ceil(steps / checkpointEvery);
  return Array.from({ length: count }, (_, i) => Math.min(steps, (i + 1) * checkpointEvery));
}
