import { AssayError } from "../errors.ts";
import { type Architecture, featuresOf } from "../models/architecture.ts";
import { wordBuckets } from "../models/wordBuckets.ts";
import { characterIndices } from "./characterIndices.ts";
import { type DataFormat, type Examples, readExamples, widthOf } from "./examples.ts";

/** The part of a benchmark that says what is asked (docs/SPEC.md, F-4). */
export type Task = {
  metric: "accuracy" | "next-character";
  labels?: readonly string[] | undefined;
  /** Numbers of a row; absent where rows are texts. */
  features?: number | undefined;
  alphabet?: string | undefined;
  contextLength?: number | undefined;
};

/** What a version sees of each sample: word buckets, characters as indices of its alphabet, or numbers. */
export type SampleInputs =
  | { kind: "bags"; rows: readonly Int32Array[] }
  | { kind: "characters"; rows: readonly Int32Array[] }
  | { kind: "features"; rows: readonly Float32Array[] };

/** Samples as a version of an architecture sees them, and the true class of each. */
export type Samples = { inputs: SampleInputs; labels: Uint16Array };

/**
 * Reads held-out data as a task's samples.
 * @param format the data's: benchmarks are jsonl or text, files on a desk may be csv
 * @throws AssayError `BenchmarkMismatch` when the architecture answers another question than the task asks;
 * `DatasetInvalid`; `NotUtf8Text`
 */
export function readSamples(
  task: Task,
  architecture: Architecture,
  data: { bytes: Uint8Array; format: DataFormat; name: string },
): Samples {
  checkTask(task, architecture);
  const examples = readExamples(data.bytes, data.format, data.name);
  switch (architecture.kind) {
    case "textClassifier": {
      if (examples.kind !== "rows")
        throw mismatch("a textClassifier is scored on labelled texts, not on numbers or plain text");
      const rows = examples.rows.map(({ text }) => wordBuckets(text, architecture.buckets));
      return { inputs: { kind: "bags", rows }, labels: labelIndices(architecture.labels, examples.rows, data.name) };
    }
    case "gpt": {
      if (examples.kind !== "text") throw mismatch("a gpt is scored on plain text, not on labelled rows");
      const indices = characterIndices(examples.characters, architecture.alphabet, data.name);
      return blocksOf(indices, task.contextLength ?? 0, data.name);
    }
    case "mlp":
    case "cnn": {
      if (examples.kind !== "features") throw mismatch("the version is scored on rows of numbers, not on text");
      checkWidth(examples, featuresOf(architecture), data.name);
      const rows = examples.rows.map(({ features }) => features);
      return {
        inputs: { kind: "features", rows },
        labels: labelIndices(architecture.labels, examples.rows, data.name),
      };
    }
  }
}

/** Whether the version's answers are answers to the task's question: the same classes in the same order. */
function checkTask(task: Task, architecture: Architecture): void {
  if (architecture.kind === "gpt") {
    checkCharacterTask(task, architecture);
    return;
  }
  if (task.metric !== "accuracy" || JSON.stringify(task.labels) !== JSON.stringify(architecture.labels)) {
    throw mismatch(
      `the benchmark asks for ${describe(task)}, the version answers with labels ${architecture.labels.join(", ")}`,
    );
  }
  const width = architecture.kind === "textClassifier" ? undefined : featuresOf(architecture);
  if (task.features !== width) {
    const rows = (features?: number): string => (features === undefined ? "texts" : `rows of ${features} numbers`);
    throw mismatch(`the benchmark's samples are ${rows(task.features)}, the version takes ${rows(width)}`);
  }
}

function checkCharacterTask(task: Task, architecture: { alphabet: string; contextLength: number }): void {
  if (task.metric !== "next-character" || task.alphabet !== architecture.alphabet) {
    throw mismatch(`the benchmark asks for ${describe(task)}, the version predicts characters of its own alphabet`);
  }
  const length = task.contextLength ?? 0;
  if (length > architecture.contextLength) {
    throw mismatch(`the benchmark's blocks have ${length} characters, the version sees ${architecture.contextLength}`);
  }
}

function checkWidth(examples: Examples, width: number, name: string): void {
  if (widthOf(examples) === width) return;
  throw new AssayError("DatasetInvalid", `${name} has rows of ${widthOf(examples)} numbers, not ${width}`, {
    hint: "give rows as the architecture takes them",
  });
}

/**
 * Sample i is the block at `i · (length + 1)`; its last character is the answer. An incomplete last block is left
 * out.
 */
function blocksOf(indices: Int32Array, length: number, name: string): Samples {
  const size = length + 1;
  const count = Math.floor(indices.length / size);
  if (length === 0 || count === 0) {
    throw new AssayError("DatasetInvalid", `${name} has ${indices.length} characters, fewer than a block of ${size}`, {
      hint: "give a longer text",
    });
  }
  const blocks = Array.from({ length: count }, (_, i) => indices.subarray(i * size, (i + 1) * size));
  return {
    inputs: { kind: "characters", rows: blocks.map((block) => block.subarray(0, length)) },
    labels: Uint16Array.from(blocks, (block) => block[length] ?? 0),
  };
}

function labelIndices(labels: readonly string[], rows: readonly { label: string }[], name: string): Uint16Array {
  const indexOf = new Map(labels.map((label, i) => [label, i]));
  return Uint16Array.from(rows, ({ label }, row) => {
    const index = indexOf.get(label);
    if (index !== undefined) return index;
    throw new AssayError(
      "DatasetInvalid",
      `${name} row ${row} has the label ${JSON.stringify(label)}, not one of ${labels.join(", ")}`,
      { hint: "use the labels of the architecture" },
    );
  });
}

function describe(task: Task): string {
  return task.metric === "accuracy" ? `labels ${(task.labels ?? []).join(", ")}` : "characters of its alphabet";
}

function mismatch(problem: string): AssayError {
  return new AssayError("BenchmarkMismatch", problem, { hint: "choose a benchmark that fits the spec's architecture" });
}
