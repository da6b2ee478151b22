// Runs a TypeScript entry under the pinned Node, after the set-up: node scripts/run.mjs <entry.ts> [arguments of the entry].
// Only the entry writes to stdout.
import { runChild } from "./lib/runChild.mjs";
import { setup } from "./lib/setup.mjs";

const [entry, ...args] = process.argv.slice(2);
await setup();
process.exitCode = await runChild(entry, args);
