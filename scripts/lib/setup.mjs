import { ensureBuilt } from "./ensureBuilt.mjs";
import { ensureEngine } from "./ensureEngine.mjs";
import { ensureInstalled } from "./ensureInstalled.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./SetupError.mjs";

/** Installs and builds what is missing or out of date, and ends the process with one clear message where it cannot. */
export async function setup() {
  try {
    await ensureInstalled(root);
    await ensureEngine(root);
    await ensureBuilt(root);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`[setup] ${error.message}\n`);
    process.exit(1);
  }
}
