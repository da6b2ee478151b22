import { AssayError } from "../errors.ts";
import type { Architecture } from "../models/architecture.ts";
import { wordBuckets } from "../models/wordBuckets.ts";
import { characterIndices } from "./characterIndices.ts";
import { type DataFormat, readExamples } from "./examples.ts";

/** The part of a benchmark that says what is asked (docs/SPEC.md, F-4). */
export type Task = {
  metric: "accuracy" | "next-character";
  labels?: readonly string[] | undefined;
  alphabet?: string | undefined;
  contextLength?: number | undefined;
};

/** Samples as a version of an architecture sees them, and the true class of each. */
export type Samples = { inputs: readonly Int32Array[]; labels: Uint16Array };

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
  if (architecture.kind === "textClassifier") {
    if (examples.kind !== "rows") throw mismatch("a textClassifier is scored on labelled rows, not on plain text");
    return {
      inputs: examples.rows.map(({ text }) => wordBuckets(text, architecture.buckets)),
      labels: Uint16Array.from(examples.rows, ({ label }, row) =>
        labelIndex(architecture.labels, label, row, data.name),
      ),
    };
  }
  if (examples.kind !== "text") throw mismatch("a gpt is scored on plain text, not on labelled rows");
  const indices = characterIndices(examples.characters, architecture.alphabet, data.name);
  return blocksOf(indices, task.contextLength ?? 0, data.name);
}

/** Whether the version's answers are answers to the task's question: the same classes in the same order. */
function checkTask(task: Task, architecture: Architecture): void {
  if (architecture.kind === "textClassifier") {
    if (task.metric !== "accuracy" || JSON.stringify(task.labels) !== JSON.stringify(architecture.labels)) {
      throw mismatch(
        `the benchmark asks for ${describe(task)}, the version answers with labels ${architecture.labels.join(", ")}`,
      );
    }
    return;
  }
  if (task.metric !== "next-character" || task.alphabet !== architecture.alphabet) {
    throw mismatch(`the benchmark asks for ${describe(task)}, the version predicts characters of its own alphabet`);
  }
  const length = task.contextLength ?? 0;
  if (length > architecture.contextLength) {
    throw mismatch(`the benchmark's blocks have ${length} characters, the version sees ${architecture.contextLength}`);
  }
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
    inputs: blocks.map((block) => block.subarray(0, length)),
    labels: Uint16Array.from(blocks, (block) => block[length] ?? 0),
  };
}

function labelIndex(labels: readonly string[], label: string, row: number, name: string): number {
  const index = labels.indexOf(label);
  if (index < 0) {
    throw new AssayError(
      "DatasetInvalid",
      `${name} row ${row} has the label ${JSON.stringify(label)}, not one of ${labels.join(", ")}`,
      {
        hint: "use the labels of the architecture",
      },
    );
  }
  return index;
}

function describe(task: Task): string {
  return task.metric === "accuracy" ? `labels ${(task.labels ?? []).join(", ")}` : "characters of its alphabet";
}

function mismatch(problem: string): AssayError {
  return new AssayError("BenchmarkMismatch", problem, { hint: "choose a benchmark that fits the spec's architecture" });
}
