import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Compared, compare, comparisonTable } from "../lib/compare.ts";
import { type Contestant, nodeStart } from "../lib/contestant.ts";
import { ensurePeers, PEERS } from "../lib/ensurePeers.ts";
import { log } from "../lib/log.ts";
import { runRounds } from "../lib/runRounds.ts";
import { torchContestants } from "../lib/torchContestants.ts";
import { withFolder } from "../lib/withFolder.ts";
import { MODELS, ROWS } from "./models.ts";
import { writeWorkload } from "./writeWorkload.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, rounds: { type: "string", default: "7" } },
});

await ensurePeers();
const rows: Compared[] = [];
for (const model of MODELS) {
  await withFolder(async (folder) => {
    writeWorkload(model, folder);
    const measured = await runRounds(contestants(folder), {
      unitsPerStep: ROWS,
      rounds: Number(values.rounds),
      turnMilliseconds: 1_000,
      firstSteps: 4,
      // A step's value counts classes: where two are all but equal, another rounding may choose the other.
      tolerance: 5e-3,
      log: (message) => log(`${model.name}: ${message}`),
    });
    rows.push(...compare(model.name, measured));
  });
}
process.stdout.write(values.json ? `${JSON.stringify(rows.map(toJson))}\n` : `${comparisonTable(rows, "rows")}\n`);

/** Everyone who scores, on one thread each. */
function contestants(folder: string): Contestant[] {
  return [
    { engine: "assay", threads: 1, start: nodeStart(join(import.meta.dirname, "scoreAssay.ts"), [folder]) },
    ...torchContestants("score_torch.py", [1], [folder]),
    ...["cpu", "wasm"].map((backend): Contestant => {
      const start = nodeStart(join(PEERS, "scoreTfjs.mjs"), [backend, folder]);
      return { engine: `tfjs ${backend}`, threads: 1, start };
    }),
    {
      engine: "onnxruntime",
      threads: 1,
      start: { reason: "not installed: its package is 288 MB, and its bits differ from one build to the next" },
    },
  ];
}

function toJson({ model, engine, threads, perSecond, digest, ...rest }: Compared): object {
  return { model, engine, threads, rowsPerSecond: perSecond, predictionsSha256: digest, ...rest };
}
