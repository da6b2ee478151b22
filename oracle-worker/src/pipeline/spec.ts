import { z } from "zod";
import { DecimalSchema } from "../core/decimal.ts";
import { AddressSchema } from "../core/hexSchema.ts";
import { ArchitectureSchema } from "../models/architecture.ts";
import type { TrainerSpec } from "../models/createTrainer.ts";
import { OptimizerSchema } from "../models/optimizers/optimizerSchema.ts";
import {
  BenchmarkIdSchema,
  DatasetIdSchema,
  DescriptionSchema,
  isDistinct,
  LicenceSchema,
  NameSchema,
  UserSeedSchema,
  VersionIdSchema,
} from "./fields.ts";
import { type DocumentKind, parseDocument, parseText } from "./parseDocument.ts";
import { largestTensorPerSample } from "./scoringCost.ts";

/**
 * Which examples of the concatenated datasets are used, counted from 0: rows, or characters of text. `to` is
 * exclusive.
 */
const RowsSchema = z
  .strictObject({ from: z.int().min(0), to: z.int().min(1) })
  .refine((rows) => rows.from < rows.to, "from must be below to");

/** Checkpoints of one run: their list is a file of at most 512 KiB (docs/SPEC.md, P-4). */
export const MAX_CHECKPOINTS = 1000;

/** Numbers of the largest tensor of a training step: 512 MiB. */
const MAX_BATCH_TENSOR = 2 ** 27;

const TrainSchema = z
  .strictObject({
    /** Optimiser steps. */
    steps: z.int().min(1).max(1_000_000),
    /** Examples, or blocks of text, per step. */
    batchSize: z.int().min(1).max(4096),
    learningRate: DecimalSchema.refine(
      (text) => Number(text) > 0 && Number(text) <= 1,
      "must be above 0 and at most 1",
    ),
    /**
     * Chosen by the contributor; together with pipeline and account it fixes the initial weights and the order of
     * batches.
     */
    userSeed: UserSeedSchema,
    /** Steps between two checkpoints; the last step always is one. */
    checkpointEvery: z.int().min(1).max(1_000_000),
    rows: RowsSchema.optional(),
    /** Absent: AdamW with its usual constants. */
    optimizer: OptimizerSchema.optional(),
  })
  .refine((train) => Math.ceil(train.steps / train.checkpointEvery) <= MAX_CHECKPOINTS, {
    path: ["checkpointEvery"],
    message: `must make at most ${MAX_CHECKPOINTS} checkpoints`,
  });

const InitSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("seed") }),
  z.strictObject({ kind: z.literal("parent"), parent: VersionIdSchema }),
]);

const CollaboratorSchema = z.strictObject({ account: AddressSchema, shareBps: z.int().min(1).max(10_000) });

const TermsSchema = z.strictObject({
  royaltyBps: z.int().min(0).max(9000),
  coParentBps: z.int().min(0).max(3000),
  minPriceGwei: z
    .int()
    .min(0)
    .max(2 ** 35 - 1),
  flags: z.int().min(0).max(255),
});

/** A pipeline and one run of it (docs/SPEC.md, F-5). */
export const SpecSchema = z
  .strictObject({
    schema: z.literal("assay/spec@1"),
    name: NameSchema,
    description: DescriptionSchema,
    licence: LicenceSchema,
    benchmark: BenchmarkIdSchema,
    /** Fed one after another, in this order. */
    datasets: z.array(DatasetIdSchema).min(1).max(4).refine(isDistinct, "must be distinct"),
    architecture: ArchitectureSchema,
    train: TrainSchema,
    init: InitSchema,
    /** Parents declared besides the one the weights start from. */
    parents: z.array(VersionIdSchema).max(4).refine(isDistinct, "must be distinct").optional(),
    collaborators: z.array(CollaboratorSchema).max(50).optional(),
    terms: TermsSchema,
  })
  .superRefine((spec, context) => {
    const { architecture, train } = spec;
    const takesFeatures = architecture.kind === "mlp" || architecture.kind === "cnn";
    if (takesFeatures && train.batchSize * largestTensorPerSample(architecture, 0) > MAX_BATCH_TENSOR) {
      context.addIssue({
        code: "custom",
        path: ["train", "batchSize"],
        message: `makes tensors of more than ${MAX_BATCH_TENSOR} numbers`,
      });
    }
    const declared = spec.parents ?? [];
    if (spec.init.kind === "parent" && declared.includes(spec.init.parent)) {
      context.addIssue({ code: "custom", path: ["parents"], message: "must not repeat init.parent" });
    }
    if (declared.length + (spec.init.kind === "parent" ? 1 : 0) > 4) {
      context.addIssue({ code: "custom", path: ["parents"], message: "must be at most 4 together with init.parent" });
    }
    const shares = (spec.collaborators ?? []).reduce((sum, { shareBps }) => sum + shareBps, 0);
    if (shares > 10_000) {
      context.addIssue({ code: "custom", path: ["collaborators"], message: `sum to ${shares} bps, more than 10000` });
    }
  });

export type Spec = z.infer<typeof SpecSchema>;

const SPEC: DocumentKind<Spec> = { name: "spec", code: "SpecInvalid", schema: SpecSchema };

/** Reads a spec as a person writes it. @throws AssayError `SpecInvalid` naming every offending field. */
export function parseSpec(text: string): Spec {
  return parseText(SPEC, text);
}

/** Reads a spec as it is published: canonical bytes. @throws AssayError `SpecInvalid`. */
export function decodeSpec(bytes: Uint8Array): Spec {
  return parseDocument(SPEC, bytes);
}

/** Every parent that a version of this spec declares, the one its weights start from first. */
export function parentsOf(spec: Spec): number[] {
  return [...(spec.init.kind === "parent" ? [spec.init.parent] : []), ...(spec.parents ?? [])];
}

/** What a spec's run trains, and how. */
export function trainerSpecOf({ architecture, train }: Spec): TrainerSpec {
  return { architecture, optimizer: train.optimizer };
}
