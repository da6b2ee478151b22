import { AssayError } from "../errors.ts";
import {
  type Architecture,
  type FeatureArchitecture,
  featuresOf,
  type GptArchitecture,
} from "../models/architecture.ts";
import type { Weights } from "../models/weights.ts";
import { wordBuckets } from "../models/wordBuckets.ts";
import { characterIndices } from "./characterIndices.ts";
import { toFeatures } from "./numericRows.ts";
import { predictSamples } from "./predictSamples.ts";

/**
 * Answers each input: the label of a text (textClassifier) or of a JSON list of numbers (mlp, cnn), or the character
 * that comes next (gpt, which reads the last `contextLength` characters).
 * @throws AssayError `DatasetInvalid` for an empty input of a gpt, a character that its alphabet lacks, or an input that
 * is not as many finite numbers as the architecture takes
 */
export async function predictTexts(
  architecture: Architecture,
  weights: Weights,
  inputs: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  switch (architecture.kind) {
    case "gpt":
      return predictCharacters(architecture, weights, inputs, signal);
    case "textClassifier": {
      const rows = inputs.map((text) => wordBuckets(text, architecture.buckets));
      const classes = await predictSamples(architecture, weights, { kind: "bags", rows }, signal);
      return Array.from(classes, (index) => architecture.labels[index] ?? "");
    }
    case "mlp":
    case "cnn": {
      const rows = inputs.map((text, i) => parseFeatures(architecture, text, `input ${i}`));
      const classes = await predictSamples(architecture, weights, { kind: "features", rows }, signal);
      return Array.from(classes, (index) => architecture.labels[index] ?? "");
    }
  }
}

async function predictCharacters(
  architecture: GptArchitecture,
  weights: Weights,
  inputs: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  const alphabet = Array.from(architecture.alphabet);
  const answers: string[] = [];
  // Inputs differ in length, so each is a batch of its own.
  for (const [i, input] of inputs.entries()) {
    const characters = Array.from(input).slice(-architecture.contextLength);
    if (characters.length === 0) {
      throw new AssayError("DatasetInvalid", `input ${i} is empty`, { hint: "give at least one character" });
    }
    const run = characterIndices(characters, architecture.alphabet, `input ${i}`);
    const [best] = await predictSamples(architecture, weights, { kind: "characters", rows: [run] }, signal);
    answers.push(alphabet[best ?? 0] ?? "");
  }
  return answers;
}

function parseFeatures(architecture: FeatureArchitecture, text: string, where: string): Float32Array {
  const width = featuresOf(architecture);
  const values = parseList(text);
  if (values?.length !== width) {
    throw new AssayError("DatasetInvalid", `${where} is not a JSON list of ${width} numbers`, {
      hint: "write for example [0.5, 1, 2]",
    });
  }
  return toFeatures(values, where);
}

/** Undefined for what is no JSON list. */
function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
