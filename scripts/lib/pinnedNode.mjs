import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Hardhat's floor; an older Node can only run the set-up. */
const OLDEST_NODE = [22, 13];

/** Name of the npm package that carries the pinned Node for this platform. */
export const nodePackage = `node-${process.platform}-${process.arch}`;

/** The pinned Node's version for this platform, or undefined when the lockfile has none. */
export function pinnedVersion(root) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return optionalDependencies[nodePackage];
}

/** Whether the Node that runs this is new enough to run everything. */
export function isRunningNodeRecent() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** Whether a program is in node_modules, as Node is within an npm script: `npm ci` would remove it while it runs. */
export function isInstalledHere(root, path) {
  return path.startsWith(join(root, "node_modules", "/"));
}

/** Path of the Node to run everything with, or undefined when it is not installed. */
export function findPinnedNode(root) {
  if (pinnedVersion(root) === undefined) return isRunningNodeRecent() ? process.execPath : undefined;
  const path = join(root, "node_modules", nodePackage, "bin", "node");
  return existsSync(path) ? path : undefined;
}

/** The environment of every child: the pinned Node and the installed tools come first, and nothing asks or reports. */
export function childEnvironment(root) {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  return { ...process.env, PATH: path, HARDHAT_DISABLE_TELEMETRY: "true" };
}
