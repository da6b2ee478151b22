// Compiles the engine's kernels. Says so on stderr only.
import { ensureEngine } from "./lib/ensureEngine.mjs";
import { root } from "./lib/root.mjs";
import { SetupError } from "./lib/SetupError.mjs";

try {
  await ensureEngine(root);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
