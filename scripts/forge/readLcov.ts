/** What the tests reached of one source file. */
export interface FileCoverage {
  file: string;
  lines: { found: number; hit: number; missing: number[] };
  branches: { found: number; hit: number; missing: number[] };
}

/** Reads an lcov tracefile. Missing lines and branches are named by their line. */
export function readLcov(lcov: string): FileCoverage[] {
  return lcov
    .split("end_of_record")
    .map((record) => record.trim().split("\n"))
    .flatMap((record) => {
      const file = record.find((line) => line.startsWith("SF:"))?.slice(3);
      return file === undefined ? [] : [{ file, lines: count(record, "DA:"), branches: count(record, "BRDA:") }];
    });
}

/** Both kinds of entry begin with the line and end with the hits, `-` where the code before was not reached either. */
function count(record: readonly string[], kind: string): FileCoverage["lines"] {
  const entries = record.filter((line) => line.startsWith(kind)).map((line) => line.slice(kind.length).split(","));
  const missing = entries.filter((entry) => ["0", "-"].includes(entry.at(-1) ?? "0")).map(([line]) => Number(line));
  return { found: entries.length, hit: entries.length - missing.length, missing };
}
