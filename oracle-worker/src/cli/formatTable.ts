/** Columns of a table: heading and alignment. */
export type Column = { heading: string; align?: "left" | "right" };

/** A table of plain text, columns two spaces apart. Widths count code points: the text of rows is short and plain. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ heading }) => heading), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => lengthOf(line[i] ?? ""))));
  return lines
    .map((line) =>
      columns
        .map((column, i) => pad(line[i] ?? "", widths[i] ?? 0, column))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function pad(text: string, width: number, { align }: Column): string {
  const space = " ".repeat(width - lengthOf(text));
  return align === "right" ? space + text : text + space;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
