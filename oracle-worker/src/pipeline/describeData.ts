import { AssayError } from "../errors.ts";
import { bigramBaseline, type Baseline, majorityBaseline } from "./baselines.ts";
import { characterIndices } from "./characterIndices.ts";
import { countOf, type DataFormat, readExamples, widthOf } from "./examples.ts";
import { readSamples } from "./samples.ts";

/** The format that a file's name declares. @throws AssayError `DatasetInvalid` for another extension */
export function formatOf(fileName: string): DataFormat {
  const extension = /\.(txt|text|jsonl|csv)$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  switch (extension) {
    case "txt":
    case "text":
      return "text";
    case "jsonl":
      return "jsonl";
    case "csv":
      return "csv";
    default:
      throw new AssayError("DatasetInvalid", `${fileName} has no known format`, {
        hint: "name it .txt, .jsonl or .csv",
      });
  }
}

/**
 * What a dataset's manifest says of a file's content. @throws AssayError `DatasetInvalid`, `NotUtf8Text` naming the
 * file
 */
export function describeDataset(fileName: string, bytes: Uint8Array): { format: DataFormat; rows: number } {
  const format = formatOf(fileName);
  return { format, rows: countOf(readExamples(bytes, format, fileName)) };
}

/** `features`: numbers of a row; absent where rows are texts. */
export type AccuracyTask = {
  metric: "accuracy";
  labels: string[];
  features?: number;
  samples: number;
  baselineBps: number;
};
export type CharacterTask = {
  metric: "next-character";
  alphabet: string;
  contextLength: number;
  samples: number;
  baselineBps: number;
};

/** What a benchmark's manifest says of labelled rows (jsonl). The baseline is the most frequent label's share. */
export function describeAccuracyTask(fileName: string, bytes: Uint8Array): AccuracyTask {
  const examples = readExamples(bytes, "jsonl", fileName);
  const rows: readonly { label: string }[] = examples.kind === "text" ? [] : examples.rows;
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  const indexOf = new Map(labels.map((label, i) => [label, i]));
  const classes = Uint16Array.from(rows, ({ label }) => indexOf.get(label) ?? 0);
  const features = widthOf(examples);
  return {
    metric: "accuracy",
    labels,
    ...(features > 0 ? { features } : {}),
    ...sizeOf(majorityBaseline(classes)),
  };
}

/**
 * What a benchmark's manifest says of a text. The baseline is the most frequent answer's share, or with a training
 * text what its pairs of characters get (`bigramBaseline`).
 * @param alphabet of the architectures that are to be scored; the texts may use no other character
 */
export function describeCharacterTask(
  fileName: string,
  bytes: Uint8Array,
  { alphabet, contextLength }: { alphabet: string; contextLength: number },
  training?: { fileName: string; bytes: Uint8Array },
): CharacterTask {
  const task = { metric: "next-character", alphabet, contextLength } as const;
  const architecture = { kind: "gpt", version: 2, alphabet, contextLength, layers: 1, heads: 1, width: 1 } as const;
  const samples = readSamples(task, architecture, { bytes, format: "text", name: fileName });
  if (training === undefined) return { ...task, ...sizeOf(majorityBaseline(samples.labels)) };
  const examples = readExamples(training.bytes, "text", training.fileName);
  const characters = examples.kind === "text" ? examples.characters : [];
  const indices = characterIndices(characters, alphabet, training.fileName);
  return { ...task, ...sizeOf(bigramBaseline(indices, { inputs: samples.inputs.rows, labels: samples.labels })) };
}

function sizeOf({ total, baselineBps }: Omit<Baseline, "answer">): { samples: number; baselineBps: number } {
  return { samples: total, baselineBps };
}
