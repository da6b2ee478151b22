import { printable } from "./printable.ts";

/** Numbers and flags are written as they are; text may have been chosen by anyone. */
export type CsvCell = string | number | bigint | boolean;

/** What makes a spreadsheet take a cell for a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * CSV as RFC 4180 has it: a header, CRLF after every line, quotes where needed. Text that a spreadsheet would run starts with an
 * apostrophe instead.
 */
export function formatCsv<Field extends string>(
  fields: readonly Field[],
  rows: readonly Readonly<Record<Field, CsvCell>>[],
): string {
  const lines = [fields.join(","), ...rows.map((row) => fields.map((field) => formatCell(row[field])).join(","))];
  return lines.map((line) => `${line}\r\n`).join("");
}

function formatCell(cell: CsvCell): string {
  if (typeof cell !== "string") return String(cell);
  const text = printable(FORMULA.test(cell) ? `'${cell}` : cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
