import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { nodeStart } from "../lib/contestant.ts";
import { markdownTable } from "../lib/markdownTable.ts";
import { withFolder } from "../lib/withFolder.ts";
import type { GptModel } from "./models.ts";

const TimesSchema = z.object({ stepMilliseconds: z.number(), checkpointMilliseconds: z.number() });
/** Steps between two checkpoints, as in the demo's specs. */
const INTERVAL = 50;

/** What the proof adds to a training: everything but the steps, per checkpoint, against the steps between two. */
export async function proofTable(models: readonly GptModel[]): Promise<string> {
  const rows = [];
  for (const { name } of models) {
    const [steps, checkpoints] = name === "S" ? [200, 4] : [16, 2];
    const { stepMilliseconds, checkpointMilliseconds } = await withFolder(async (folder) => {
      const script = join(import.meta.dirname, "timeProof.ts");
      const { command, args } = nodeStart(script, ["1", name, folder, String(steps), String(checkpoints)]);
      const { stdout } = await promisify(execFile)(command, args);
      return TimesSchema.parse(JSON.parse(stdout));
    });
    const share = checkpointMilliseconds / (INTERVAL * stepMilliseconds);
    rows.push([name, stepMilliseconds.toFixed(1), checkpointMilliseconds.toFixed(0), `${(100 * share).toFixed(2)} %`]);
  }
  return markdownTable(["model", "ms a step", "ms a checkpoint", `share, one every ${INTERVAL} steps`], rows);
}
