import { readFile, writeFile } from "node:fs/promises";
import { createProgram } from "../oracle-worker/src/cli/createProgram.ts";
import { describeCommands } from "../oracle-worker/src/cli/describeCommands.ts";

// Writes the generated part of docs/cli.md: `node --import tsx scripts/writeCliDocs.ts`.

const path = new URL("../docs/cli.md", import.meta.url);
const START = "<!-- generated from the commands: scripts/writeCliDocs.ts -->";
const silent = { write: () => true };
const program = createProgram({
  stdout: silent,
  stderr: silent,
  defaultHome: ".",
  signal: new AbortController().signal,
});
const [head = ""] = (await readFile(path, "utf8")).split(START);
await writeFile(path, `${head}${START}\n\n${describeCommands(program)}\n`);
