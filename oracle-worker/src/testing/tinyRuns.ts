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
    architecture: { kind: "textClassifier", version: 2, buckets: 64, hidden: 4, labels: ["ham", "spam"] },
    train: { steps: 6, batchSize: 4, learningRate: "0.05", userSeed: "7", checkpointEvery: 4, ...train },
  };
}

/** A transformer that trains in milliseconds. */
export function tinyGptSpec(train: Partial<Spec["train"]> = {}): Spec {
  return {
    ...BASE,
    datasets: [...BASE.datasets],
    architecture: { kind: "gpt", version: 2, alphabet: " abc", contextLength: 4, layers: 2, heads: 2, width: 8 },
    train: { steps: 6, batchSize: 3, learningRate: "0.01", userSeed: "7", checkpointEvery: 4, ...train },
  };
}

/** Dense layers that train in milliseconds. */
export function tinyMlpSpec(train: Partial<Spec["train"]> = {}): Spec {
  return {
    ...BASE,
    datasets: [...BASE.datasets],
    architecture: {
      kind: "mlp",
      version: 1,
      features: 16,
      hidden: [6, 5],
      activation: "gelu",
      dropout: "0.25",
      labels: ["bottom", "top"],
    },
    train: { steps: 6, batchSize: 4, learningRate: "0.02", userSeed: "7", checkpointEvery: 4, ...train },
  };
}

/** Convolutions that train in milliseconds, of every sort. */
export function tinyCnnSpec(train: Partial<Spec["train"]> = {}): Spec {
  return {
    ...BASE,
    datasets: [...BASE.datasets],
    architecture: {
      kind: "cnn",
      version: 1,
      input: { height: 4, width: 4, channels: 1 },
      blocks: [
        {
          filters: 3,
          kernel: 3,
          stride: 1,
          padding: "same",
          batchNorm: true,
          pool: { kind: "max", size: 2, stride: 1 },
        },
        {
          filters: 4,
          kernel: 2,
          stride: 1,
          padding: "valid",
          batchNorm: false,
          pool: { kind: "avg", size: 2, stride: 2 },
        },
      ],
      hidden: [5],
      dropout: "0.25",
      labels: ["bottom", "top"],
    },
    train: { steps: 6, batchSize: 4, learningRate: "0.02", userSeed: "7", checkpointEvery: 4, ...train },
  };
}

/** Images of 4 × 4, jsonl, whose upper or lower half is bright. */
export function tinyImages(count = 10): string {
  return Array.from({ length: count }, (_, i) => {
    const isTop = i % 2 === 1;
    const features = Array.from({ length: 16 }, (_, k) => (k < 8 === isTop ? 0.75 : 0) + ((i * 7 + k * 5) % 8) / 32);
    return `${JSON.stringify({ features, label: isTop ? "top" : "bottom" })}\n`;
  }).join("");
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
export const tinyImageDataset = (): DatasetContent => datasetOf(tinyImages(), "jsonl", 10);
