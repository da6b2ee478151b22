import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./npm.mjs";
import { hasStamp, writeStamp } from "./stamp.mjs";

/**
 * Installs a package of its own, outside of the workspaces, as its lockfile says, unless that is there.
 * @param {string} folder holds package.json and package-lock.json
 * @param {string[]} options of npm ci
 * @param {() => void} onStart called when there is something to install
 * @throws SetupError
 */
export async function ensureLocked(folder, options, onStart) {
  const lock = readFileSync(join(folder, "package-lock.json"));
  const stampFile = join(folder, "node_modules", ".assay-installed");
  const stamp = createHash("sha256").update(lock).digest("hex");
  if (hasStamp(stampFile, stamp) && existsSync(join(folder, "node_modules"))) return;
  onStart();
  await npm(["ci", "--no-audit", "--no-fund", ...options], { node: process.execPath, cwd: folder });
  writeStamp(stampFile, stamp);
}
