import { parseArgs } from "node:util";
import { type Compared, compare, comparisonTable } from "../lib/compare.ts";
import { ensurePeers } from "../lib/ensurePeers.ts";
import { log } from "../lib/log.ts";
import { runRounds } from "../lib/runRounds.ts";
import { withFolder } from "../lib/withFolder.ts";
import { type GptModel, MODELS, workPerToken } from "./models.ts";
import { operationsTable } from "./operationsTable.ts";
import { proofTable } from "./proofTable.ts";
import { type KnownSpeed, trainContestants } from "./trainContestants.ts";
import { writeWorkload } from "./writeWorkload.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    models: { type: "string", default: "S,M" },
    rounds: { type: "string", default: "7" },
    threads: { type: "string", default: "1,2" },
  },
});

await ensurePeers();
const models = MODELS.filter(({ name }) => values.models.split(",").includes(name));
const rows: Compared[] = [];
for (const model of models) {
  rows.push(...(await withFolder((folder) => trainModel(model, folder))));
}
if (values.json) {
  process.stdout.write(`${JSON.stringify(rows.map(toJson))}\n`);
} else {
  process.stdout.write(`${comparisonTable(rows, "tokens")}\n`);
  for (const model of models) {
    log(`${model.name}: where a step's time goes`);
    const table = await withFolder((folder) => {
      writeWorkload(model, folder);
      return operationsTable(folder, model.name === "S" ? 40 : 6);
    });
    process.stdout.write(`\nWhere the time of a step of ${model.name} goes, one thread:\n\n${table}\n`);
  }
  log("what the proof adds");
  process.stdout.write(`\nWhat the proof adds, one thread:\n\n${await proofTable(models)}\n`);
}

async function trainModel(model: GptModel, folder: string): Promise<Compared[]> {
  const { vocabulary } = writeWorkload(model, folder).model;
  const threads = values.threads.split(",").map(Number);
  const contestants = trainContestants(model, vocabulary, folder, threads, (engine) => known(engine, vocabulary));
  const measured = await runRounds(contestants, {
    unitsPerStep: model.batch * model.context,
    rounds: Number(values.rounds),
    turnMilliseconds: 1_000,
    firstSteps: 2,
    tolerance: 1e-3,
    log: (message) => log(`${model.name}: ${message}`),
  });
  return compare(model.name, measured);
}

/** The speed of an engine on a model that was measured before. */
function known(engine: string, vocabulary: number): KnownSpeed | null {
  const row = rows.find((other) => other.engine === engine);
  const model = MODELS.find(({ name }) => name === row?.model);
  if (row === undefined || row.perSecond === null || model === undefined) return null;
  return { tokensPerSecond: row.perSecond, work: workPerToken(model, vocabulary) };
}

function toJson({ model, engine, threads, perSecond, digest, ...rest }: Compared): object {
  return { model, engine, threads, tokensPerSecond: perSecond, weightsSha256: digest, ...rest };
}
