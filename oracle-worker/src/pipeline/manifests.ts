import { z } from "zod";
import { AddressSchema, Hex32Schema } from "../core/hexSchema.ts";
import { ArtefactSchema } from "../ipfs/artefact.ts";
import { MAX_FEATURES } from "../models/features.ts";
import { TrainingProofSchema } from "../proof/trainingProof.ts";
import {
  BenchmarkIdSchema,
  DescriptionSchema,
  isDistinct,
  LicenceSchema,
  NameSchema,
  PipelineIdSchema,
  UserSeedSchema,
} from "./fields.ts";
import { type DocumentKind, encodeDocument, parseDocument } from "./parseDocument.ts";

/** Samples and rows are counted in 32 bits on chain, two values reserved (docs/SPEC.md, S-1, C-3). */
const CountSchema = z
  .int()
  .min(1)
  .max(2 ** 32 - 2);

/** docs/SPEC.md, F-3. */
export const DatasetManifestSchema = z.strictObject({
  schema: z.literal("assay/dataset@1"),
  name: NameSchema,
  description: DescriptionSchema,
  licence: LicenceSchema,
  format: z.enum(["text", "jsonl", "csv"]),
  /** Rows of jsonl and csv, characters (code points) of text. */
  rows: CountSchema,
  data: ArtefactSchema,
});
export type DatasetManifest = z.infer<typeof DatasetManifestSchema>;

/** docs/SPEC.md, F-4. */
export const BenchmarkManifestSchema = z
  .strictObject({
    schema: z.literal("assay/benchmark@1"),
    name: NameSchema,
    metric: z.enum(["accuracy", "next-character"]),
    publicData: z.boolean(),
    samples: CountSchema,
    baselineBps: z.int().min(0).max(9999),
    labels: z.array(z.string().min(1).max(100)).min(2).max(1024).optional(),
    /** Numbers of a row, where rows are not texts. */
    features: z.int().min(1).max(MAX_FEATURES).optional(),
    alphabet: z.string().min(2).max(2048).optional(),
    contextLength: z.int().min(1).max(512).optional(),
    engineDigests: z.array(Hex32Schema).min(1).max(16).refine(isDistinct, "must be distinct"),
    data: ArtefactSchema,
  })
  .superRefine((manifest, context) => {
    const isAccuracy = manifest.metric === "accuracy";
    const needs = isAccuracy ? ["labels"] : ["alphabet", "contextLength"];
    for (const field of ["labels", "features", "alphabet", "contextLength"] as const) {
      const isPresent = manifest[field] !== undefined;
      if (field === "features" && isAccuracy) continue;
      if (isPresent !== needs.includes(field)) {
        context.addIssue({
          code: "custom",
          path: [field],
          message: isPresent
            ? `has no meaning with metric ${manifest.metric}`
            : `is needed by metric ${manifest.metric}`,
        });
      }
    }
  });
export type BenchmarkManifest = z.infer<typeof BenchmarkManifestSchema>;

/** docs/SPEC.md, F-6. */
export const VersionManifestSchema = z.strictObject({
  schema: z.literal("assay/version@1"),
  pipelineId: PipelineIdSchema,
  contributor: AddressSchema,
  userSeed: UserSeedSchema,
  spec: ArtefactSchema,
  /** safetensors */
  weights: ArtefactSchema,
  metrics: ArtefactSchema,
  log: ArtefactSchema,
  checkpoints: ArtefactSchema,
  leaves: ArtefactSchema,
  /** Markdown */
  card: ArtefactSchema,
  licence: LicenceSchema,
  dataStatement: DescriptionSchema,
  /** null: measured, not proven (L-6). */
  proof: TrainingProofSchema.nullable(),
});
export type VersionManifest = z.infer<typeof VersionManifestSchema>;

/** docs/SPEC.md, F-7. */
export const MetricsSchema = z
  .strictObject({
    schema: z.literal("assay/metrics@1"),
    benchmarkId: BenchmarkIdSchema,
    correct: z
      .int()
      .min(0)
      .max(2 ** 32 - 2),
    total: CountSchema,
  })
  .refine((metrics) => metrics.correct <= metrics.total, { path: ["correct"], message: "must be at most total" });
export type Metrics = z.infer<typeof MetricsSchema>;

const DATASET: DocumentKind<DatasetManifest> = {
  name: "dataset manifest",
  code: "ManifestInvalid",
  schema: DatasetManifestSchema,
};
const BENCHMARK: DocumentKind<BenchmarkManifest> = {
  name: "benchmark manifest",
  code: "ManifestInvalid",
  schema: BenchmarkManifestSchema,
};
const VERSION: DocumentKind<VersionManifest> = {
  name: "version manifest",
  code: "ManifestInvalid",
  schema: VersionManifestSchema,
};
const METRICS: DocumentKind<Metrics> = { name: "metrics file", code: "MetricsInvalid", schema: MetricsSchema };

/** @throws AssayError `ManifestInvalid` naming every offending field; so do the two below. */
export function parseDatasetManifest(bytes: Uint8Array): DatasetManifest {
  return parseDocument(DATASET, bytes);
}

export function parseBenchmarkManifest(bytes: Uint8Array): BenchmarkManifest {
  return parseDocument(BENCHMARK, bytes);
}

export function parseVersionManifest(bytes: Uint8Array): VersionManifest {
  return parseDocument(VERSION, bytes);
}

/** @throws AssayError `MetricsInvalid` naming every offending field. */
export function parseMetrics(bytes: Uint8Array): Metrics {
  return parseDocument(METRICS, bytes);
}

/** Canonical bytes, ready to be put as one raw block. @throws AssayError `ManifestInvalid` as the parser does */
export function encodeVersionManifest(manifest: VersionManifest): Uint8Array {
  return encodeDocument(VERSION, manifest);
}

/** @throws AssayError `MetricsInvalid` as the parser does */
export function encodeMetrics(metrics: Metrics): Uint8Array {
  return encodeDocument(METRICS, metrics);
}
