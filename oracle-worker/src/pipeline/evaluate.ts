import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import type { Weights } from "../models/weights.ts";
import type { BenchmarkManifest } from "./manifests.ts";
import { predictSamples } from "./predictSamples.ts";
import { readSamples } from "./samples.ts";

/** A class index per sample, in sample order, and how many are right (docs/SPEC.md, C-4, S-1). */
export type Evaluation = { predictions: Uint16Array; labels: Uint16Array; correct: number; total: number };

/**
 * Scores a version on a benchmark.
 * @param data the benchmark's content; its digest is the content store's business
 * @throws AssayError `BenchmarkMismatch`, `ScoringTooExpensive`, `DatasetInvalid`, `NotUtf8Text`, `Aborted`
 */
export async function evaluateVersion(input: {
  architecture: Architecture;
  weights: Weights;
  benchmark: BenchmarkManifest;
  data: Uint8Array;
  signal?: AbortSignal;
}): Promise<Evaluation> {
  const { architecture, weights, benchmark, data, signal } = input;
  const format = benchmark.metric === "accuracy" ? "jsonl" : "text";
  const samples = readSamples(benchmark, architecture, { bytes: data, format, name: benchmark.name });
  if (samples.labels.length !== benchmark.samples) {
    throw new AssayError(
      "BenchmarkMismatch",
      `${benchmark.name} has ${samples.labels.length} samples, its manifest says ${benchmark.samples}`,
      { hint: "the benchmark's author published a manifest that is not of this data" },
    );
  }
  const predictions = await predictSamples(architecture, weights, samples.inputs, signal);
  return {
    predictions,
    labels: samples.labels,
    correct: countCorrect(predictions, samples.labels),
    total: samples.labels.length,
  };
}

/** Samples on which prediction and label are the same class. */
export function countCorrect(predictions: Uint16Array, labels: Uint16Array): number {
  return labels.reduce((correct, label, i) => (predictions[i] === label ? correct + 1 : correct), 0);
}
