import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * The files under a path, or the path itself, whose names end so. Packages are no tests of ours.
 * @param {string} path
 * @param {string} ending
 * @returns {string[]}
 */
export function testFiles(path, ending) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return path.endsWith(ending) ? [path] : [];
  const entries = readdirSync(join(root, path)).sort();
  return entries
    .filter((name) => name !== "node_modules" && !name.startsWith("."))
    .flatMap((name) => testFiles(path === "." ? name : `${path}/${name}`, ending));
}
