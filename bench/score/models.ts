import type { Architecture } from "../../oracle-worker/src/models/architecture.ts";

/** Rows that are scored at a time. */
export const ROWS = 1_024;
/** Batches before they repeat. */
export const BATCHES = 4;
const LABELS = ["ham", "spam"];
const INPUTS = 4_096;
const HIDDEN = 256;

/** The two classifiers that are scored: mails as bags of words, and rows of numbers. */
export const MODELS = [
  {
    name: "spam",
    architecture: { kind: "textClassifier", version: 2, buckets: INPUTS, hidden: HIDDEN, labels: LABELS },
  },
  {
    name: "mlp",
    architecture: { kind: "mlp", version: 1, features: INPUTS, hidden: [HIDDEN], activation: "relu", labels: LABELS },
  },
] as const satisfies readonly { name: string; architecture: Architecture }[];

export type ScoreModel = (typeof MODELS)[number];
