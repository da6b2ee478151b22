import { z } from "zod";
import { Hex32Schema } from "../core/hexSchema.ts";
import { fromHex, type Hex, toHex } from "../core/sha256.ts";
import { sortedNames } from "../models/weights.ts";
import type { Checkpoint } from "../proof/checkpoints.ts";
import { type Leaves, rootOfLeaves } from "../proof/leaves.ts";
import { lossesDigest } from "../proof/lossLog.ts";
import { nextHead } from "../proof/trainingLog.ts";

/** A checkpoint on disk without its state: what the proof needs of a segment. `head` ties it to all before it. */
export type CheckpointRecord = {
  checkpoint: Checkpoint;
  /** The losses since the checkpoint before. */
  losses: Float32Array;
  leaves: Leaves;
  /** Head of the hash chain with this checkpoint in it (docs/SPEC.md, P-4). */
  head: Hex;
};

const HexBytesSchema = z.string().regex(/^(?:[0-9a-f]{2})*$/);
const RecordSchema = z.strictObject({
  schema: z.literal("assay/checkpoint@1"),
  step: z.int().min(1),
  /** Big-endian binary32. */
  losses: HexBytesSchema,
  /** 32 bytes for each tensor of the state, in ascending order of name. */
  leaves: HexBytesSchema,
  head: Hex32Schema,
});

export function encodeRecord({ checkpoint, losses, leaves, head }: CheckpointRecord): string {
  const bits = Buffer.alloc(4 * losses.length);
  losses.forEach((loss, i) => bits.writeFloatBE(loss, 4 * i));
  const written: z.infer<typeof RecordSchema> = {
    schema: "assay/checkpoint@1",
    step: checkpoint.step,
    losses: bits.toString("hex"),
    leaves: [...leaves.values()].map((leaf) => toHex(leaf).slice(2)).join(""),
    head,
  };
  return `${JSON.stringify(written)}\n`;
}

/**
 * Reads a record back.
 * @param before the head before it
 * @param due its step, the number of losses, and the names of the state's tensors
 * @returns undefined unless it is, bit for bit, the record that belongs there
 */
export function decodeRecord(
  text: string,
  before: Hex,
  due: { step: number; losses: number; shapes: ReadonlyMap<string, unknown> },
): CheckpointRecord | undefined {
  const result = RecordSchema.safeParse(parseJson(text));
  if (!result.success || result.data.step !== due.step) return undefined;
  const { losses: bits, leaves: hashes, head } = result.data;
  if (bits.length !== 8 * due.losses || hashes.length !== 64 * due.shapes.size) return undefined;
  const values = Buffer.from(bits, "hex");
  const losses = Float32Array.from({ length: due.losses }, (_, i) => values.readFloatBE(4 * i));
  const leaves: Leaves = new Map(
    sortedNames(due.shapes).map((name, i) => [name, fromHex(`0x${hashes.slice(64 * i, 64 * (i + 1))}`)]),
  );
  const checkpoint = {
    step: due.step,
    loss: losses.at(-1) ?? 0,
    losses: lossesDigest(losses),
    stateRoot: rootOfLeaves(leaves),
  };
  return nextHead(before, checkpoint) === head ? { checkpoint, losses, leaves, head } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
