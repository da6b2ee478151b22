/** Prints rows as aligned columns, numbers to the right. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const isNumeric = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => /^[-+]?[\d.,%]/.test(row[i] ?? "") || row[i] === "–"),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (isNumeric[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Wei as ether with at most 9 decimals, no trailing zeros. */
export function formatEther(wei: bigint): string {
  const gwei = wei / 1_000_000_000n;
  const fraction = String(gwei % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const whole = String(gwei / 1_000_000_000n);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** Basis points as percent, two decimals. */
export function formatBps(bps: number | bigint): string {
  return `${(Number(bps) / 100).toFixed(2)}%`;
}
