import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { nodeStart } from "../lib/contestant.ts";
import { markdownTable } from "../lib/markdownTable.ts";

const TimesSchema = z.object({
  stepMilliseconds: z.number(),
  operations: z.array(
    z.object({ operation: z.string(), calls: z.number(), milliseconds: z.number(), share: z.number() }),
  ),
});

/** Where the time of a step on one thread goes, in a process of its own. */
export async function operationsTable(folder: string, steps: number): Promise<string> {
  const script = join(import.meta.dirname, "timeOperations.ts");
  const { command, args } = nodeStart(script, ["1", folder, String(steps)]);
  const { stdout } = await promisify(execFile)(command, args);
  const { operations } = TimesSchema.parse(JSON.parse(stdout));
  const inside = operations.reduce((sum, { share }) => sum + share, 0);
  const rows = operations
    .toSorted((a, b) => b.share - a.share)
    .map(({ operation, calls, milliseconds, share }) => [
      operation.toLowerCase().replaceAll("_", " "),
      calls.toFixed(0),
      milliseconds.toFixed(2),
      percent(share),
    ]);
  return markdownTable(
    [" operation", "calls a step", "ms a step", "share"],
    [...rows, ["outside of the engine (tfjs, JavaScript)", "", "", percent(1 - inside)]],
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
