import { z } from "zod";
import type { Attestation, BatchHeader } from "../chain/attestation.ts";
import { Hex32Schema } from "../core/hexSchema.ts";
import { JOB_STATES, type Outcome } from "../core/nextAction.ts";

export const HeaderSchema: z.ZodType<BatchHeader> = z.strictObject({
  benchmarkId: z.int().min(1),
  epoch: z.int().min(0),
  shard: z.int().min(0),
  engineDigest: Hex32Schema,
  predictionsRoot: Hex32Schema,
});

export const AttestationSchema: z.ZodType<Attestation> = z.strictObject({
  worker: z.int().min(0).max(255),
  tag: Hex32Schema,
  r: Hex32Schema,
  vs: Hex32Schema,
});

export const JobStateSchema = z.enum(JOB_STATES);

/**
 * What a batch answers, read at the last block of its epoch, and which content can be had.
 * `holder`, `parent`: versions to compare with, 0 for none. `refusal`: why an item will be `unavailable`.
 */
export const PlanSchema = z.strictObject({
  holder: z.int().min(0),
  items: z.array(
    z.strictObject({
      versionId: z.int().min(1),
      parent: z.int().min(0),
      refusal: z.string().optional(),
    }),
  ),
});
export type Plan = z.infer<typeof PlanSchema>;

const OUTCOMES = ["settled", "cancelled", "expired", "not a member"] as const satisfies readonly Outcome[];
const BytesSchema = z.instanceof(Uint8Array);
const KeySchema = z.object({ benchmark_id: z.int(), epoch: z.int() });
const BlockSchema = z.object({ number: z.int(), hash: z.string() });

/** Rows as SQLite returns them. A journal that holds anything else is damaged, and stops the worker. */
export const RowSchemas = {
  version: z.object({ user_version: z.int() }),
  meta: z.object({ value: z.string() }).optional(),
  spend: z.object({ wei: z.string() }).optional(),
  cursor: BlockSchema.optional(),
  cursors: z.array(BlockSchema),
  keys: z.array(KeySchema.transform(({ benchmark_id, epoch }) => ({ benchmarkId: benchmark_id, epoch }))),
  versionIds: z.array(z.object({ version_id: z.int() })),
  sent: z.array(
    z.object({
      nonce: z.int(),
      hash: z.templateLiteral(["0x", z.string()]),
      raw: z.templateLiteral(["0x", z.string()]),
    }),
  ),
  attestations: z.array(z.object({ attestation: z.string() })),
  job: z
    .object({
      state: z.string(),
      plan: z.string().nullable(),
      header: z.string().nullable(),
      items: BytesSchema.nullable(),
      predictions: BytesSchema.nullable(),
      attestation: z.string().nullable(),
      outcome: z.enum(OUTCOMES).nullable(),
    })
    .optional(),
};

export type JobRow = NonNullable<z.infer<typeof RowSchemas.job>>;
