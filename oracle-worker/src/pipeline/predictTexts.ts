import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import type { Weights } from "../models/weights.ts";
import { wordBuckets } from "../models/wordBuckets.ts";
import { characterIndices } from "./characterIndices.ts";
import { predictSamples } from "./predictSamples.ts";

/**
 * Answers each input: the label of a text (textClassifier), or the character that comes next (gpt, which reads the last
 * `contextLength` characters).
 * @throws AssayError `DatasetInvalid` for an empty input of a gpt, or a character that its alphabet lacks
 */
export async function predictTexts(
  architecture: Architecture,
  weights: Weights,
  inputs: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  if (architecture.kind === "textClassifier") {
    const bags = inputs.map((text) => wordBuckets(text, architecture.buckets));
    const classes = await predictSamples(architecture, weights, bags, signal);
    return Array.from(classes, (index) => architecture.labels[index] ?? "");
  }
  const alphabet = Array.from(architecture.alphabet);
  const answers: string[] = [];
  // Inputs differ in length, so each is a batch of its own.
  for (const [i, input] of inputs.entries()) {
    const characters = Array.from(input).slice(-architecture.contextLength);
    if (characters.length === 0) {
      throw new AssayError("DatasetInvalid", `input ${i} is empty`, { hint: "give at least one character" });
    }
    const run = characterIndices(characters, architecture.alphabet, `input ${i}`);
    const [best] = await predictSamples(architecture, weights, [run], signal);
    answers.push(alphabet[best ?? 0] ?? "");
  }
  return answers;
}
