import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** What a node's sandbox made of the script: bytes as 0x hex, or the text of an error. */
export type ScriptOutcome = { kind: "response"; bytes: string } | { kind: "error"; message: string };

type Simulation = { responseBytesHexstring?: string; errorString?: string };
type SimulateScript = (request: { source: string; args: string[] }) => Promise<Simulation>;

// The package's root drags a second chain simulator in; this is its one function that is needed.
const { simulateScript } = require("@chainlink/functions-toolkit/dist/simulateScript") as {
  simulateScript: SimulateScript;
};

/**
 * Runs a Functions script as a node does: in the toolkit's Deno sandbox, with its limits of 5 requests, 10 s, 2 MB an answer
 * and 256 bytes of result.
 */
export async function runScript(source: string, args: string[]): Promise<ScriptOutcome> {
  const directory = mkdtempSync(join(tmpdir(), "assay-functions-"));
  try {
    const result = await startIn(directory, source, args);
    if (result.responseBytesHexstring !== undefined) return { kind: "response", bytes: result.responseBytesHexstring };
    return { kind: "error", message: result.errorString ?? "the script returned nothing" };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * The toolkit names its temporary file by the millisecond, so that two scripts at once would meet in one file; and it looks for
 * `deno` on the PATH. It reads both variables before it first yields: they are set for that moment only.
 */
function startIn(directory: string, source: string, args: string[]): Promise<Simulation> {
  const { TMPDIR, PATH } = process.env;
  process.env.TMPDIR = directory;
  process.env.PATH = `${denoDirectory()}${delimiter}${PATH ?? ""}`;
  try {
    // It injects the source with String.replace, which would expand `$&` and its like.
    return simulateScript({ source: source.replaceAll("$", "$$$$"), args });
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    if (PATH === undefined) delete process.env.PATH;
    else process.env.PATH = PATH;
  }
}

/** `node_modules/.bin` beside the deno package. */
function denoDirectory(): string {
  return join(dirname(dirname(require.resolve("deno/package.json"))), ".bin");
}
