import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

const TICK_MS = 5_000;

/**
 * Announces a phase of the set-up on stderr and keeps saying how far it is.
 * @param folder its size on disk is shown, when given
 * @returns a function that ends the phase
 */
export function startPhase(name, folder) {
  const start = Date.now();
  const elapsed = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  const size = () => (folder === undefined ? "" : `, ${Math.round(bytesOnDisk(folder) / 1e6)} MB`);
  const say = (text) => process.stderr.write(`[setup] ${text}\n`);
  say(`${name} ...`);
  const timer = setInterval(() => say(`${name} ... ${elapsed()}${size()}`), TICK_MS);
  timer.unref();
  return (outcome = "done") => {
    clearInterval(timer);
    say(`${name}: ${outcome} (${elapsed()}${size()})`);
  };
}

/** Files come and go while npm works: what is gone counts as nothing. */
function bytesOnDisk(path) {
  try {
    const stat = lstatSync(path);
    if (!stat.isDirectory()) return stat.blocks * 512;
    return readdirSync(path).reduce((sum, entry) => sum + bytesOnDisk(join(path, entry)), 0);
  } catch {
    return 0;
  }
}
