import type { StepRandom } from "./dropoutMask.ts";

/** Word buckets and the label's index per text. */
export type BagBatch = { kind: "bags"; bags: readonly Int32Array[]; labels: Int32Array };

/** `count` runs of `length + 1` characters (alphabet indices), each but the first predicted from those before. */
export type BlockBatch = { kind: "blocks"; tokens: Int32Array; count: number; length: number };

/** Rows of numbers, one after another, and the label's index per row. */
export type FeatureBatch = { kind: "features"; features: Float32Array; labels: Int32Array; random: StepRandom };

/** What one training step sees. */
export type Batch = BagBatch | BlockBatch | FeatureBatch;
