import { z } from "zod";
import { canonicalJson } from "../core/canonicalJson.ts";
import { Hex32Schema } from "../core/hexSchema.ts";
import type { Hex } from "../core/sha256.ts";
import { type DocumentKind, parseDocument } from "../pipeline/parseDocument.ts";

/**
 * A moment of a training run: `step` steps are taken, `loss` is the last one's (binary32, nats), `stateRoot` the
 * root (P-2) of weights and optimiser moments.
 */
export type Checkpoint = { step: number; loss: number; stateRoot: Hex };

const CheckpointSchema = z.strictObject({
  step: z.int().min(1),
  loss: z
    .string()
    .max(32)
    .refine(
      (text) => Number.isFinite(Number(text)) && String(Math.fround(Number(text))) === text,
      "must be a binary32 in decimal",
    ),
  stateRoot: Hex32Schema,
});
type WrittenCheckpoint = z.infer<typeof CheckpointSchema>;

const CHECKPOINTS: DocumentKind<WrittenCheckpoint[]> = {
  name: "checkpoints file",
  code: "ManifestInvalid",
  schema: z
    .array(CheckpointSchema)
    .min(1)
    .refine(
      (list) => list.every(({ step }, i) => i === 0 || step > (list[i - 1]?.step ?? 0)),
      "must be in ascending order of step",
    ),
};

/** Canonical JSON: a list of `{"loss": decimal string, "stateRoot", "step"}`. */
export function encodeCheckpoints(checkpoints: readonly Checkpoint[]): Uint8Array {
  return canonicalJson(checkpoints.map(({ step, loss, stateRoot }) => ({ step, loss: String(loss), stateRoot })));
}

/** @throws AssayError `ManifestInvalid` */
export function decodeCheckpoints(bytes: Uint8Array): Checkpoint[] {
  return parseDocument(CHECKPOINTS, bytes).map(({ step, loss, stateRoot }) => ({
    step,
    loss: Number(loss),
    stateRoot,
  }));
}
