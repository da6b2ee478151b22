import { parse as parseCsv } from "csv-parse/sync";
import { z } from "zod";
import { AssayError } from "../errors.ts";
import { decodeText } from "./decodeText.ts";

export type DataFormat = "text" | "jsonl" | "csv";
export type LabelledText = { text: string; label: string };

/** What a dataset holds: labelled rows, or the characters (code points) of a text. */
export type Examples =
  { kind: "rows"; rows: readonly LabelledText[] } | { kind: "text"; characters: readonly string[] };

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
      return { kind: "rows", rows: readJsonLines(text, name) };
    case "csv":
      return { kind: "rows", rows: readCsv(text, name) };
  }
}

/** Number of rows or characters, as a manifest counts them. */
export function countOf(examples: Examples): number {
  return examples.kind === "rows" ? examples.rows.length : examples.characters.length;
}

function readJsonLines(text: string, name: string): LabelledText[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw invalid(name, "has no rows");
  return lines.map((line, i) => readRow(parseJson(line, name, i + 1), name, i + 1));
}

function readCsv(text: string, name: string): LabelledText[] {
  const records = parseRecords(text, name);
  const header = records[0];
  if (header === undefined || header.join() !== "text,label") throw invalid(name, "needs the header line text,label");
  if (records.length === 1) throw invalid(name, "has no rows");
  return records.slice(1).map(([first, second], i) => readRow({ text: first, label: second }, name, i + 2));
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
    hint: 'rows are {"text": string, "label": string}, one per line (jsonl), or csv with the header text,label',
    cause,
  });
}
