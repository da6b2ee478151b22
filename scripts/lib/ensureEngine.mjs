import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment, findPinnedNode } from "./pinnedNode.mjs";
import { runQuietly } from "./runQuietly.mjs";
import { SetupError } from "./SetupError.mjs";
import { hasStamp, writeStamp } from "./stamp.mjs";
import { startPhase } from "./startPhase.mjs";

const PACKAGE = join("oracle-worker", "engine");
const OPTIONS = [
  "--enable=simd,threads,bulk-memory",
  "--sharedMemory",
  "--importMemory",
  "--noExportMemory",
  "--initialMemory=1",
  "--maximumMemory=65536",
  // No allocator, no start function, no abort import: the host passes every address.
  "--runtime=stub",
  "--use=abort=",
  "--optimizeLevel=3",
  "--pedantic",
  // Vectors are passed between functions of the module only, never to the host.
  "--disableWarning=112",
];

/** Compiles the engine's kernels to WebAssembly unless they are up to date. @throws SetupError */
export async function ensureEngine(root) {
  const sources = join(root, PACKAGE, "assembly");
  const output = join(root, PACKAGE, "build", "assay.wasm");
  const stampFile = join(root, PACKAGE, "build", "stamp");
  const stamp = hashOf(root, sources);
  if (hasStamp(stampFile, stamp) && existsSync(output)) return;
  const end = startPhase("building the engine");
  mkdirSync(join(root, PACKAGE, "build"), { recursive: true });
  const compiler = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
  const args = [compiler, "assembly/index.ts", "--outFile=build/assay.wasm", ...OPTIONS];
  const { code, output: text } = await runQuietly(findPinnedNode(root), args, {
    cwd: join(root, PACKAGE),
    env: childEnvironment(root),
  });
  if (code !== 0 || text.includes("WARNING")) throw new SetupError(`the engine does not build:\n${text.trim()}`);
  writeStamp(stampFile, stamp);
  end();
}

/** The compiler's version, which the lockfile fixes, its options and the sources: the module is a function of these. */
function hashOf(root, sources) {
  const compiler = JSON.parse(readFileSync(join(root, "node_modules", "assemblyscript", "package.json"), "utf8"));
  const hash = createHash("sha256").update(`${compiler.version}\0${OPTIONS.join()}\0`);
  for (const file of readdirSync(sources).sort()) {
    hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  }
  return hash.digest("hex");
}
