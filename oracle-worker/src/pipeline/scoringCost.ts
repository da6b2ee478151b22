import { AssayError } from "../errors.ts";
import { type Architecture, parameterCount } from "../models/architecture.ts";
import { blockShapes, type CnnArchitecture, volume } from "../models/cnnArchitecture.ts";
import { MAX_TEXT_BYTES } from "../models/wordBuckets.ts";

/**
 * Multiplications of scoring one version, which a core of the engine does within minutes. All workers refuse the same
 * versions, so that they sign the same result.
 */
export const MAX_SCORING_OPERATIONS = 2e11;

/** Numbers that one forward pass may hold in its largest tensor: 64 MiB. */
const MAX_TENSOR_SIZE = 2 ** 24;
const MAX_BATCH = 64;
/** A word and its separator take two bytes. */
const MAX_WORDS = MAX_TEXT_BYTES / 2;

/**
 * Refuses to score what would keep a worker busy for hours.
 * @param length characters per sample, of a gpt
 * @throws AssayError `ScoringTooExpensive`
 */
export function checkScoringCost(architecture: Architecture, samples: number, length: number): void {
  const operations = samples * operationsPerSample(architecture, length);
  if (operations > MAX_SCORING_OPERATIONS) {
    throw new AssayError(
      "ScoringTooExpensive",
      `scoring takes up to ${operations.toExponential(1)} multiplications, more than ${MAX_SCORING_OPERATIONS.toExponential(1)}`,
      { hint: "train a smaller architecture, or choose a smaller benchmark" },
    );
  }
}

/** Samples per forward pass, so that no tensor outgrows memory. Predictions do not depend on it. */
export function scoringBatchSize(architecture: Architecture, length: number): number {
  return Math.max(1, Math.min(MAX_BATCH, Math.floor(MAX_TENSOR_SIZE / largestTensorPerSample(architecture, length))));
}

function operationsPerSample(architecture: Architecture, length: number): number {
  switch (architecture.kind) {
    case "textClassifier":
      return (MAX_WORDS + architecture.labels.length) * architecture.hidden;
    case "gpt":
      return length * (parameterCount(architecture) + 2 * architecture.layers * architecture.width * length);
    case "mlp":
      return parameterCount(architecture);
    case "cnn":
      return parameterCount(architecture) + sum(convolutionsOf(architecture));
  }
}

/** Numbers of the largest tensor that one example needs, whatever the step. */
export function largestTensorPerSample(architecture: Architecture, length: number): number {
  switch (architecture.kind) {
    case "textClassifier":
      return MAX_WORDS * architecture.hidden;
    case "gpt": {
      const { heads, width, alphabet } = architecture;
      return length * Math.max(heads * length, 4 * width, alphabet.length);
    }
    case "mlp":
      return Math.max(architecture.features, ...architecture.hidden, architecture.labels.length);
    case "cnn": {
      const images = blockShapes(architecture).flatMap(({ input, convolved }) => [volume(input), volume(convolved)]);
      return Math.max(...images, ...architecture.hidden, architecture.labels.length);
    }
  }
}

/** Multiplications of each convolution on one image. */
function convolutionsOf(architecture: CnnArchitecture): number[] {
  return blockShapes(architecture).map(({ input, convolved }, i) => {
    const kernel = architecture.blocks[i]?.kernel ?? 0;
    return volume(convolved) * kernel * kernel * input.channels;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
