import { z } from "zod";
import { fromHex, type Hex, toHex } from "../core/sha256.ts";
import type { Attestation, BatchHeader } from "../chain/attestation.ts";
import { Hex32Schema } from "../core/hexSchema.ts";
import { HeaderSchema } from "../journal/rows.ts";

const HexBytesSchema = z.custom<Hex>(
  (value) => typeof value === "string" && /^0x(?:[0-9a-f]{2})*$/.test(value),
  "must be hex bytes",
);

/** An attestation as workers serve it to each other (docs/SPEC.md, W-2). */
const ServedSchema = z.strictObject({
  header: HeaderSchema,
  items: HexBytesSchema,
  worker: z.int().min(0).max(255),
  tag: Hex32Schema,
  r: Hex32Schema,
  vs: Hex32Schema,
});

export type ServedAttestation = { header: BatchHeader; items: Uint8Array; attestation: Attestation };

export function encodeServedAttestation({ header, items, attestation }: ServedAttestation): object {
  return { header, items: toHex(items), ...attestation };
}

/** What a peer answered, or what is wrong with it. */
export function decodeServedAttestation(value: unknown): ServedAttestation | { problem: string } {
  const result = ServedSchema.safeParse(value);
  if (!result.success) return { problem: z.prettifyError(result.error) };
  const { header, items, worker, tag, r, vs } = result.data;
  return { header, items: fromHex(items), attestation: { worker, tag, r, vs } };
}
