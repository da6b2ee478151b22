import { sha256, toHex, type Hex } from "../core/sha256.ts";
import type { DatasetManifest } from "../pipeline/manifests.ts";
import type { Spec } from "../pipeline/spec.ts";
import type { DatasetContent } from "../pipeline/openRun.ts";

export const SEED: Hex = `0x${"5e".repeat(32)}`;
export const OTHER_SEED: Hex = `0x${"5f".repeat(32)}`;

const BASE = {
  schema: "assay/spec@1",
  name: "Tiny",
  description: "",
  licence: "MIT",
  benchmark: 1,
  datasets: [1],
  init: { kind: "seed" },
  terms: { royaltyBps: 0, coParentBps: 0, minPriceGwei: 0, flags: 0 },
} as const;

/** A classifier that trains in milliseconds. */
export function tinyClassifierSpec(train: Partial<Spec["train"]> = {}): Spec {
  return {
    ...BASE,
    datasets: [...BASE.datasets],
    architecture: { kind: "textClassifier", version: 1, buckets: 64, hidden: 4, labels: ["ham", "spam"] },
    train: { steps: 6, batchSize: 4, learningRate: "0.05", userSeed: "7", checkpointEvery: 4, ...train },
  };
}

/** A transformer that trains in milliseconds. */
export function tinyGptSpec(train: Partial<Spec["train"]> = {}): Spec {
  return {
    ...BASE,
    datasets: [...BASE.datasets],
    architecture: { kind: "gpt", version: 1, alphabet: " abc", contextLength: 4, layers: 2, heads: 2, width: 8 },
    train: { steps: 6, batchSize: 3, learningRate: "0.01", userSeed: "7", checkpointEvery: 4, ...train },
  };
}

/** Rows whose label follows from one word. */
export function tinyRows(count = 10): string {
  return Array.from({ length: count }, (_, i) => {
    const isSpam = i % 2 === 1;
    return `${JSON.stringify({ text: `${isSpam ? "win money" : "see you"} number ${i}`, label: isSpam ? "spam" : "ham" })}\n`;
  }).join("");
}

export const TINY_TEXT = "abc abc cab bca abc abc cab bca abc abc cab bca ";

/** A dataset with a manifest that is true of it. */
export function datasetOf(text: string, format: "text" | "jsonl" | "csv", rows: number): DatasetContent {
  const bytes = new TextEncoder().encode(text);
  const manifest: DatasetManifest = {
    schema: "assay/dataset@1",
    name: "tiny",
    description: "",
    licence: "CC0-1.0",
    format,
    rows,
    data: { cid: "unused", sha256: toHex(sha256(bytes)), bytes: bytes.length },
  };
  return { manifest, bytes };
}

export const tinyRowDataset = (): DatasetContent => datasetOf(tinyRows(), "jsonl", 10);
export const tinyTextDataset = (): DatasetContent => datasetOf(TINY_TEXT, "text", TINY_TEXT.length);
