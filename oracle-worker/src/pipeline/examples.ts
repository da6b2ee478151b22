import { parse as parseCsv } from "csv-parse/sync";
import { z } from "zod";
import { AssayError } from "../errors.ts";
import { decodeText } from "./decodeText.ts";
import { createNumericRows, isNumericRow, numericCells, type NumericRow } from "./numericRows.ts";

export type DataFormat = "text" | "jsonl" | "csv";
export type LabelledText = { text: string; label: string };

/** What a dataset holds: labelled texts, labelled rows of numbers, or the characters (code points) of a text. */
export type Examples =
  | { kind: "rows"; rows: readonly LabelledText[] }
  | { kind: "features"; rows: readonly NumericRow[] }
  | { kind: "text"; characters: readonly string[] };

const RowSchema = z.strictObject({ text: z.string(), label: z.string().min(1).max(100) });

/**
 * Reads a dataset's or benchmark's bytes (docs/SPEC.md, F-3).
 * @param name for errors
 * @throws AssayError `NotUtf8Text`, or `DatasetInvalid` naming the line
 */
export function readExamples(bytes: Uint8Array, format: DataFormat, name: string): Examples {
  const text = decodeText(bytes, name);
  switch (format) {
    case "text":
      if (text === "") throw invalid(name, "is empty");
      return { kind: "text", characters: Array.from(text) };
    case "jsonl":
      return readJsonLines(text, name);
    case "csv":
      return readCsv(text, name);
  }
}

/** Number of rows or characters, as a manifest counts them. */
export function countOf(examples: Examples): number {
  return examples.kind === "text" ? examples.characters.length : examples.rows.length;
}

/** Numbers of a row; 0 of rows that are not of numbers. */
export function widthOf(examples: Examples): number {
  return examples.kind === "features" ? (examples.rows[0]?.features.length ?? 0) : 0;
}

function readJsonLines(text: string, name: string): Examples {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const [first] = lines;
  if (first === undefined) throw invalid(name, "has no rows");
  if (!isNumericRow(parseJson(first, name, 1)))
    return { kind: "rows", rows: lines.map((line, i) => readRow(parseJson(line, name, i + 1), name, i + 1)) };
  const { rows, add } = createNumericRows(name);
  for (const [i, line] of lines.entries()) add(parseJson(line, name, i + 1), i + 1);
  return { kind: "features", rows };
}

function readCsv(text: string, name: string): Examples {
  const records = parseRecords(text, name);
  const [header = []] = records;
  if (header.length < 2 || header.at(-1) !== "label")
    throw invalid(name, "needs the header line text,label, or names of columns with label last");
  if (records.length === 1) throw invalid(name, "has no rows");
  if (header.join() === "text,label") {
    const rows = records.slice(1).map(([first, second], i) => readRow({ text: first, label: second }, name, i + 2));
    return { kind: "rows", rows };
  }
  const { rows, add } = createNumericRows(name);
  for (const [i, cells] of records.slice(1).entries()) add(numericCells(cells, header, name, i + 2), i + 2);
  return { kind: "features", rows };
}

function parseRecords(text: string, name: string): string[][] {
  try {
    return z.array(z.array(z.string())).parse(parseCsv(text));
  } catch (cause) {
    throw invalid(name, `is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function parseJson(line: string, name: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw invalid(name, `line ${number} is not JSON`, cause);
  }
}

function readRow(value: unknown, name: string, number: number): LabelledText {
  const result = RowSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(
    name,
    `row at line ${number}: ${issue?.path.map(String).join(".") ?? ""} ${issue?.message ?? ""}`,
    result.error,
  );
}

function invalid(name: string, problem: string, cause?: unknown): AssayError {
  return new AssayError("DatasetInvalid", `${name} ${problem}`, {
    hint:
      'rows are {"text": string, "label": string} or {"features": [numbers], "label": string}, one per line (jsonl), ' +
      "or csv with a header that ends with label",
    cause,
  });
}
