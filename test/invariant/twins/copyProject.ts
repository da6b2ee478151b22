import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { root } from "../../../scripts/lib/root.mjs";

const COPIED = [
  "bench",
  "contracts",
  "deploy",
  "oracle-worker/src",
  "scripts",
  "test",
  "hardhat.config.ts",
  "package.json",
  "tsconfig.json",
];

/**
 * A copy of what the contracts' tests need, with the same packages; `remove` deletes it.
 * @param from the project, or a copy of it
 */
export function copyProject(from: string = root): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "assay-copy-"));
  const isOurs = (path: string): boolean => basename(path) !== "node_modules";
  for (const path of COPIED) cpSync(join(from, path), join(folder, path), { recursive: true, filter: isOurs });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
