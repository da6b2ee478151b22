import { compare, exactPairedPValue, isImprovement } from "../core/mcnemar.ts";
import { wilsonInterval } from "../core/wilson.ts";
import { type Architecture, featuresOf } from "../models/architecture.ts";
import type { Weights } from "../models/weights.ts";
import { type Baseline, majorityBaseline } from "./baselines.ts";
import { formatOf } from "./describeData.ts";
import { countCorrect } from "./evaluate.ts";
import { predictSamples } from "./predictSamples.ts";
import { readSamples, type Task } from "./samples.ts";

/** A version ready to run. */
export type LoadedVersion = { architecture: Architecture; weights: Weights };

/** A score on somebody's own data. `low` and `high` are the 95 % Wilson interval, as fractions. */
export type DataScore = { correct: number; total: number; low: number; high: number };

/** `pValue`: two-sided exact McNemar; `isImprovement`: would take a record (docs/SPEC.md, S-8). */
export type PairedComparison = { newlyRight: number; newlyWrong: number; pValue: number; isImprovement: boolean };

export type DataComparison = {
  candidate: DataScore;
  baseline: Baseline;
  reference?: { score: DataScore; paired: PairedComparison };
};

/**
 * Scores a version, and another beside it, on a file of one's own. Nothing of it is reported or verified.
 * @throws AssayError `DatasetInvalid`, `NotUtf8Text`, `BenchmarkMismatch`, `Aborted`
 */
export async function compareOnData(input: {
  candidate: LoadedVersion;
  reference?: LoadedVersion;
  fileName: string;
  bytes: Uint8Array;
  signal?: AbortSignal;
}): Promise<DataComparison> {
  const { candidate, reference, fileName, bytes, signal } = input;
  const data = { bytes, format: formatOf(fileName), name: fileName };
  const task = taskOf(candidate.architecture);
  const samples = readSamples(task, candidate.architecture, data);
  const labels = samples.labels;
  const answers = await predictSamples(candidate.architecture, candidate.weights, samples.inputs, signal);
  const result = { candidate: scoreOf(answers, labels), baseline: majorityBaseline(labels) };
  if (reference === undefined) return result;
  const theirs = readSamples(task, reference.architecture, data);
  const theirAnswers = await predictSamples(reference.architecture, reference.weights, theirs.inputs, signal);
  const paired = compare(answers, theirAnswers, labels);
  return {
    ...result,
    reference: {
      score: scoreOf(theirAnswers, labels),
      paired: {
        ...paired,
        pValue: exactPairedPValue(paired),
        isImprovement: isImprovement(BigInt(paired.newlyRight), BigInt(paired.newlyWrong)),
      },
    },
  };
}

function taskOf(architecture: Architecture): Task {
  switch (architecture.kind) {
    case "textClassifier":
      return { metric: "accuracy", labels: architecture.labels };
    case "gpt":
      return {
        metric: "next-character",
        alphabet: architecture.alphabet,
        contextLength: architecture.contextLength,
      };
    case "mlp":
    case "cnn":
      return { metric: "accuracy", labels: architecture.labels, features: featuresOf(architecture) };
  }
}

function scoreOf(predictions: Uint16Array, labels: Uint16Array): DataScore {
  const correct = countCorrect(predictions, labels);
  return { correct, total: labels.length, ...wilsonInterval(correct, labels.length) };
}
