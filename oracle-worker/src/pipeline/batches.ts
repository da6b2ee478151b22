import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import {
  type Architecture,
  type FeatureArchitecture,
  featuresOf,
  type GptArchitecture,
  type TextClassifierArchitecture,
} from "../models/architecture.ts";
import type { Batch } from "../models/batch.ts";
import { permutation } from "../models/permutation.ts";
import { randomStream, scaleWord } from "../models/randomStream.ts";
import { wordBuckets } from "../models/wordBuckets.ts";
import { characterIndices } from "./characterIndices.ts";
import type { Examples, LabelledText } from "./examples.ts";
import type { NumericRow } from "./numericRows.ts";

/** The batch of a step, counted from 0: a pure function, so that any segment of a run can be executed alone. */
export type Batches = (step: number) => Batch;

/**
 * Turns examples into batches (docs/SPEC.md, P-6). Rows are shuffled anew for every pass; blocks of text start
 * anywhere.
 * @param key the run's config digest
 * @throws AssayError `DatasetInvalid` when the examples do not fit the architecture
 */
export function createBatches(architecture: Architecture, examples: Examples, batchSize: number, key: Hex): Batches {
  switch (architecture.kind) {
    case "textClassifier":
      if (examples.kind !== "rows")
        throw unfit("a textClassifier is trained on labelled texts (jsonl or csv), not on numbers or plain text");
      return bagBatches(architecture, examples.rows, batchSize, key);
    case "gpt":
      if (examples.kind !== "text") throw unfit("a gpt is trained on plain text, not on labelled rows");
      return blockBatches(architecture, examples.characters, batchSize, key);
    case "mlp":
    case "cnn":
      if (examples.kind !== "features") {
        throw unfit(`${architecture.kind === "mlp" ? "an mlp" : "a cnn"} is trained on rows of numbers, not on text`);
      }
      return featureBatches(architecture, examples.rows, batchSize, key);
  }
}

function bagBatches(
  { buckets, labels }: TextClassifierArchitecture,
  rows: readonly LabelledText[],
  batchSize: number,
  key: Hex,
): Batches {
  const bags = rows.map(({ text }) => wordBuckets(text, buckets));
  const answers = rows.map(({ label }, row) => labelIndex(labels, label, row));
  const rowsOf = createPicks(rows.length, batchSize, key);
  return (step) => {
    const picked = rowsOf(step);
    return {
      kind: "bags",
      bags: picked.map((row) => bags[row] ?? new Int32Array()),
      labels: Int32Array.from(picked, (row) => answers[row] ?? 0),
    };
  };
}

function featureBatches(
  architecture: FeatureArchitecture,
  rows: readonly NumericRow[],
  batchSize: number,
  key: Hex,
): Batches {
  const width = featuresOf(architecture);
  const given = rows[0]?.features.length ?? 0;
  if (given !== width) throw unfit(`rows have ${given} numbers, the architecture takes ${width}`);
  const answers = rows.map(({ label }, row) => labelIndex(architecture.labels, label, row));
  const rowsOf = createPicks(rows.length, batchSize, key);
  return (step) => {
    const picked = rowsOf(step);
    const features = new Float32Array(batchSize * width);
    picked.forEach((row, i) => features.set(rows[row]?.features ?? [], i * width));
    const labels = Int32Array.from(picked, (row) => answers[row] ?? 0);
    return { kind: "features", features, labels, random: { key, step } };
  };
}

/** Which rows a step sees. */
function createPicks(rows: number, batchSize: number, key: Hex): (step: number) => number[] {
  const orderOf = createOrders(rows, key);
  return (step) =>
    Array.from({ length: batchSize }, (_, i) => {
      const position = step * batchSize + i;
      return orderOf(Math.floor(position / rows))[position % rows] ?? 0;
    });
}

/** The order of the rows in each pass: Fisher–Yates from the stream `order/{pass}`. The latest pass is remembered. */
function createOrders(rows: number, key: Hex): (pass: number) => Int32Array {
  let latest: { pass: number; order: Int32Array } = { pass: -1, order: new Int32Array() };
  return (pass) => {
    if (latest.pass !== pass) latest = { pass, order: permutation(rows, randomStream(key, `order/${pass}`)) };
    return latest.order;
  };
}

function blockBatches(
  { alphabet, contextLength }: GptArchitecture,
  characters: readonly string[],
  batchSize: number,
  key: Hex,
): Batches {
  const size = contextLength + 1;
  if (characters.length < size)
    throw unfit(`the text has ${characters.length} characters, fewer than a block of ${size}`);
  const indices = characterIndices(characters, alphabet, "training text");
  const starts = randomStream(key, "blocks");
  return (step) => {
    const tokens = new Int32Array(batchSize * size);
    for (let i = 0; i < batchSize; i++) {
      const start = scaleWord(starts.wordAt(step * batchSize + i), indices.length - size + 1);
      tokens.set(indices.subarray(start, start + size), i * size);
    }
    return { kind: "blocks", tokens, count: batchSize, length: contextLength };
  };
}

function labelIndex(labels: readonly string[], label: string, row: number): number {
  const index = labels.indexOf(label);
  if (index < 0) throw unfit(`row ${row} has the label ${JSON.stringify(label)}, which the architecture lacks`);
  return index;
}

function unfit(problem: string): AssayError {
  return new AssayError("DatasetInvalid", problem, { hint: "name datasets in the spec that fit its architecture" });
}
