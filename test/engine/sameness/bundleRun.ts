import { copyFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../../scripts/lib/root.mjs";

const ENGINE = join(root, "oracle-worker", "engine");

/**
 * The run as one plain program beside the engine's module, for a Node that needs nothing else: another version, or one
 * of another processor, for which this machine has no loader of TypeScript.
 * @returns its folder, to be removed, and its path
 */
export async function bundleRun(): Promise<{ folder: string; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), "assay-sameness-"));
  for (const name of ["build", "src"]) mkdirSync(join(folder, name));
  copyFileSync(join(ENGINE, "build", "assay.wasm"), join(folder, "build", "assay.wasm"));
  copyFileSync(join(ENGINE, "src", "nodeThread.mjs"), join(folder, "src", "nodeThread.mjs"));
  const path = join(folder, "src", "nodeRun.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "nodeRun.ts")],
    outfile: path,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // tfjs is CommonJS, and asks for Node's own modules when it runs.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
  return { folder, path };
}
