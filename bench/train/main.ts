import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensurePeers } from "../lib/ensurePeers.ts";
import { runRounds } from "../lib/runRounds.ts";
import { MODELS, workPerToken } from "./models.ts";
import { trainContestants } from "./trainContestants.ts";
import { type TrainRow, toMarkdown, toRows } from "./trainRows.ts";
import { writeWorkload } from "./writeWorkload.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    models: { type: "string", default: "S,M" },
    rounds: { type: "string", default: "7" },
    threads: { type: "string", default: "1,2" },
  },
});
const log = (message: string): void => void process.stderr.write(`[bench] ${message}\n`);
const threads = values.threads.split(",").map(Number);

await ensurePeers();
const rows: TrainRow[] = [];
for (const model of MODELS.filter(({ name }) => values.models.split(",").includes(name))) {
  const folder = mkdtempSync(join(tmpdir(), "assay-bench-"));
  try {
    const { vocabulary } = writeWorkload(model, folder).model;
    const contestants = trainContestants(model, vocabulary, folder, threads, (engine) => {
      const row = rows.find((other) => other.engine === engine);
      const smaller = MODELS.find(({ name }) => name === row?.model);
      if (row?.tokensPerSecond == null || smaller === undefined) return undefined;
      return { tokensPerSecond: row.tokensPerSecond, work: workPerToken(smaller, vocabulary) };
    });
    const measured = await runRounds(contestants, {
      unitsPerStep: model.batch * model.context,
      rounds: Number(values.rounds),
      turnMilliseconds: 1_000,
      firstSteps: 2,
      tolerance: 1e-3,
      log: (message) => log(`${model.name}: ${message}`),
    });
    rows.push(...toRows(model.name, measured));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : `${toMarkdown(rows)}\n`);
