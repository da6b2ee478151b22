import { AssayError } from "../errors.ts";
import { MAX_FEATURES } from "../models/features.ts";

/** An example of numbers: `features` as many in every row of a file. */
export type NumericRow = { features: Float32Array; label: string };

/** Numbers of one file: 512 MiB of them. */
const MAX_VALUES = 2 ** 27;
/** As `Number` reads it, without the empty text, hexadecimal, `Infinity`. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** Whether a row of a jsonl file, parsed, is one of numbers rather than of text. */
export function isNumericRow(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "features");
}

/** Checks rows one by one and keeps them; all must have the first one's width. */
export function createNumericRows(name: string): {
  /** @throws AssayError `DatasetInvalid` naming the line */
  add: (value: unknown, line: number) => void;
  rows: readonly NumericRow[];
} {
  const rows: NumericRow[] = [];
  return {
    rows,
    add(value, line) {
      const row = readRow(value, `${name} row at line ${line}:`);
      const width = rows[0]?.features.length ?? row.features.length;
      if (row.features.length !== width)
        throw invalid(`${name} row at line ${line}: has ${row.features.length} features, the first row ${width}`);
      if ((rows.length + 1) * width > MAX_VALUES) throw invalid(`${name} has more than ${MAX_VALUES} numbers`);
      rows.push(row);
    },
  };
}

/**
 * The row that a line of csv is: cells of numbers, the label last. Blanks around a number are ignored.
 * @throws AssayError `DatasetInvalid` naming line and column
 */
export function numericCells(cells: readonly string[], header: readonly string[], name: string, line: number): object {
  const features = cells.slice(0, -1).map((cell, column) => {
    const text = cell.trim();
    if (DECIMAL.test(text)) return Number(text);
    const where = `${name} line ${line}, column ${header[column] ?? ""}`;
    throw invalid(`${where}: ${JSON.stringify(cell.slice(0, 40))} is not a number`);
  });
  return { features, label: cells.at(-1) };
}

/** Rounds numbers to binary32. @param where starts the error */
export function toFeatures(values: readonly unknown[], where: string): Float32Array {
  if (values.length === 0 || values.length > MAX_FEATURES)
    throw invalid(`${where} has ${values.length} features, not 1 to ${MAX_FEATURES}`);
  return Float32Array.from(values, (value, i) => {
    const rounded = typeof value === "number" ? Math.fround(value) : Number.NaN;
    if (!Number.isFinite(rounded)) throw invalid(`${where} feature ${i} is not a finite binary32 number`);
    return rounded;
  });
}

function readRow(value: unknown, where: string): NumericRow {
  if (typeof value !== "object" || value === null) throw invalid(`${where} is not an object`);
  const { features, label, ...others }: { features?: unknown; label?: unknown } = value;
  if (!Array.isArray(features)) throw invalid(`${where} features are not a list`);
  const [extra] = Object.keys(others);
  if (extra !== undefined) throw invalid(`${where} has the unknown field ${JSON.stringify(extra.slice(0, 40))}`);
  if (typeof label !== "string" || label === "" || label.length > 100)
    throw invalid(`${where} label is not a text of 1 to 100 characters`);
  return { features: toFeatures(features, where), label };
}

function invalid(problem: string): AssayError {
  return new AssayError("DatasetInvalid", problem, {
    hint: 'rows of numbers are {"features": [numbers], "label": string}, or csv whose last column is label',
  });
}
