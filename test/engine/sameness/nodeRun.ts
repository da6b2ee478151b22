// One run in a process of its own: node nodeRun.mjs '<RunSettings as JSON>'. Prints a Report (runJob.ts).
import { loadEngine } from "@assay/engine/loadEngine.ts";
import { RunSettingsSchema } from "./runSettings.ts";
import { trainToHash } from "./trainToHash.ts";

const { model, steps, ...options } = RunSettingsSchema.parse(JSON.parse(process.argv[2] ?? ""));
const engine = await loadEngine({ ...options, maxBytes: 2 ** 28 });
const outcome = await trainToHash(engine, { model, steps });
engine.close();
process.stdout.write(JSON.stringify({ ...outcome, node: process.version, arch: process.arch }));
