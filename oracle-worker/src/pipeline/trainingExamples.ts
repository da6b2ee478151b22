import { sha256, toHex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { countOf, type Examples, readExamples, widthOf } from "./examples.ts";
import type { DatasetManifest } from "./manifests.ts";
import type { Spec } from "./spec.ts";

/**
 * The examples a run is fed: the datasets one after another, cut to `train.rows`.
 * @throws AssayError `ContentMismatch` when bytes are not the manifest's; `DatasetInvalid`; `NotUtf8Text`
 */
export function trainingExamples(
  spec: Spec,
  datasets: readonly { manifest: DatasetManifest; bytes: Uint8Array }[],
): Examples {
  if (datasets.length !== spec.datasets.length) {
    throw invalid(`the spec names ${spec.datasets.length} datasets, ${datasets.length} are given`);
  }
  const parts = datasets.map(readDataset);
  const { from, to } = spec.train.rows ?? { from: 0, to: undefined };
  const available = parts.reduce((sum, part) => sum + countOf(part), 0);
  if (to !== undefined && to > available) throw invalid(`train.rows ends at ${to}, the datasets have ${available}`);
  const texts = parts.flatMap((part) => (part.kind === "text" ? [part.characters] : []));
  if (texts.length === parts.length) return { kind: "text", characters: texts.flat().slice(from, to) };
  const rows = parts.flatMap((part) => (part.kind === "rows" ? [part.rows] : []));
  if (rows.length === parts.length) return { kind: "rows", rows: rows.flat().slice(from, to) };
  const numbers = parts.flatMap((part) => (part.kind === "features" ? [part.rows] : []));
  if (numbers.length < parts.length) throw invalid("the datasets mix labelled texts, rows of numbers and plain text");
  const widths = new Set(parts.map(widthOf));
  if (widths.size > 1) throw invalid(`the datasets have rows of ${[...widths].join(" and ")} numbers`);
  return { kind: "features", rows: numbers.flat().slice(from, to) };
}

function readDataset({ manifest, bytes }: { manifest: DatasetManifest; bytes: Uint8Array }): Examples {
  const digest = toHex(sha256(bytes));
  if (digest !== manifest.data.sha256) {
    throw new AssayError(
      "ContentMismatch",
      `dataset ${manifest.name} has digest ${digest}, its manifest ${manifest.data.sha256}`,
      {
        hint: "fetch the dataset again",
      },
    );
  }
  const examples = readExamples(bytes, manifest.format, manifest.name);
  if (countOf(examples) !== manifest.rows) {
    throw invalid(`dataset ${manifest.name} has ${countOf(examples)} rows, its manifest says ${manifest.rows}`);
  }
  return examples;
}

function invalid(problem: string): AssayError {
  return new AssayError("DatasetInvalid", problem, { hint: "check the spec's datasets and train.rows" });
}
