/** A table; columns that begin with a space in their heading are text, the others numbers. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.trim()).join(" | ")} |`;
  const rule = `|${headings.map((heading) => (heading.startsWith(" ") ? "---" : "---:")).join("|")}|`;
  return [line(headings), rule, ...rows.map(line)].join("\n");
}
