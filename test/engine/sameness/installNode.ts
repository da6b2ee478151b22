import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../../../scripts/lib/npm.mjs";
import { root } from "../../../scripts/lib/root.mjs";
import { PINNED_NODES, type PinnedNode } from "./pinnedNodes.ts";

/** A Node to run, or why there is none. */
export type FoundNode = { readonly path: string } | { readonly reason: string };

/** A pinned Node from the npm registry, installed once under node_modules. */
export async function installNode(major: number, arch: string): Promise<FoundNode> {
  const pinned = PINNED_NODES.find(
    ({ name, version }) => name === `node-${process.platform}-${arch}` && version.startsWith(`${major}.`),
  );
  if (pinned === undefined)
    return { reason: `npm has no Node ${major} for ${process.platform}-${arch} that is pinned here` };
  const folder = join(root, "node_modules", ".cache", "assay-nodes", `${pinned.name}-${pinned.version}`);
  const path = join(folder, "node_modules", pinned.name, "bin", "node");
  if (existsSync(path)) return { path };
  const fresh = `${folder}.${process.pid}`;
  try {
    writeProject(fresh, pinned);
    // Forced: npm would refuse the Node of another processor, which an emulator runs.
    await npm(["ci", "--ignore-scripts", "--force", "--no-audit", "--no-fund"], { node: process.execPath, cwd: fresh });
    renameSync(fresh, folder);
    return { path };
  } catch (error) {
    const [first = ""] = String(error).split("\n").slice(-1);
    return { reason: `Node ${pinned.version} for ${arch} cannot be installed from npm: ${first}` };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** A project of one package, locked to its bytes. */
function writeProject(folder: string, { name, version, integrity }: PinnedNode): void {
  const project = { name: "one-node", version: "0.0.0", dependencies: { [name]: version } };
  const packages = { "": project, [`node_modules/${name}`]: { version, integrity } };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ ...project, lockfileVersion: 3, packages }));
}
